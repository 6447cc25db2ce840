"""Who may open what, asked over HTTP."""
