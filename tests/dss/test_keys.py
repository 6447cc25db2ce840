"""Keys of systems: made at the console and by technicians, bound to touchpoints, replaced, withdrawn."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone
from typer.testing import CliRunner

from fingerpost.demo.world import World
from fingerpost.dss.models import WireKey, WireTouchpoint
from fingerpost.dss.queries import KeyStanding, list_keys
from fingerpost.dss.services.keys import MadeKey, make_key, revoke_key, rotate_key
from fingerpost.dss.serving.entering import Entered, Refusal, enter, hash_of
from fingerpost.house.errors import Conflict, InvalidInput, NotFound, NotPermitted
from fingerpost.organisations.models import Contract, Organisation, Touchpoint
from fingerpost.site.console import app as console
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

FREE, OTHER = "0000000981", "0000000982"


def entered(key: str, touchpoint: str) -> Entered | Refusal:
    return enter(key=key, touchpoint=touchpoint, request_id="r-1", now=timezone.now())


def let_in(key: str, touchpoint: str) -> Entered:
    found = entered(key, touchpoint)
    assert isinstance(found, Entered)
    return found


def made_by_technician(acting: Acting, *touchpoints: str) -> MadeKey:
    with acting("technician") as actor:
        return make_key(actor=actor, now=timezone.now(), label="System of the east", touchpoints=touchpoints)


def standing_of(acting: Acting, key_id: UUID) -> KeyStanding:
    with acting("technician"):
        found, _more = list_keys(now=timezone.now(), page=1)
        return next(each.standing for each in found if each.id == key_id)


class TestEntering:
    """A key opens for its own touchpoints, and whoever enters acts as a system of one organisation."""

    def test_touchpoint_that_nobody_holds_when_keyed_then_an_external_contractor_acts(
        self, acting: Acting
    ) -> None:
        made = made_by_technician(acting, FREE, OTHER, FREE)
        assert made.touchpoints == (FREE, OTHER)
        who = let_in(made.key, FREE)
        assert (who.key_id, who.code, who.actor.role) == (made.id, FREE, "shared_record")
        assert who.actor.sees_customers
        assert who.actor.can("read_records")
        assert not who.actor.can("claim_outcomes")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT fingerpost_wire_code(), fingerpost_me(), current_setting('fingerpost.membership')"
            )
            assert cursor.fetchone() == (FREE, who.actor.account_id, str(who.actor.membership_id))
        organisation = Organisation.objects.get(id=who.actor.organisation_id)
        assert organisation.kind == Organisation.Kind.EXTERNAL
        contract = Contract.objects.get(id=who.contract_id)
        assert (contract.scheme, contract.prime_id) == ("shared_record", organisation.id)
        door = WireTouchpoint.objects.defer("sealed_secret").get(code=FREE)
        assert door.is_external
        assert door.id == who.door_id

    def test_touchpoint_of_an_organisation_when_keyed_then_its_own_system_acts_under_its_contract(
        self, world: World, acting: Acting
    ) -> None:
        held = Touchpoint.objects.filter(contract__isnull=False).order_by("code")[0]
        assert held.contract is not None
        who = let_in(made_by_technician(acting, held.code).key, held.code)
        assert who.contract_id == held.contract_id
        assert who.actor.organisation_id == (held.organisation_id or held.contract.prime_id)
        assert not WireTouchpoint.objects.defer("sealed_secret").get(code=held.code).is_external

    @pytest.mark.parametrize(
        ("key", "touchpoint", "status"),
        [
            ("", FREE, 401),
            ("0" * 48, FREE, 401),
            ("not a key \u00e9\ud800", "", 401),
            (None, OTHER, 403),
            (None, "abc", 403),
            (None, f"{FREE}\0", 403),
            (None, "\u0660" * 10, 403),
            (None, "", 400),
        ],
    )
    def test_request_when_key_or_touchpoint_is_another_then_nobody_acts(
        self, acting: Acting, key: str | None, touchpoint: str, status: int
    ) -> None:
        made = made_by_technician(acting, FREE)
        found = entered(made.key if key is None else key, touchpoint)
        assert isinstance(found, Refusal)
        assert found.status == status
        assert found.key_id == (made.id if key is None else None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT fingerpost_me()")
            assert cursor.fetchone() == (None,)

    def test_key_when_kept_then_only_its_hash_and_the_web_reads_not_even_that(self, acting: Acting) -> None:
        made = made_by_technician(acting, FREE)
        assert made.key not in repr(made)
        kept = WireKey.objects.using("owner").values_list("secret_hash", "ends_with").filter(id=made.id)
        assert list(kept) == []  # not committed: another connection sees nothing
        with acting("technician"):
            seen = WireKey.objects.values_list("ends_with", flat=True).get(id=made.id)
        assert seen == made.key[-4:]
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), acting("technician"):
            WireKey.objects.filter(secret_hash=hash_of(made.key)).exists()
        assert let_in(made.key, FREE).key_id == made.id


class TestKeeping:
    """Technicians make, replace and withdraw keys; nobody else does."""

    def test_key_when_replaced_then_both_open_until_the_old_ones_day_and_once_only(
        self, acting: Acting
    ) -> None:
        first, now = made_by_technician(acting, FREE), timezone.now()
        with acting("technician") as actor:
            second = rotate_key(actor=actor, now=now, key_id=first.id)
            assert second.touchpoints == (FREE,)
            with pytest.raises(Conflict):
                rotate_key(actor=actor, now=now, key_id=first.id)
        assert let_in(first.key, FREE)
        assert let_in(second.key, FREE)
        assert standing_of(acting, first.id) is KeyStanding.ENDING
        with acting("technician"):
            ends = WireKey.objects.only("ends_at").get(id=first.id).ends_at
        assert ends is not None
        assert abs(ends - (now + timedelta(days=14))) < timedelta(minutes=1)
        with acting("technician") as actor:
            third = rotate_key(actor=actor, now=now - timedelta(hours=1), key_id=second.id, overlap_days=0)
        assert let_in(third.key, FREE)
        # Of its own transaction's moment: it opens nothing from the next one on.
        assert isinstance(entered(second.key, FREE), Refusal)

    def test_key_when_withdrawn_then_opens_nothing_and_can_not_be_withdrawn_twice(
        self, acting: Acting
    ) -> None:
        made = made_by_technician(acting, FREE)
        with acting("technician") as actor:
            revoke_key(actor=actor, now=timezone.now(), key_id=made.id)
            with pytest.raises(NotFound):
                revoke_key(actor=actor, now=timezone.now(), key_id=made.id)
            with pytest.raises(Conflict):
                rotate_key(actor=actor, now=timezone.now(), key_id=made.id)
        found = entered(made.key, FREE)
        assert isinstance(found, Refusal)
        assert found.status == 401
        assert standing_of(acting, made.id) is KeyStanding.REVOKED

    @pytest.mark.parametrize(
        "typed", [["12"], ["00000001012"], ["000000010a"], [], [" "], ["0" * 9 + "\u0661"]]
    )
    def test_touchpoints_when_no_ids_then_refused(self, acting: Acting, typed: list[str]) -> None:
        with acting("technician") as actor, pytest.raises(InvalidInput):
            make_key(actor=actor, now=timezone.now(), label="System", touchpoints=typed)

    def test_anybody_else_when_they_try_then_neither_service_nor_database_lets_them(
        self, acting: Acting
    ) -> None:
        with acting("area_adviser") as actor:
            with pytest.raises(NotPermitted):
                make_key(actor=actor, now=timezone.now(), label="System", touchpoints=[FREE])
            statements = (
                f"SELECT fingerpost_wire_add_key('x', '{'0' * 64}', 'abcd', ARRAY['{FREE}'], NULL, NULL)",
                f"SELECT fingerpost_wire_open_touchpoint('{FREE}')",
                "SELECT fingerpost_wire_revoke_key(gen_random_uuid())",
                f"SELECT fingerpost_wire_rotate_key(gen_random_uuid(), '{'0' * 64}', 'abcd', now())",
            )
            for statement in statements:
                with (
                    pytest.raises(Exception, match="kept by technicians"),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(statement)
            assert list_keys(now=timezone.now(), page=1) == ([], False)


def on_the_console(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Exit status, output and what was said beside it, with the tests' database for a deployment's."""
    monkeypatch.setattr("fingerpost.site.database_start.database_for", lambda _deployment: nullcontext())
    done = CliRunner().invoke(console, ["dss", "keys", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.django_db(transaction=True)
def test_console_when_a_key_is_added_then_exactly_this_json_and_the_key_opens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = on_the_console(monkeypatch, "add", "--touchpoint", FREE, "--touchpoint", OTHER, "--json")
    told = json.loads(out)
    assert (status, set(told), told["touchpoints"]) == (0, {"key", "touchpoints"}, [FREE, OTHER])
    with transaction.atomic():
        assert let_in(told["key"], OTHER).code == OTHER

    status, out, _ = on_the_console(monkeypatch, "list", "--json")
    (listed,) = json.loads(out)
    assert (listed["standing"], listed["ends_with"], status) == ("open", told["key"][-4:], 0)
    assert told["key"] not in out

    status, out, _ = on_the_console(monkeypatch, "rotate", listed["id"], "--days", "1", "--json")
    replaced = json.loads(out)
    assert (status, replaced["touchpoints"]) == (0, [FREE, OTHER])
    assert on_the_console(monkeypatch, "revoke", listed["id"])[0] == 0
    with transaction.atomic():
        assert isinstance(entered(told["key"], FREE), Refusal)
    with transaction.atomic():
        assert let_in(replaced["key"], FREE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "--touchpoint", "12", "--json"], "'12' is no touchpoint id"),
        (["add"], "--touchpoint"),
        (["revoke", "x"], "'x' is no key's id"),
        (["revoke", "00000000-0000-0000-0000-000000000001"], "no such key"),
        (["rotate", "00000000-0000-0000-0000-000000000001", "--days", "400"], "0 to 14 days"),
    ],
)
@pytest.mark.django_db(databases=["default", "system"])
def test_console_when_it_can_not_be_used_then_status_2_and_a_sentence(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    status, out, error = on_the_console(monkeypatch, *arguments)
    assert (status, out) == (2, "")
    assert said in error
    assert "Traceback" not in error
