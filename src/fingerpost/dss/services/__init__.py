"""What is done to the doors of the wire. Each function is one use case."""
