"""Measures, service levels, returns and reports: one definition of each figure, used wherever it stands."""
