"""Spanmeter's recorder for Python: what language-model calls cost, measured where they are made.

Importing this package records the process, as `python -m spanmeter agent.py` does."""

from .hooks import install as _install
from .instance import off as _off, watch_exit as _watch_exit

__version__ = "0.1.0"

if not _off():
    _install()
    _watch_exit()
