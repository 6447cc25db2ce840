"""`/health`: can pages be served?"""

from collections.abc import Callable

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from fingerpost.rulebook import supply

_PATH = "/health"
_UNREAD = "{count} publications can't be read and are left out"


class HealthMiddleware:
    """Answer `/health` before sessions, sign-in and host checks: a monitor has no account and any address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._is_migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 200 when the database is reached and migrated, else 503 with the reason."""
        if request.path_info != _PATH:
            return self.get_response(request)
        reason = self._trouble()
        if reason:
            return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
        unread = len(supply.troubles())
        if unread:
            # Pages are served, by all the rules but these.
            return JsonResponse({"status": "ok", "rules": _UNREAD.format(count=unread)})
        return JsonResponse({"status": "ok"})

    def _trouble(self) -> str:
        """Say in one phrase why pages cannot be served, or nothing."""
        connection = connections["default"]
        try:
            if not self._is_migrated:
                executor = MigrationExecutor(connection)
                if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                    return "the database is not migrated"
                # A process never outlives its own code, so once migrated is migrated.
                self._is_migrated = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return "the database is not reached"
        return ""
