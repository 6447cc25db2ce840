"""Pages of what came of it: outcomes, their evidence, and the customer's own answer."""
