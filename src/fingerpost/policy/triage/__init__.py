"""What a contact needs and where it goes: dated decision tables, read by pure functions."""

from fingerpost.policy.triage.contact import Contact
from fingerpost.policy.triage.decision import Decision, FollowOn, Reason, decide, decide_attempt

__all__ = ["Contact", "Decision", "FollowOn", "Reason", "decide", "decide_attempt"]
