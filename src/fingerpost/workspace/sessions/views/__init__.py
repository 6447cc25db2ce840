"""Views of sessions, attendances, registers, paper and appointments."""
