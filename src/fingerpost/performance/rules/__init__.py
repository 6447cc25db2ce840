"""Pure decisions of the performance room."""
