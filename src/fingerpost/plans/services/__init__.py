"""Writes of the plans room."""
