"""Pure decisions of the room: no database, no Django, no clock."""
