"""Every page, judged in real Chromium against WCAG 2.2 AA, wide and narrow."""
