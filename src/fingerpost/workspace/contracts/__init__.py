"""Contracts: performance against profile, the agency's view of all contractors, and the terms."""
