"""What the room does: one use case, one function, one transaction."""
