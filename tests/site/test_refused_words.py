"""Refused words are kept nowhere: not in the database, logs, DATA, mail or jobs. XD-10, BR-20.2.

Each place is first shown to hold a word that is allowed, so that an empty or misread place can't pass.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest
from bs4 import BeautifulSoup

from fingerpost.demo.world import DEMO_PASSWORD
from tests.site.form_scraper import form_fields
from tests.site.served import Served, served

# A word of the list between marks that stand nowhere else, so that a part of the text is found too.
MARK = "quollmark"
REFUSED = f"{MARK} arsonist {MARK}"
# One with an everyday meaning, which a colleague may look at and nobody did.
LOOKED_AT_BY_NOBODY = f"{MARK} fine {MARK}"
ALLOWED = "wombatmark"
MAIL_ADDRESS = f"{ALLOWED}@example.org"
REQUEST_ID = str(uuid4())
PATIENCE = 60.0
pytestmark = pytest.mark.xdist_group("killing")


class Staff:
    """A signed-in area adviser, page by page, without scripts."""

    def __init__(self, service: Served) -> None:
        self.client = httpx.Client(base_url=service.address, follow_redirects=False, timeout=30)
        page = self.client.get("/staff/sign-in/")
        fields = {
            **form_fields(page.text, holding="login"),
            "login": "area.adviser@prime.example",
            "password": DEMO_PASSWORD,
        }
        assert self.client.post("/staff/sign-in/", data=fields).status_code == 302

    def send(self, path: str, *, holding: str, to: str = "", **values: str) -> httpx.Response:
        """Open a page, fill in the form that holds a field, and send it."""
        page = self.client.get(path)
        assert page.status_code == 200, (path, page.status_code)
        return self.client.post(to or path, data={**form_fields(page.text, holding=holding), **values})

    def go(self, path: str, *, holding: str, **values: str) -> str:
        """The same, and the address that it leads to."""
        answer = self.send(path, holding=holding, **values)
        # A search goes on to its check by 307, which carries what was typed past any store.
        assert answer.status_code in {302, 307}, (path, answer.status_code, errors_of(answer.text))
        return urljoin(path, answer.headers["location"]).split("#")[0]


def errors_of(html: str) -> str:
    """The error summary of a page, for a failing test."""
    summary = BeautifulSoup(html, "html.parser").select_one(".govuk-error-summary")
    return summary.get_text(" ", strip=True) if summary else ""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One whole service for the tests of this file."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


def type_refused_words_everywhere(staff: Staff) -> str:
    """Send refused words through every door that takes text; return the contact whose customer was found."""
    contact = staff.go("/staff/contacts/open/", holding="kind", kind="outreach")
    birth = {"date_of_birth-day": "3", "date_of_birth-month": "4", "date_of_birth-year": "1985"}
    staff.send(
        f"{contact}find/",
        holding="family_name",
        family_name=REFUSED,
        given_name="Ivy",
        postcode="ZZ1 1AA",
        **birth,
    )
    person = {
        "family_name": "Placeholder",
        "given_name": "Ivy",
        "postcode": "SW1A 1AA",
        "evidence": "passport",
        "lives_in": "england",
        "email": MAIL_ADDRESS,
        "email_safe": "yes",
        "mobile": "07700 900 451",
        **birth,
    }
    refused = staff.send(
        f"{contact}new-customer/",
        holding="family_name",
        **person,
        name_to_give=REFUSED,
        introduced_by_detail=REFUSED,
        vouched_by=REFUSED,
    )
    assert refused.status_code == 422
    assert REFUSED in refused.text
    record = staff.go(f"{contact}new-customer/", holding="family_name", **person)
    assert "/customers/" in record
    place = staff.go(f"{contact}session/", holding="kind", kind="outreach")
    notes = {
        "reason-text": f"Talked about {ALLOWED}",
        "situation-text": REFUSED,
        "next_steps-text": f"É{REFUSED}\x00",
    }
    answer = staff.send(place, holding="reason-text", **notes)
    assert answer.status_code == 422
    assert REFUSED in answer.text
    staff.send(
        place,
        holding="reason-text",
        to=f"{place}notes/discussed/",
        **{"discussed-text": REFUSED, "autosave": "1"},
    )
    staff.send(place, holding="reason-text", to=f"{place}complete/", **{"discussed-text": REFUSED})
    ask_for_a_second_check(staff, place)
    staff.send("/staff/contacts/open/", holding="kind", kind="call", dialled_number=REFUSED)
    staff.client.post(f"/staff/nowhere/{MARK}/", data={"text": REFUSED})
    staff.client.get("/staff/", params={"text": REFUSED})
    staff.client.post(place, data={"discussed-text": REFUSED})
    staff.client.post(place, content=b"\xff" + REFUSED.encode(), headers={"Content-Type": "application/json"})
    staff.client.get("/staff/", headers={"X-Request-ID": REQUEST_ID})
    staff.client.get("/staff/", headers={"X-Request-ID": f"{MARK}-{MARK}"})
    staff.client.post(
        f"{contact}close/", data=form_fields(staff.client.get(contact).text, holding="csrfmiddlewaretoken")
    )
    return find_again(staff, birth)


def ask_for_a_second_check(staff: Staff, place: str) -> None:
    """Send an everyday word with a code that nobody gave, and the word to the page that gives codes."""
    sent = {"discussed-text": LOOKED_AT_BY_NOBODY, "discussed-text-second_check": "123456"}
    answer = staff.send(place, holding="reason-text", **sent)
    assert answer.status_code == 422
    assert "Tell them this number" in answer.text
    path = f"{place}notes/discussed/"
    sent["discussed-text-second_check"] = LOOKED_AT_BY_NOBODY
    answer = staff.send(place, holding="reason-text", to=path, **sent, autosave="1")
    assert answer.status_code == 422
    assert staff.send(place, holding="reason-text", to=path, **sent).status_code == 422
    checks = "/staff/second-checks/"
    answer = staff.send(checks, holding="number", number=LOOKED_AT_BY_NOBODY, has_looked=LOOKED_AT_BY_NOBODY)
    assert answer.status_code == 422


def find_again(staff: Staff, birth: dict[str, str]) -> str:
    """In a new contact, find the customer just made; return the address of the check."""
    contact = staff.go("/staff/contacts/open/", holding="kind", kind="outreach")
    return staff.go(
        f"{contact}find/",
        holding="family_name",
        family_name="Placeholder",
        given_name="Ivy",
        postcode="sw1a1aa",
        **birth,
    )


def database_dump(service: Served) -> str:
    """Every row of every table, as text."""
    rows: list[str] = []
    with service.superuser() as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            rows += [row[0] for row in connection.execute(f'SELECT t::text FROM "{schema}"."{table}" t')]
    return "\n".join(rows)


def files_under(folders: list[Path], *, skip: str = "base") -> str:
    """Everything that lies in the folders as files, the database's own pages aside (the dump reads them)."""
    texts = []
    for folder in folders:
        for path in folder.rglob("*"):
            parts = path.relative_to(folder).parts
            if path.is_file() and not path.is_symlink() and skip not in parts and "pg_wal" not in parts:
                texts.append(path.read_bytes().decode("utf-8", errors="replace"))
    return "\n".join(texts)


def fail_to_connect(service: Served) -> None:
    """Make the database server write a line with a name of ours into its log."""
    access = service.access
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=access.host, port=access.port, user=ALLOWED, password="none", dbname="postgres")


def database_log(service: Served) -> str:
    """What the database server wrote into its own log."""
    return "\n".join(path.read_text() for folder in service.folders() for path in folder.rglob("server.log"))


def wait_for_file(folder: Path, text: str) -> str:
    """The mail that holds a text, once the worker has written it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for path in folder.glob("*"):
            if text in path.read_text(errors="replace"):
                return path.read_text(errors="replace")
        time.sleep(0.2)
    raise AssertionError("no such mail")


@pytest.mark.requirement("XD-10", "BR-20.2", "BR-20.4")
def test_refused_words_when_typed_everywhere_then_are_kept_nowhere(service: Served) -> None:
    staff = Staff(service)
    check = type_refused_words_everywhere(staff)
    worker: psutil.Process = service.worker()
    worker.suspend()
    try:
        page = staff.client.get(check)
        staff.client.post(f"{check}code/", data=form_fields(page.text, holding="csrfmiddlewaretoken"))
        with service.superuser() as connection:
            message = connection.execute("SELECT id::text FROM notices_message").fetchone()
            jobs = "\n".join(
                row[0] for row in connection.execute("SELECT args::text FROM procrastinate_jobs")
            )
        assert message is not None
        while_waiting = database_dump(service)
    finally:
        worker.resume()
    mail = wait_for_file(service.data / "mail", ALLOWED)
    fail_to_connect(service)

    places = {
        "job arguments": (jobs, message[0]),
        "database": (database_dump(service), ALLOWED),
        "database while a message waits": (while_waiting, ALLOWED),
        "mail sink": (mail, MAIL_ADDRESS),
        "application log": (service.output.read_text(), REQUEST_ID),
        "database log": (
            "\n".join(
                path.read_text() for folder in service.folders() for path in folder.rglob("server.log")
            ),
            ALLOWED,
        ),
        "DATA": (files_under(service.folders()), ALLOWED),
    }
    for place, (text, allowed) in places.items():
        assert allowed in text, f"the {place} was not read: even what is allowed is not found"
        assert MARK not in text, f"refused words stand in the {place}"


def test_refused_word_when_unique_marks_are_kept_elsewhere_then_search_finds_them(service: Served) -> None:
    """The search itself finds a mark that is planted, so that it can't pass by looking nowhere."""
    planted = f"planted-{uuid4().hex}"
    (service.data / "planted").write_text(planted)
    with service.superuser() as connection:
        connection.execute("CREATE TABLE planted AS SELECT %s::text AS words", [planted])
    assert planted in files_under(service.folders())
    assert planted in database_dump(service)
