"""Every measure of the service, each defined once."""
