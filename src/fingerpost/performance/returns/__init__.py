"""What a return is made of: its rows, layouts, files, checks and extracts. Pure; data in, bytes and findings out."""
