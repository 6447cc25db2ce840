"""Views of accepting a plan, giving it, and the documents of both."""
