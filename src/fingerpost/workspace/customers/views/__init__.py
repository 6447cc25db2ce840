"""Views of the customer pages, by subject."""
