"""Pages on which a customer accepts a plan, and on which it is given to them."""
