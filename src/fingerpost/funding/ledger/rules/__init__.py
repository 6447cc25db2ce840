"""Pure decisions of the ledger: lines, fees, caps, costs, profiles, tolerance. Data in, sums out."""
