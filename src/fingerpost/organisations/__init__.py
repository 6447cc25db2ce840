"""Who delivers the service: agency, contractors, contracts, touchpoints, areas and venues."""
