"""Writes of the outcomes room: follow-ups and their tries, outcomes and evidence, the customer's answer."""
