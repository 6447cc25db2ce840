"""The returns of a contractor: the months, the checks, signing off, sending, and the answers of the agency."""
