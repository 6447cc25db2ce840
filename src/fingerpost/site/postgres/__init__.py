"""PostgreSQL for a service that was given none: an embedded server on the programs of a wheel."""

from fingerpost.site.postgres.server import Server, start_server

__all__ = ["Server", "start_server"]
