"""Samples for audit: lines of the ledger drawn by a seed, and one archive with all that proves them (BR-33)."""
