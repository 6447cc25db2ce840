"""Measures every figure of the table, prints it, and writes it for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import data, documents, funding, measures, months, pushing, rules, wire
from bench.figures import Figure, Sample, alternate, measure, sample, timed, without_collection

Say = Callable[[str], None]
Made = tuple[Any, ...]
_RUNS = 100
_PAGE_RUNS, _PAGE_TURNS = 6, 5
_TRIES_A_CONTACT = 5  # policy stops a contact after six searches


def run(scale: int, *, json_file: str | None, say: Say) -> None:
    """Measure at a scale, beside the small nation. Timings are told, never judged by the exit status."""
    with data.nations(scale, say) as (ground, small):
        data.set_up(ground)
        _assert_app()
        with without_collection():
            # Pages first: what the other two leave on the adviser's desk would stand in them.
            shown = _pages(ground, small, say)
            figures = [*_identity(ground, say), *_saving(ground, say), *_plans(ground, say), *shown]
            figures += rules.figures(say)
            figures += documents.figures(say)
            figures += months.figures(ground, small, say)
            figures += _wire(ground, say)
        _tell_plans(ground, say)
    say("")
    say(as_table(figures, scale))
    _write(figures, json_file)


def run_wire(scale: int, *, json_file: str | None, say: Say) -> None:
    """The shared record's wire alone."""
    with data.nations(scale, say) as (ground, _small):
        data.set_up(ground)
        _assert_app()
        _run_alone(lambda told: _wire(ground, told), json_file=json_file, say=say)


def _wire(ground: data.Ground, say: Say) -> list[Figure]:
    return [*wire.figures(ground, say), *pushing.figures(ground, say)]


def run_plans(scale: int, *, json_file: str | None, say: Say) -> None:
    """Measure plans alone, on the nation of a scale."""
    with data.nations(scale, say) as (ground, _small):
        data.set_up(ground)
        _assert_app()
        _run_alone(lambda told: _plans(ground, told), json_file=json_file, say=say)


def run_months(scale: int, *, json_file: str | None, say: Say) -> None:
    """Measure the contractor's month alone, on the nation of a scale beside the small one."""
    with data.nations(scale, say) as (ground, small):
        data.set_up(ground)
        _assert_app()
        _run_alone(lambda told: months.figures(ground, small, told), json_file=json_file, say=say)


def run_funding(scale: int, *, json_file: str | None, say: Say) -> None:
    """Measure the funding rule and a run of as many customers as the scale says, on the small nation."""
    with data.nations(data.SMALL, say) as (ground, _small):
        data.set_up(ground)
        _assert_app()
        _run_alone(
            lambda told: [*funding.figures(told), *funding.run_figures(scale, told)],
            json_file=json_file,
            say=say,
        )


def run_measures(scale: int, *, json_file: str | None, say: Say) -> None:
    """Measure the snapshot and the measure pack, on the nation of a scale."""
    with data.nations(scale, say) as (ground, _small):
        data.set_up(ground)
        _assert_app()
        _run_alone(lambda told: measures.figures(ground, told), json_file=json_file, say=say)


def run_rules(*, json_file: str | None, say: Say) -> None:
    """Measure the rules alone; no database is started."""
    _run_alone(rules.figures, json_file=json_file, say=say)


def run_documents(*, json_file: str | None, say: Say) -> None:
    """Measure documents alone; no database is started."""
    documents.find_faces()
    _run_alone(documents.figures, json_file=json_file, say=say)


def _run_alone(figures_of: Callable[[Say], list[Figure]], *, json_file: str | None, say: Say) -> None:
    with without_collection():
        figures = figures_of(say)
    say("")
    say("\n".join(lines_of(figures)))
    _write(figures, json_file)


def _write(figures: list[Figure], json_file: str | None) -> None:
    if json_file:
        Path(json_file).write_text(
            json.dumps([figure.as_json() for figure in figures], indent=1), encoding="utf-8"
        )


def as_table(figures: list[Figure], scale: int) -> str:
    """The figures in lines: milliseconds are medians, with the tenth and ninetieth hundredths in brackets."""
    return "\n".join(
        [f"At {scale:,} customers, as fingerpost_app. Milliseconds: median (p10 to p90).", *lines_of(figures)]
    )


def lines_of(figures: list[Figure]) -> list[str]:
    """One line a figure, its aim and whether it was met."""
    width = max(len(figure.name) for figure in figures)
    lines = []
    for figure in figures:
        reach = f"aim {figure.reach:.3g}x" if figure.reach else "no aim"
        verdict = "" if figure.is_within else "  OVER"
        lines.append(
            f"{figure.name:<{width}} {figure.ours!s:>26}  against {figure.baseline!s:>26}"
            f"  {_times(figure.ratio)}, {reach}, {figure.ours.runs} runs{verdict}"
        )
    return lines


def _times(ratio: float) -> str:
    """A ratio with three figures that count, small ones too."""
    return f"{ratio:5.2f}x" if ratio >= 0.1 else f"{ratio:.2g}x"


def _assert_app() -> None:
    """Measured as *app*: no superuser, no way around row security, owner of nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)"
            " FROM pg_roles r WHERE rolname = current_user"
        )
        found = cursor.fetchone()
    if found != ("fingerpost_app", False, False, False):
        raise RuntimeError(f"not measured as app: {found}")


def _identity(ground: data.Ground, say: Say) -> list[Figure]:
    from bench import pages, steps
    from bench.bare import Bare

    say("Identity check")
    ground.use()
    desk = steps.find_desk()
    contacts = _Contacts(desk)
    bare, owner = (
        Bare(ground.app_url(), user="fingerpost_app"),
        Bare(ground.urls["DATABASE_OWNER_URL"], user="fingerpost_owner"),
    )

    def given() -> Made:
        return contacts.next(), desk.next_known()

    def by_service(made: Any) -> None:
        if steps.check_identity(desk, *made) != made[1].customer_id:
            raise RuntimeError("the identity check did not open the record")

    ours, doors = alternate(
        (by_service, given), (lambda made: bare.check_identity(desk, *made), given), runs=_RUNS
    )
    least = measure(lambda made: owner.match_grant_log(desk, made[1]), runs=_RUNS, before=given)
    client = steps.signed_in_client(desk)
    searched, empty = alternate(
        (_post(client), lambda: _search(steps, contacts.next(), desk)),
        (lambda _made: _opened(client, pages.EMPTY), lambda: None),
        runs=_RUNS,
    )
    confirmed = measure(_post(client), runs=_RUNS, before=lambda: _confirm(steps, contacts))
    bare.close()
    owner.close()
    same = "a signed-in page that queries nothing"
    rows = ground.scale
    return [
        _figure("identity check by the service", ours, doors, "the same statements, bare psycopg", 3, rows),
        _figure(
            "identity check by the service, least work", ours, least,
            "match, grant, read log and commit on the bare tables as owner, nothing checked", 0, rows,
        ),
        _figure("identity check as a page: search", searched, empty, same, 2, rows),
        _figure("identity check as a page: confirm", confirmed, empty, same, 2, rows),
    ]  # fmt: skip


def _saving(ground: data.Ground, say: Say) -> list[Figure]:
    from bench import steps
    from bench.bare import Bare

    say("Saving a session")
    desk = steps.find_desk()
    bare = Bare(ground.app_url(), user="fingerpost_app")
    contacts = _Contacts(desk)

    def given() -> Made:
        contacts.breathe()
        return steps.contact_with_customer(desk)

    ours, baseline = alternate(
        (lambda made: steps.save_session(desk, *made), given),  # type: ignore[misc]
        (lambda made: bare.save_session(desk, *made), given),  # type: ignore[misc]
        runs=_RUNS,
    )
    bare.close()
    name = "save a session with attendance and notes"
    return [_figure(name, ours, baseline, "the same tables, bare psycopg", 5, ground.scale)]


def _plans(ground: data.Ground, say: Say) -> list[Figure]:
    from bench import agreeing

    return agreeing.figures(ground, say)


def _pages(ground: data.Ground, small: data.Ground, say: Say) -> list[Figure]:
    say(f"Pages at {small.scale:,} and {ground.scale:,} customers, in turns")
    sides = {place.scale: _Side.begin(place) for place in (small, ground)}
    times: dict[tuple[int, str], list[float]] = {}
    for route in sides[ground.scale].addresses:
        for _turn in range(_PAGE_TURNS):
            for scale, side in sides.items():
                times.setdefault((scale, route), []).extend(side.time(route, runs=_PAGE_RUNS))
    return [
        _figure(
            f"page {route}",
            sample(times[ground.scale, route]),
            sample(times[small.scale, route]),
            f"itself at {small.scale:,}",
            1.5,
            ground.scale,
        )
        for route in sides[ground.scale].addresses
    ]


@dataclass(slots=True)
class _Side:
    """One nation's pages, with a client that is signed in to it."""

    place: data.Ground
    client: Any
    addresses: dict[str, str]

    @classmethod
    def begin(cls, place: data.Ground) -> _Side:
        """Make the records that the pages show, and leave out pages that only lead on to others."""
        from bench import pages, steps

        place.use()
        desk = steps.find_desk()
        steps.clear_desk(desk)
        client = steps.signed_in_client(desk)
        shown = [page for page in pages.pages_of(desk) if pages.is_shown(client, page)]
        return cls(place, client, {page.route: page.address for page in shown})

    def time(self, route: str, *, runs: int) -> list[float]:
        """Milliseconds of some runs, after two that only warm up."""
        self.place.use()
        address = self.addresses[route]
        for _ in range(2):
            _opened(self.client, address)
        return [timed(lambda _made: _opened(self.client, address), None) for _ in range(runs)]


def _tell_plans(ground: data.Ground, say: Say) -> None:
    """Print each big table that a page reads from end to end."""
    from bench import pages, plans, steps

    ground.use()
    desk = steps.find_desk()
    steps.forget_tries(desk)
    client = steps.signed_in_client(desk)
    big, found, looked = plans.big_tables(), [], 0
    for page in pages.pages_of(desk):
        if not pages.is_shown(client, page):
            continue
        asked: list[plans.Asked] = []
        with plans.watching(asked):
            pages.open_page(client, page)
        with steps.acting(desk):
            found += plans.offenders(page.route, asked, big)
        looked += len(asked)
    say(f"{looked} statements of pages looked at; tables of more than {plans.BIG:,} rows: {len(big)}.")
    for each in found:
        say(f"  read from end to end: {each.table}, by {each.where}: {each.statement[:300]}")
    if not found:
        say("  None of them reads a big table from end to end.")


class _Contacts:
    """Open contacts to search in: a new one when policy would stop the last, tries made long ago in between."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk
        self._since = 0
        self.breathe()

    def next(self) -> UUID:
        """A contact of its own for each check: a contact is about one customer."""
        from bench import steps

        self.breathe()
        return steps.open_walk_in(self._desk)

    def breathe(self) -> None:
        """Keep within what policy lets one person search in ten minutes."""
        from bench import steps

        if self._since % _TRIES_A_CONTACT == 0:
            steps.forget_tries(self._desk)
        self._since += 1


def _search(steps: Any, contact_id: UUID, desk: Any) -> tuple[str, dict[str, str]]:
    return steps.find_address(contact_id), steps.search_form(desk.next_known())


def _confirm(steps: Any, contacts: _Contacts) -> tuple[str, dict[str, str]]:
    from django.urls import reverse

    contacts.breathe()
    contact_id, check_id = steps.waiting_check(contacts._desk)
    return reverse("workspace:identity_check", args=[contact_id, check_id]), steps.confirm_form()


def _post(client: Any) -> Callable[[Any], None]:
    def post(made: Any) -> None:
        address, form = made
        response = client.post(address, form)
        if response.status_code not in (302, 307):
            raise RuntimeError(f"{address} answers {response.status_code}")

    return post


def _opened(client: Any, address: str) -> None:
    if client.get(address).status_code != 200:
        raise RuntimeError(f"{address} does not open")


def _figure(name: str, ours: Sample, baseline: Sample, against: str, reach: float, rows: int) -> Figure:
    return Figure(name=name, ours=ours, baseline=baseline, baseline_is=against, reach=reach, rows=rows)
