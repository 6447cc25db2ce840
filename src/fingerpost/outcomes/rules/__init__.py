"""Pure decisions of the outcomes room: when to follow up, and what an outcome is."""
