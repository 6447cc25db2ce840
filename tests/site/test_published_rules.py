"""What the doctor says of published rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pydantic import SecretStr

from fingerpost.demo.world import World
from fingerpost.policy.civil import civil_date
from fingerpost.site.deployment import Deployment
from fingerpost.site.doctor import Finding, examine
from tests.fixtures.packs import write_up
from tests.rulebook.test_supply import written_past_us


def said_of_rules(folder: Path, url: str | None) -> Finding:
    deployment = Deployment(DATA=folder, DATABASE_URL=SecretStr(url) if url else None)
    return next(finding for finding in examine(deployment) if finding.subject == "rules")


def address() -> str:
    """The address of the tests' own database as *app*."""
    settings = connection.settings_dict
    options = settings["OPTIONS"]
    where = f"host={settings['HOST']}&port={settings['PORT']}"
    password = settings["PASSWORD"] or options.get("password", "")
    return f"postgresql:///{settings['NAME']}?user={settings['USER']}&password={password}&{where}"


@pytest.mark.django_db(transaction=True)
def test_doctor_when_publications_are_read_counts_them_and_names_one_that_is_not(
    world: World, tmp_path: Path
) -> None:
    today = civil_date(timezone.now())
    written_past_us(world, text=write_up("good", 7, begins=today), name="good")
    found = said_of_rules(tmp_path, address())
    assert (found.is_well, found.detail) == (True, "those of the program under 1 publication")
    written_past_us(world, text="words of a later version [", name="later")
    found = said_of_rules(tmp_path, address())
    assert not found.is_well
    assert found.detail.startswith("1 of 2 publications can't be read")
    assert "publication 2: later.toml: pack: unreadable" in found.detail


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (None, "read once the database is made"),
        ("postgresql://fingerpost_app:x@127.0.0.1:9/none", "the database is not reached"),
    ],
)
def test_doctor_when_there_is_no_database_says_so(url: str | None, words: str, tmp_path: Path) -> None:
    found = said_of_rules(tmp_path, url)
    assert found.is_well
    assert words in found.detail
