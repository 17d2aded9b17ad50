"""The span log of this process."""
