"""Pages on where a customer stands in work and learning, what changed for them, and their way so far."""
