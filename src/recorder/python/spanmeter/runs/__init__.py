"""Runs: the one a process is by itself, and those its program opens."""
