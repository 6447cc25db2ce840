"""The search of the wire: what it takes, whom it finds, and whom it never tells of."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from fingerpost.customers.models import Customer
from fingerpost.customers.services import change_details
from fingerpost.customers.values import About
from fingerpost.dss.serving import limits
from fingerpost.dss.serving.entering import Entered, enter
from fingerpost.dss.serving.special import searching
from fingerpost.dss.wire.searching import FIELDS, BadSearch, guard, read_search
from fingerpost.house.models import Read
from fingerpost.staff.acting import apart
from tests.dss.kit import (
    EAST,
    HELPLINE,
    WEST,
    Made,
    Said,
    Wire,
    a_customer,
    address_body,
    contact_body,
    made,
)
from tests.dss.systems import NorthEast
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

OTHER = "0000000201"


def search(
    wire: Wire, text: str = "", *, touchpoint: str | None = None, key: str | None = None, **also: str
) -> Said:
    asked = {"search": text, **{f"${name}": value for name, value in also.items()}}
    return wire.get(f"search/api/?{urlencode(asked)}", touchpoint=touchpoint, version="v2", key=key)


def found(said: Said) -> list[str]:
    assert said.status == 200, said.text
    return [each["CustomerId"] for each in said.json()["value"]]


def a_person(wire: Wire, given: str, family: str, *, touchpoint: str = EAST, **changes: object) -> Made:
    named: dict[str, Any] = {"GivenName": given, "FamilyName": family, **changes}
    return a_customer(wire, touchpoint=touchpoint, **named)


def with_address(wire: Wire, customer: Made, **changes: object) -> Made:
    path = f"addresses/api/Customers/{customer.id}/Addresses"
    return made(wire, path, {**address_body(), **changes}, "AddressId")


def organisation_of(wire: Wire, touchpoint: str) -> UUID:
    """For whom the touchpoint's system acts."""
    with apart():
        entered = enter(key=wire.key, touchpoint=touchpoint, request_id="", now=timezone.now())
        assert isinstance(entered, Entered)
        return entered.actor.organisation_id


class TestFinding:
    """Every word has to stand somewhere in the record, whole or by its beginning."""

    def test_words_when_searched_then_found_in_their_fields_and_told_as_one_document(
        self, wire: Wire
    ) -> None:
        one = a_person(wire, "Joanna", "Quillfeather", Gender=1)
        two = a_person(wire, "Jo", "Quillfeather-Marsh")
        with_address(wire, one)
        contact = contact_body()
        made(wire, f"contactdetails/api/Customers/{one.id}/ContactDetails", contact, "ContactId")

        assert found(search(wire, "GivenName:Jo* FamilyName:Quillf*")) == [one.id, two.id]
        assert found(search(wire, "GivenName:Jo FamilyName:Quillfeather")) == [two.id]
        assert found(search(wire, "joanna AND quillfeather")) == [one.id]
        assert found(search(wire, "QUILLFEATHER")) == [one.id, two.id]
        assert found(search(wire, 'PostCode:"ls1 4dl"')) == [one.id]
        assert found(search(wire, "Address1:harbour")) == [one.id]
        assert found(search(wire, f"EmailAddress:{contact['EmailAddress']}")) == [one.id]
        assert found(search(wire, "GivenName:Quillf*")) == []

        said = search(wire, "FamilyName:quillfeather", top="1")
        whole = said.json()
        assert whole["@odata.count"] == 2
        assert set(whole["value"][0]) == {"@search.score", *FIELDS}
        document = whole["value"][0]
        assert (document["GivenName"], document["PostCode"], document["Gender"]) == ("Joanna", "LS1 4DL", 1)
        assert document["EmailAddress"] == contact["EmailAddress"]
        assert "PriorityGroups" not in said.text
        assert found(search(wire, "quillfeather", skip="1")) == [two.id]
        named = search(wire, "quillfeather", select="CustomerId,givenname").json()["value"][1]
        assert named == {"@search.score": 1.0, "CustomerId": two.id, "GivenName": "Jo"}

    def test_many_when_found_then_in_no_more_queries_than_few(
        self, wire: Wire, django_assert_num_queries: Any
    ) -> None:
        for given_name in ("Ann", "Ben"):
            a_person(wire, given_name, "Lanternwick")
        search(wire, "FamilyName:Lanternwick", touchpoint=EAST)
        with CaptureQueriesContext(connection) as few:
            assert len(found(search(wire, "FamilyName:Lanternwick", touchpoint=EAST))) == 2
        number = len(few)
        for given_name in ("Cal", "Dot", "Eve", "Fay", "Gil"):
            a_person(wire, given_name, "Lanternwick")
        # Whoever was changed on a page since is looked at again, once.
        search(wire, "FamilyName:Lanternwick", touchpoint=EAST)
        with django_assert_num_queries(number):
            assert len(found(search(wire, "FamilyName:Lanternwick", touchpoint=EAST))) == 7

    def test_filter_and_order_when_given_then_kept_to(self, wire: Wire) -> None:
        old = a_person(wire, "Ada", "Thistlewood", DateofBirth="1950-02-28T00:00:00")
        leap = a_person(wire, "Bea", "Thistlewood", DateofBirth="1984-02-29T00:00:00", Gender=2)
        asked = "FamilyName:Thistlewood"
        assert found(search(wire, asked, filter="DateofBirth eq 1984-02-29")) == [leap.id]
        assert found(search(wire, asked, filter="DateOfBirth lt 1984-02-29T00:00:00Z")) == [old.id]
        assert found(search(wire, asked, filter="GivenName ne 'Ada' and Gender eq 2")) == [leap.id]
        assert found(search(wire, asked, filter="GivenName eq 'Ada' or Gender eq 2")) == [old.id, leap.id]
        assert found(search(wire, asked, filter="DateOfTermination eq null", orderby="DateofBirth desc")) == [
            leap.id,
            old.id,
        ]
        assert found(search(wire, asked, orderby="search.score() desc,GivenName desc")) == [leap.id, old.id]

    def test_customer_when_changed_or_terminated_then_still_found_as_they_are_now(self, wire: Wire) -> None:
        one = a_person(wire, "Cleo", "Underhill")
        wire.patch(one.path, {"FamilyName": "Overhill", "DateOfTermination": "2026-01-05T00:00:00Z"})
        assert found(search(wire, "FamilyName:Underhill")) == []
        assert found(search(wire, "FamilyName:Overhill", filter="DateOfTermination ne null")) == [one.id]


class TestWhoIsFound:
    """A search opens nothing that the key's touchpoints could not see, but for all four items together."""

    @pytest.mark.requirement("OI-14.15", "OI-14.19", "OI-14.20")
    def test_others_customer_when_searched_then_found_by_all_four_items_alone(self, wire: Wire) -> None:
        one = a_person(wire, "Dorothea", "Fernsby", DateofBirth="1984-02-29T00:00:00")
        with_address(wire, one)
        key = wire.key_for(OTHER)
        assert found(search(wire, "FamilyName:Fernsby")) == [one.id]
        named = "GivenName:Dorothea FamilyName:Fernsby"
        born = "DateofBirth eq 1984-02-29"
        for words, filters in (
            (named, born),
            (f"{named} PostCode:LS1", born),
            (f"{named} PostCode:LS1 4DL", ""),
            (f"{named} PostCode:LS1 4DL", "DateofBirth eq 1984-02-28"),
            (f"{named} PostCode:LS1 4DL", "DateofBirth ge 1984-02-29"),
            ("GivenName:Dorothe* FamilyName:Fernsby PostCode:LS1 4DL", born),
            ("GivenName:Dora FamilyName:Fernsby PostCode:LS1 4DL", born),
        ):
            assert found(search(wire, words, key=key, filter=filters)) == [], (words, filters)
        assert wire.get(one.path, touchpoint=OTHER, key=key).status == 200  # the id itself opens
        two = a_person(wire, "Dorothea", "Fernsbury", DateofBirth="1984-02-29T00:00:00")
        with_address(wire, two)
        asked = "GivenName:dorothea FamilyName:FERNSBURY PostCode:ls1 4dl"
        assert found(search(wire, asked, key=key, filter=born)) == [two.id]
        # From here on they are known to this touchpoint, and each telling was kept.
        assert found(search(wire, "FamilyName:Fernsbury", key=key)) == [two.id]
        with wire.entered(EAST):
            reads = Read.objects.filter(customer_id=two.id, what="wire.search", reason="wire")
            assert reads.count() == 2

    def test_key_of_several_touchpoints_when_none_is_named_then_all_of_theirs(self, wire: Wire) -> None:
        east = a_person(wire, "Edith", "Pocklington", touchpoint=EAST)
        west = a_person(wire, "Edwin", "Pocklington", touchpoint=WEST)
        asked = "FamilyName:Pocklington"
        assert found(search(wire, asked)) == [east.id, west.id]
        assert found(search(wire, asked, touchpoint=WEST)) == [west.id]
        assert found(search(wire, asked, key=wire.key_for(EAST))) == [east.id]
        assert search(wire, asked, touchpoint=EAST, key=wire.key_for(HELPLINE)).status == 403
        assert search(wire, asked, key="0" * 48).status == 401

    def test_deployment_when_it_widens_then_others_are_found_and_the_telling_is_kept(
        self, wire: Wire, settings: Settings
    ) -> None:
        one = a_person(wire, "Fabian", "Wetherby")
        key = wire.key_for(OTHER)
        assert found(search(wire, "FamilyName:Wetherby", key=key)) == []
        settings.DSS_SEARCH_WIDE = True
        assert found(search(wire, "FamilyName:Wetherby", key=key)) == [one.id]
        settings.DSS_SEARCH_WIDE = False
        assert found(search(wire, "FamilyName:Wetherby", key=key)) == [one.id]

    @pytest.mark.requirement("OI-14.15", "OI-14.19")
    def test_wide_search_when_some_do_not_pass_or_are_on_another_page_then_only_those_told_of_are_opened(
        self, wire: Wire, settings: Settings
    ) -> None:
        settings.DSS_SEARCH_WIDE = True
        key = wire.key_for(OTHER)
        born = {"DateofBirth": "1971-03-04T00:00:00"}
        first = a_person(wire, "Amos", "Inkpenny", **born)
        second = a_person(wire, "Basil", "Inkpenny", **born)
        others = [a_person(wire, "Cyril", "Inkpenny"), a_person(wire, "Amos", "Inkpennyworth", **born)]
        said = search(wire, "FamilyName:Inkpenny", key=key, top="1", filter="DateofBirth eq 1971-03-04")
        assert (found(said), said.json()["@odata.count"]) == ([first.id], 2)
        settings.DSS_SEARCH_WIDE = False
        assert found(search(wire, "FamilyName:Inkpenny*", key=key)) == [first.id]
        with wire.entered(EAST):
            looked_at = [first.id, second.id, *(one.id for one in others)]
            reads = Read.objects.filter(
                customer_id__in=looked_at, organisation_id=organisation_of(wire, OTHER)
            )
            assert {str(each.customer_id) for each in reads} == {first.id}

    def test_others_customer_when_named_by_four_items_and_filtered_out_then_not_opened(
        self, wire: Wire
    ) -> None:
        one = a_person(wire, "Hester", "Quoyle", DateofBirth="1984-02-29T00:00:00", Gender=1)
        with_address(wire, one)
        key = wire.key_for(OTHER)
        named = "GivenName:Hester FamilyName:Quoyle PostCode:LS1 4DL"
        born = "DateofBirth eq 1984-02-29"
        assert found(search(wire, named, key=key, filter=f"{born} and Gender eq 2")) == []
        assert found(search(wire, "FamilyName:Quoyle", key=key)) == []
        # The number alone tells that somebody is there.
        assert search(wire, named, key=key, filter=born, top="0").json()["@odata.count"] == 1
        assert found(search(wire, "FamilyName:Quoyle", key=key)) == [one.id]


class TestGuessing:
    """A search by all four items that names nobody is counted, and past policy's number it names nobody at all."""

    NAMED = "GivenName:Ottilie FamilyName:Ravensbourne PostCode:LS1 4DL"

    def guess(self, wire: Wire, key: str, day: int, **options: Any) -> list[str]:
        return found(search(wire, self.NAMED, key=key, filter=f"DateofBirth eq 1984-02-{day:02}", **options))

    @pytest.mark.requirement("OI-14.19")
    def test_key_when_it_guesses_too_often_then_names_nobody_while_others_do_and_it_still_sees_its_own(
        self, wire: Wire, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "most_misses", lambda now: limits.Misses(searches=3, minutes=60))
        one = a_person(wire, "Ottilie", "Ravensbourne", DateofBirth="1984-02-29T00:00:00")
        with_address(wire, one)
        # Of a key of several touchpoints each search counts once.
        key, other = wire.key_for(OTHER, WEST), wire.key_for(HELPLINE)
        for day in range(1, 4):
            assert self.guess(wire, key, day) == []
        assert self.guess(wire, key, 4, touchpoint=OTHER) == []
        assert self.guess(wire, key, 29) == []
        assert self.guess(wire, other, 29) == [one.id]
        own = a_person(wire, "Ottoline", "Ravensbourne", touchpoint=WEST)
        assert found(search(wire, "FamilyName:Ravensbourne", key=key)) == [own.id]

    def test_key_when_whom_it_names_is_there_then_nothing_is_counted(
        self, wire: Wire, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "most_misses", lambda now: limits.Misses(searches=1, minutes=60))
        one = a_person(wire, "Ottilie", "Ravensbourne", DateofBirth="1984-02-29T00:00:00")
        with_address(wire, one)
        key = wire.key_for(OTHER)
        for _ in range(3):
            assert self.guess(wire, key, 29) == [one.id]

    def test_database_when_asked_by_another_key_or_by_people_then_it_refuses(
        self, wire: Wire, acting: Acting
    ) -> None:
        asked = "SELECT fingerpost_wire_exact_match(%s, 'a', 'b', '1984-02-29', 'LS1 4DL', 100, 60)"
        with wire.entered(EAST) as entered:
            own = entered.key_id
        key = wire.key_for(OTHER)
        with wire.entered(EAST):
            self.refused(asked, self.id_of(key))
        with acting("area_adviser"):
            self.refused(asked, own)

    def id_of(self, key: str) -> UUID:
        with apart():
            entered = enter(key=key, touchpoint=OTHER, request_id="", now=timezone.now())
            assert isinstance(entered, Entered)
            return entered.key_id

    def refused(self, asked: str, key_id: UUID) -> None:
        with (
            pytest.raises(Exception, match="by its own key"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(asked, [key_id])


class TestMany:
    """What bounds a search bounds those whom it gives, not those whom it looks at."""

    def look_once(self, monkeypatch: pytest.MonkeyPatch, *, most: int) -> None:
        monkeypatch.setattr(searching, "MOST_FOUND", most)
        monkeypatch.setattr(searching, "_MOST_TURNS", 1)

    def test_filter_when_it_passes_the_last_of_many_alone_then_found(
        self, wire: Wire, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.look_once(monkeypatch, most=2)
        for given_name in ("Ada", "Bea", "Cleo"):
            a_person(wire, given_name, "Saltmarsh")
        last = a_person(
            wire,
            "Zoe",
            "Saltmarsh",
            DateofBirth="1971-03-04T00:00:00",
            IntroducedBy=3,
            OptInUserResearch=True,
        )
        for passing in (
            "DateofBirth eq 1971-03-04",
            "DateofBirth lt 1984-05-17",
            "DateofBirth le 1971-03-04T00:00:00Z and DateofBirth ge 1971-03-04",
            "IntroducedBy eq 3",
            "IntroducedBy lt 12",
            "OptInUserResearch eq true",
            "GivenName gt 'Cleo'",
            "GivenName ge 'Cz' and IntroducedBy le 11",
            "GivenName gt 'Ada' and GivenName gt 'Cleo' and IntroducedBy ge 3",
            "DateofBirth gt 1971-03-03 and DateofBirth lt 1984-05-17T00:00:00Z",
            "GivenName lt 'a' and DateOfTermination eq null and OptInUserResearch ne false",
            "Gender ne 1 and IntroducedBy ne 12 and DateOfTermination lt 2020-01-01 or IntroducedBy eq 3",
            "GivenName eq 'Nobody' or GivenName eq 'Zoe'",
            "GivenName ne 'Ada' and GivenName ne 'Bea' and GivenName ne 'Cleo'",
        ):
            said = search(wire, "FamilyName:Saltmarsh", filter=passing)
            assert found(said) == [last.id], passing
            assert said.json()["@odata.count"] == 1
        assert found(search(wire, "FamilyName:Saltmarsh", filter="GivenName eq 'Zoe\0'")) == []
        wire.patch(last.path, {"GivenName": "Zora"}, touchpoint=WEST)
        # What the database can't decide is looked for as long as somebody may pass.
        monkeypatch.setattr(searching, "_MOST_TURNS", 3)
        asked = f"LastModifiedTouchpointId eq '{WEST}'"
        assert found(search(wire, "FamilyName:Saltmarsh", touchpoint=EAST, filter=asked)) == [last.id]
        assert len(found(search(wire, "FamilyName:Saltmarsh", touchpoint=EAST))) == 2

    def test_record_when_a_page_changed_it_then_filtered_by_what_the_wire_says_now(
        self, acting: Acting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.look_once(monkeypatch, most=1)
        ours = NorthEast(acting)
        for given_name in ("Ada", "Zoe"):
            last = a_person(ours, given_name, "Saltmarsh")
        with acting("area_adviser") as actor:
            version = Customer.objects.get(id=last.id).version
            change_details(
                actor=actor,
                now=timezone.now(),
                customer_id=UUID(last.id),
                about=About(gender=2),
                expected_version=version,
            )
        assert found(search(ours, "FamilyName:Saltmarsh", filter="Gender eq 2")) == [last.id]

    def test_older_search_when_by_day_alone_then_the_last_of_many_is_found(
        self, wire: Wire, monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        self.look_once(monkeypatch, most=2)
        for given_name in ("Ada", "Bea", "Cleo"):
            a_person(wire, given_name, "Saltmarsh")
        last = a_person(wire, "Zoe", "Saltmarsh", DateofBirth="1907-03-04T00:00:00")
        path = "customers/api/CustomerSearch?DateofBirth=1907-03-04"
        assert [each["CustomerId"] for each in wire.get(path, version="v2").json()] == [last.id]
        assert wire.get("customers/api/CustomerSearch?DateofBirth=9999-12-31", version="v2").status == 204
        settings.DSS_SEARCH_WIDE = True
        assert wire.get(path, version="v2").status == 204


class TestGateway:
    """Too short a search is 204, one that can't be read 400, and the diagnostic headers say what was seen."""

    @pytest.mark.parametrize(
        ("text", "is_too_short", "given", "family"),
        [
            ("", True, None, None),
            ("ab", True, None, None),
            ("abc", False, None, None),
            ("GivenName:J*", True, "J*", None),
            ("givenname: Jo*", False, "Jo*", None),
            ("GivenName:Jo* FamilyName:S*", True, "Jo*", "S*"),
            ("FamilyName:S*", True, None, "S*"),
            ("GivenName:A FamilyName:Sm*", False, "A FamilyName:Sm*", "Sm*"),
            ("FamilyName:Smith", False, None, None),
        ],
    )
    def test_guard_when_asked_then_as_the_gateway(
        self, text: str, is_too_short: bool, given: str | None, family: str | None
    ) -> None:
        seen = guard(text)
        assert (seen.is_too_short, seen.given, seen.family) == (is_too_short, given, family)

    def test_search_when_too_short_then_204_with_the_headers(self, wire: Wire) -> None:
        said = search(wire, "GivenName:J*")
        assert (said.status, said.text) == (204, "")
        assert said.headers["SearchValueTooShort"] == "True"
        assert (said.headers["givenName"], said.headers["familyName"]) == ("J*", "False")
        assert said.headers["ContainsSearchKey"] == "True"
        assert wire.get("search/api/", touchpoint=None).headers["ContainsSearchKey"] == "False"
        well = search(wire, "nobody at all")
        assert (well.status, well.json()["value"], well.json()["@odata.count"]) == (200, [], 0)
        assert well.headers["SearchValueTooShort"] == "False"
        assert search(wire, "GivenName:J\r\nX-Evil:\u00e9*").status in (200, 204, 400)
        assert search(wire, "....").json()["value"] == []

    @pytest.mark.parametrize(
        ("text", "also"),
        [
            ("Nobody:x AND yes", {}),
            ("Gender:1 xxx", {}),
            ("smith OR jones", {}),
            ("-smith jones", {}),
            ("smi*th", {}),
            ("smith~2", {}),
            ('"smith', {}),
            ("smith", {"filter": "FamilyName"}),
            ("smith", {"filter": "FamilyName eq 'x' and"}),
            ("smith", {"filter": "Address1 eq 'x'"}),
            ("smith", {"filter": "DateofBirth eq yesterday"}),
            ("smith", {"filter": "Gender eq x"}),
            ("smith", {"orderby": "Gender desc"}),
            ("smith", {"orderby": "GivenName sideways"}),
            ("smith", {"select": "GivenName,Nothing"}),
            ("smith", {"top": "1001"}),
            ("smith", {"top": "-1"}),
            ("smith", {"skip": "x"}),
        ],
    )
    def test_search_when_it_can_not_be_read_then_400_and_says_why(
        self, wire: Wire, text: str, also: dict[str, str]
    ) -> None:
        said = search(wire, text, **also)
        assert said.status == 400
        assert said.json()["error"]["message"].endswith(".")

    @given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=12))
    def test_anything_when_read_then_read_or_refused(self, text: str, filters: str, order: str) -> None:
        guard(text)
        try:
            asked = read_search(search=text, filters=filters, order=order)
        except BadSearch:
            return
        document: dict[str, Any] = {"GivenName": text, "DateofBirth": "1984-02-29T00:00:00"}
        assert asked.finds(document) in (True, False)
        assert asked.ordered([document, {"CustomerId": "x"}])


class TestLegacy:
    """`CustomerSearch`, up to v3: names by their beginnings, date of birth and learner number exactly."""

    def test_names_when_searched_then_an_array_of_customers(self, wire: Wire) -> None:
        one = a_person(wire, "Genevieve", "Hollowell", UniqueLearnerNumber="1234567890")
        a_person(wire, "Gwendolyn", "Hollowell", touchpoint=WEST)

        def legacy(version: str | None = "v2", touchpoint: str | None = EAST, **asked: str) -> Said:
            path = f"customers/api/CustomerSearch/?{urlencode(asked)}"
            return wire.get(path, version=version, touchpoint=touchpoint)

        said = legacy(GivenName="Gen", FamilyName="hollow")
        assert [each["CustomerId"] for each in said.json()] == [one.id]
        assert "PriorityGroups" not in said.json()[0]
        assert "PriorityGroups" in legacy("v3", GivenName="Gen", FamilyName="Hollowell").json()[0]
        assert legacy(UniqueLearnerNumber="1234567890").status == 200
        assert legacy(FamilyName="Hollowell", DateofBirth="1984-05-17").status == 200
        for asked in (
            {},
            {"GivenName": "Ge", "FamilyName": "Hollowell"},
            {"FamilyName": "Hollowell", "DateofBirth": "1984-05-18"},
            {"FamilyName": "Hollowell", "DateofBirth": "someday"},
            {"UniqueLearnerNumber": "123456789"},
            {"GivenName": "Gwendolyn"},
        ):
            assert legacy(**asked).status == 204, asked
        assert legacy(FamilyName="Hollowell\0").status == 204
        none = legacy(touchpoint=None, FamilyName="Hollowell")
        assert (none.status, none.text) == (400, "400")
        assert legacy("v4", FamilyName="Hollowell").status == 404

    def test_names_when_searched_then_the_whole_field_begins_so(self, wire: Wire) -> None:
        one = a_person(wire, "Mary Ann", "Quill-Marsh")
        a_person(wire, "Mary", "Holt Quill")
        a_person(wire, "Rosemary", "O Quill")

        def legacy(**asked: str) -> list[str]:
            said = wire.get(f"customers/api/CustomerSearch?{urlencode(asked)}", version="v2")
            return [each["CustomerId"] for each in said.json()] if said.status == 200 else []

        for asked in (
            {"FamilyName": "QUILL"},
            {"FamilyName": "Quill-M"},
            {"FamilyName": "quill", "GivenName": "mary a"},
            {"GivenName": "Mary Ann"},
        ):
            assert legacy(**asked) == [one.id], asked
        for asked in (
            {"FamilyName": "Marsh"},
            {"GivenName": "Ann"},
            {"FamilyName": ".+Marsh"},
            {"FamilyName": "Qui.l"},
        ):
            assert legacy(**asked) == [], asked
