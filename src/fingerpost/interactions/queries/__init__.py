"""Reads that more than one place needs."""
