"""Pages on which a customer is followed up, formally and otherwise."""
