"""The wire described for its readers, out of the one description: OpenAPI 3.1 and a page."""
