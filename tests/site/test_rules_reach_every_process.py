"""A published pack in a running service of two web processes: in both within five seconds, from its day on."""

from __future__ import annotations

import csv
import io
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import httpx
import psutil
import pytest
from django.utils import timezone

from fingerpost.demo.world import DEMO_PASSWORD
from fingerpost.house.ids import new_id
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date
from fingerpost.workspace.rules.forms import boxes
from tests.fixtures.packs import pack, rule
from tests.site.form_scraper import form_fields
from tests.site.served import Served, served

pytestmark = pytest.mark.xdist_group("serving")

KEY = "login.idle_minutes"
LIMIT = 5.0
PROCESSES = 2


class OneProcess:
    """A connection that stays with the one web process that took it."""

    def __init__(self, address: str) -> None:
        kept_open = httpx.Limits(keepalive_expiry=None)
        self.client = httpx.Client(base_url=address, timeout=30, limits=kept_open)
        self.pid = 0

    def connect(self, service: Served) -> int:
        """Ask for a page, and find out which process answered."""
        answer = self.client.get("/health")
        assert answer.status_code == 200
        port = answer.extensions["network_stream"].get_extra_info("socket").getsockname()[1]
        for process in psutil.Process(service.process.pid).children(recursive=True):
            for line in process.net_connections(kind="tcp"):
                if line.raddr and line.raddr.port == port and line.status == psutil.CONN_ESTABLISHED:
                    self.pid = process.pid
        assert self.pid, "nobody holds the other end"
        return self.pid

    def minutes_now(self) -> int:
        """Minutes without use until a session is locked, as the page about cookies promises them today."""
        page = self.client.get("/cookies/").text
        found = re.search(r"(\d+) minutes", page)
        assert found, page
        return int(found[1])

    def value_on(self, day: date) -> str:
        """The value of the rule on a day, from the register's file."""
        answer = self.client.get(f"/staff/rules/file/?{urlencode({**boxes('on', day), 'words': KEY})}")
        assert answer.status_code == 200, answer.status_code
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        return next(row["Value"].split()[0] for row in rows if row["Key"] == KEY)


@contextmanager
def each_process(service: Served) -> Iterator[list[OneProcess]]:
    """A connection to each of the web processes."""
    found: dict[int, OneProcess] = {}
    with ExitStack() as stack:
        for _attempt in range(200):
            one = OneProcess(service.address)
            stack.callback(one.client.close)
            if one.connect(service) not in found:
                found[one.pid] = one
            if len(found) == PROCESSES:
                break
        assert len(found) == PROCESSES, f"only {len(found)} web processes answer"
        yield list(found.values())


def signed_in(service: Served, email: str) -> httpx.Client:
    """A browser of somebody of the staff."""
    client = httpx.Client(base_url=service.address, timeout=30, follow_redirects=True)
    fields = form_fields(client.get("/staff/sign-in/").text, holding="password")
    answer = client.post("/staff/sign-in/", data={**fields, "login": email, "password": DEMO_PASSWORD})
    assert answer.status_code == 200, answer.status_code
    return client


def publish(author: httpx.Client, approver: httpx.Client, text: str) -> float:
    """Publish through the pages as two people do, and return when it was done."""
    new = "/staff/rules/publications/new/"
    fields = form_fields(author.get(new).text, holding="text")
    sent = author.post(
        new, data={**fields, "text": text, "reason": "Letter of the department", "step": "send"}
    )
    assert sent.status_code == 200, sent.text[-2000:]
    waiting = re.findall(r"/staff/rules/publications/proposals/[0-9a-f-]+/", approver.get(new[:-4]).text)
    assert len(waiting) == 1
    fields = form_fields(approver.get(waiting[0]).text, holding="decision")
    done = approver.post(waiting[0], data={**fields, "decision": "approve", "submission": str(new_id())})
    at = time.monotonic()
    assert done.status_code == 200
    assert "Who has confirmed it" in done.text
    return at


def seconds_until(at: float, processes: list[OneProcess], minutes: int) -> list[float]:
    """How long after `at` each process promised so many minutes."""
    waiting, taken = list(processes), []
    while waiting:
        assert time.monotonic() - at < LIMIT, f"{len(waiting)} processes never knew"
        for one in list(waiting):
            if one.minutes_now() == minutes:
                taken.append(time.monotonic() - at)
                waiting.remove(one)
        time.sleep(0.05)
    return taken


@pytest.mark.requirement("BR-0.3", "XD-1")
def test_value_when_published_reaches_every_web_process_and_holds_from_its_day_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = civil_date(timezone.now())
    shipped = shipped_rules().get_int(KEY, today)
    later = today + timedelta(days=30)
    with served(tmp_path) as service, each_process(service) as processes:
        author = signed_in(service, "contract.manager@agency.example")
        approver = signed_in(service, "second.contract.manager@agency.example")
        reader = signed_in(service, "technician@agency.example")
        for one in processes:
            one.client.cookies.update(reader.cookies)
        pids = {one.pid for one in processes}
        assert [one.minutes_now() for one in processes] == [shipped] * PROCESSES

        # From a future day: both know it, and neither goes by it before that day.
        publish(author, approver, pack("later", rule(KEY, str(shipped + 5), begins=later)))
        time.sleep(LIMIT - 1)
        for one in processes:
            assert one.value_on(later) == str(shipped + 5)
            assert one.value_on(later - timedelta(days=1)) == str(shipped)
        assert [one.minutes_now() for one in processes] == [shipped] * PROCESSES

        # From today: both go by it, without a restart.
        at = publish(author, approver, pack("today", rule(KEY, str(shipped + 2), begins=today, ends=today)))
        taken = seconds_until(at, processes, shipped + 2)
        assert {one.connect(service) for one in processes} == pids
        assert [one.value_on(later) for one in processes] == [str(shipped + 5)] * PROCESSES
    with capsys.disabled():
        sys.stdout.write(
            f"\na publication reached {PROCESSES} processes after {max(taken):.1f} seconds at most\n"
        )
