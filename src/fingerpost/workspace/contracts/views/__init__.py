"""Views of the pages of contracts."""
