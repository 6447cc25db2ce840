"""Synchronising with another service of this wire: ours against theirs, by the wire's own requests on both sides."""
