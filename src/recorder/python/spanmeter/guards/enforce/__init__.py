"""Enforces limits. Loaded with the first of them, so that a process without a budget does not pay for it."""
