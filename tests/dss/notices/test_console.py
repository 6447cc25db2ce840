"""`fingerpost dss listen`: set, listed, renewed and ended at the console."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from fingerpost.dss.services.listening import listen
from fingerpost.house.errors import NotPermitted
from fingerpost.site.console import app as console
from tests.fixtures.world import Acting

CODE, URL = "0000000981", "https://listener.example/notices"


def on_the_console(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and what was said beside it, with the tests' database for a deployment's."""
    monkeypatch.setattr("fingerpost.site.database_start.database_for", lambda _deployment: nullcontext())
    done = CliRunner().invoke(console, ["dss", "listen", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.django_db(transaction=True)
def test_console_when_a_listener_is_set_then_its_secret_once_and_it_is_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status, out, _ = on_the_console(monkeypatch, "--touchpoint", CODE, "--url", URL, "--json")
    made = json.loads(out)
    assert (status, set(made)) == (0, {"touchpoint", "url", "secret", "bearer"})
    status, out, _ = on_the_console(monkeypatch, "--touchpoint", CODE, "--url", f"{URL}/2", "--json")
    assert json.loads(out) == {"touchpoint": CODE, "url": f"{URL}/2"}
    status, out, _ = on_the_console(monkeypatch, "--touchpoint", CODE, "--renew", "--json")
    assert json.loads(out)["secret"] != made["secret"]
    told = on_the_console(monkeypatch, "--json")
    assert told[0] == 0, told
    (listed,) = json.loads(told[1])
    assert (listed["touchpoint"], listed["url"], listed["waiting"]) == (CODE, f"{URL}/2", 0)
    assert f"{CODE}  {URL}/2  0 pushed" in on_the_console(monkeypatch)[1]
    assert "Nothing is pushed" in on_the_console(monkeypatch, "--touchpoint", CODE, "--end")[1]
    assert "Nobody listens." in on_the_console(monkeypatch)[1]


@pytest.mark.django_db(databases=["default", "system"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", URL], "Say which touchpoint"),
        (["--touchpoint", CODE], "Give one of --url, --end and --renew"),
        (["--touchpoint", CODE, "--url", URL, "--end"], "Give one of"),
        (["--touchpoint", "12", "--url", URL], "is no touchpoint id"),
        (["--touchpoint", CODE, "--url", "http://listener.example/"], "plain http"),
        (["--touchpoint", CODE, "--renew"], "has no listener"),
    ],
)
def test_console_when_it_can_do_nothing_then_one_sentence_and_two(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    status, out, err = on_the_console(monkeypatch, *arguments)
    assert (status, out) == (2, "")
    assert said in " ".join(err.split())


def test_listener_when_set_by_anybody_but_a_technician_then_refused(acting: Acting) -> None:
    for who in ("area_adviser", "contract_manager"):
        with acting(who) as actor, pytest.raises(NotPermitted):
            listen(actor=actor, now=timezone.now(), touchpoint=CODE, url=URL)
