"""The contractor's month: what is due, who does it, what is missing."""
