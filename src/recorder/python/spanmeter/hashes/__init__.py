"""Hashes that tell whether two things are the same, and nothing else about them."""
