"""The version, without anything else to load."""

__version__ = "0.1.0"
