"""Decisions of the plans room. Pure: data in, verdict out."""
