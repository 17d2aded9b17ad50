"""Places in the user's source."""
