"""The recorder's own version: written into every file."""

VERSION = "0.1.0"
RECORDER = "python " + VERSION
