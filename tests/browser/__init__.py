"""Real Chromium against the real server, and what its tests share."""
