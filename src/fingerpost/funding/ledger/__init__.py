"""The ledger: what is claimed month by month, frozen, adjusted by lines and never edited."""
