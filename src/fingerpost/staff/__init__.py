"""Accounts, roles, standing, and what each role may do."""
