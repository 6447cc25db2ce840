"""The database for one command: the one the environment names, else the embedded one of DATA."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from fingerpost.site.deployment import Deployment
from fingerpost.site.failures import StartFailure
from fingerpost.site.given_database import check_given_database
from fingerpost.site.postgres import Server, start_server


@contextmanager
def database_for(deployment: Deployment, *, with_parent: bool = False) -> Iterator[Server | None]:
    """Make the database reachable, its addresses in the environment, and start Django.

    Yields the embedded server, or None for a given database. Afterwards the embedded server is left,
    and ended when nobody else uses it. Raises StartFailure.
    """
    if deployment.database_url is not None:
        check_given_database(
            deployment.database_url, deployment.database_owner_url, deployment.database_system_url
        )
        start_django()
        yield None
        return
    if deployment.database_owner_url is not None:
        raise StartFailure(
            "DATABASE_OWNER_URL is set without DATABASE_URL. Give both, or neither for the embedded database."
        )
    server = start_server(deployment.data, with_parent=with_parent)
    try:
        os.environ.update(server.urls())
        # Processes that are begun from here see an address, and can't tell that it is the embedded database's.
        os.environ.setdefault("FINGERPOST_DEMO", "yes" if deployment.may_be_demo else "no")
        start_django()
        yield server
    finally:
        close_connections()
        server.leave()


def start_django() -> None:
    """Read the settings and load the applications, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.site.settings")
    import django

    django.setup()


def close_connections() -> None:
    """Close this process's connections, so that nothing waits on them."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()


def migrate(deployment: Deployment) -> None:
    """Bring the database to the code's migrations as owner. Raises StartFailure where that cannot be."""
    from django.core.management import call_command
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    alias = "owner" if "owner" in connections else "default"
    executor = MigrationExecutor(connections[alias])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if alias != "owner":
        raise StartFailure(
            "The database is not migrated, and DATABASE_OWNER_URL is not set. Set it for this start, "
            "or run `fingerpost migrate` with it."
        )
    try:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise StartFailure(f"The database could not be migrated: {str(error).splitlines()[0]}") from error
