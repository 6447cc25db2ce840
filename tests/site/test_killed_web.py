"""The web process is killed while people save: nothing half written stays, nothing acknowledged is lost."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin
from uuid import UUID

import httpx
import pytest
from django.conf import settings
from django.db import connections

from fingerpost.interactions.models import Section
from tests.fixtures.world import ClientAs
from tests.site.form_scraper import form_fields

WALKS = 67  # of three saves each: a contact, its session, the notes of its attendance
AT_ONCE = 8
KILLS = 6
PATIENCE = 90.0

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("killing")]


@dataclass
class Web:
    """The web processes on a port of their own; killed as a group, begun again at once."""

    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    killed: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        granian = str(Path(sys.executable).parent / "granian")
        self.process = subprocess.Popen(
            [
                granian,
                "--interface=wsgi",
                "--no-ws",
                "--host=127.0.0.1",
                f"--port={self.port}",
                "--workers=2",
                "--blocking-threads=1",
                "--log-level=error",
                "fingerpost.site.wsgi:application",
            ],
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """SIGKILL to the server and its workers, wherever they are."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.killed += 1

    def is_answering(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture
def web(client_as: ClientAs) -> Iterator[Web]:
    """A real server on this test's database, as *app*."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connections["default"].settings_dict["NAME"]
    environment = {
        **os.environ,
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], database),
        "DJANGO_SETTINGS_MODULE": "fingerpost.site.settings",
        "PORT": str(port),
    }
    environment.pop("DATABASE_OWNER_URL", None)
    environment.pop("DATABASE_SYSTEM_URL", None)
    web = Web(port, environment)
    web.start()
    wait_for(web.is_answering)
    yield web
    web.is_over.set()
    web.kill()


def with_database(url: str, name: str) -> str:
    """The same address with another database."""
    head, _, tail = url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{tail}" if tail else "")


def wait_for(condition: Callable[[], bool]) -> None:
    """Ask until it holds; fail after a minute and a half."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "gave up waiting"
        time.sleep(0.1)


class Person:
    """An adviser whose browser sends again whatever got no answer, as people do."""

    def __init__(self, web: Web, session_key: str) -> None:
        self.web = web
        token = "k" * 32
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{web.port}",
            cookies={settings.SESSION_COOKIE_NAME: session_key, "csrftoken": token},
            headers={"X-CSRFToken": token},
            timeout=20,
        )

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> httpx.Response:
        """Send until something answers. The same form, with the same submission id, each time."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                response = self.client.request(method, path, data=data)
            except httpx.HTTPError:
                response = None
            if response is not None and response.status_code < 500:
                return response
            assert time.monotonic() < until, "no answer"
            time.sleep(0.05)

    def send(self, path: str, *, holding: str, **values: str) -> str:
        """Open the page, fill in its form, send it; return the address that it leads to."""
        page = self.ask("GET", path)
        assert page.status_code == 200, (path, page.status_code)
        fields = {**form_fields(page.text, holding=holding), **values}
        answer = self.ask("POST", path, fields)
        assert answer.status_code == 302, (path, answer.status_code)
        return urljoin(path, answer.headers["location"])

    def walk(self, number: int) -> tuple[UUID, UUID, str]:
        """Contact, session, notes: the ids that the server acknowledged, and the words it said it kept."""
        contact = self.send("/staff/contacts/open/", holding="kind", kind="call", dialled_number="")
        contact_id = UUID(contact.rstrip("/").split("/")[-1])
        attendance = self.send(f"/staff/contacts/{contact_id}/session/", holding="kind", kind="telephone")
        attendance = attendance.split("#")[0]
        words = f"Talked about plan number {number}"
        self.send(
            attendance,
            holding="reason-text",
            **{f"{section}-text": words for section in Section.values},
            **{"details-result": "attended"},
        )
        return contact_id, UUID(attendance.rstrip("/").split("/")[-1]), words


def kill_at_random(web: Web, seed: int) -> None:
    """Kill the server so many times, at moments of the seed, and begin it again at once."""
    moments = random.Random(seed)
    for _ in range(KILLS):
        if web.is_over.wait(moments.uniform(0.4, 1.6)):
            return
        web.kill()
        web.start()
        wait_for(web.is_answering)


def counted(question: str, *values: object) -> int:
    """One number, asked as owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(question, values)
        return int(cursor.fetchone()[0])


def test_web_when_killed_during_two_hundred_saves_then_loses_nothing_and_halves_nothing(
    web: Web, client_as: ClientAs
) -> None:
    key = client_as("telephone_adviser").session.session_key
    assert key is not None
    before = counted("SELECT count(*) FROM interactions_contact")
    killer = threading.Thread(target=kill_at_random, args=(web, 20))
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        kept = list(hands.map(lambda number: Person(web, key).walk(number), range(WALKS)))
    web.is_over.set()
    killer.join()

    assert web.killed >= 3
    assert 3 * len(kept) >= 200
    assert (
        counted("SELECT count(*) FROM interactions_contact") - before
        == len({one[0] for one in kept})
        == WALKS
    )
    for contact_id, attendance_id, words in kept:
        assert (
            counted(
                "SELECT count(*) FROM interactions_attendance a JOIN interactions_session s ON s.id = a.session_id"
                " WHERE a.id = %s AND s.contact_id = %s",
                attendance_id,
                contact_id,
            )
            == 1
        )
        assert counted(
            "SELECT count(*) FROM interactions_attendancesection WHERE attendance_id = %s AND text = %s",
            attendance_id,
            words,
        ) == len(Section.values)
    assert halves() == {}


def halves() -> dict[str, int]:
    """Rows that one transaction writes together, found without each other."""
    questions = {
        "contact without staff": "SELECT count(*) FROM interactions_contact c WHERE NOT EXISTS"
        " (SELECT 1 FROM interactions_contactstaff s WHERE s.contact_id = c.id)",
        "session without attendance": "SELECT count(*) FROM interactions_session s WHERE NOT EXISTS"
        " (SELECT 1 FROM interactions_attendance a WHERE a.session_id = s.id)",
        "session without adviser": "SELECT count(*) FROM interactions_session s WHERE NOT EXISTS"
        " (SELECT 1 FROM interactions_sessionstaff t WHERE t.session_id = s.id AND t.part = 'adviser')",
        "notes kept in part": "SELECT count(*) FROM (SELECT 1 FROM interactions_attendancesection"
        " GROUP BY attendance_id HAVING count(*) <> 5) x",
        "row without history": "SELECT count(*) FROM interactions_session s WHERE NOT EXISTS"
        " (SELECT 1 FROM interactions_sessionevent e WHERE e.pgh_obj_id = s.id)",
        "form sent, nowhere led": "SELECT count(*) FROM house_submission WHERE result_url = ''",
    }
    return {name: number for name, question in questions.items() if (number := counted(question))}
