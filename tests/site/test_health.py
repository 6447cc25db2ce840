"""`/health` tells whether pages can be served."""

import json

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import RequestFactory

from fingerpost.site.health import HealthMiddleware

pytestmark = pytest.mark.django_db


def _ask() -> tuple[int, dict[str, str]]:
    answer = HealthMiddleware(lambda _: HttpResponse("page"))(RequestFactory().get("/health"))
    assert isinstance(answer, HttpResponse)
    return answer.status_code, json.loads(answer.content)


def test_migrated_database_is_ok() -> None:
    assert _ask() == (200, {"status": "ok"})


def test_other_pages_pass() -> None:
    answer = HealthMiddleware(lambda _: HttpResponse("page"))(RequestFactory().get("/healthy"))
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"page"


def test_unmigrated_database_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "fingerpost.site.health.MigrationExecutor.migration_plan", lambda self, targets: ["one"]
    )
    status, body = _ask()
    assert status == 503
    assert body["reason"] == "the database is not migrated"


def test_unreached_database_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("canary")

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    status, body = _ask()
    assert status == 503
    assert body == {"status": "unavailable", "reason": "the database is not reached"}
