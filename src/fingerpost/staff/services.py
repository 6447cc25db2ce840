"""What the room staff does for others."""

from fingerpost.staff.acting import Acting, act, acting_as, stop_acting

__all__ = ["Acting", "act", "acting_as", "stop_acting"]
