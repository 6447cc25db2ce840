"""Fingerpost: one careers service for a nation, on one customer record."""

__version__ = "0.1.0"
