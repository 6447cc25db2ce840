"""Bodies as .NET clients write them, read and written by the pure half of the wire."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.dss.wire.catalogue import RESOURCES, find_operation
from fingerpost.dss.wire.checking import check_fields, number_text, utf16_length
from fingerpost.dss.wire.description import Context, Field, Given, Kind, Operation, Resource, Switch
from fingerpost.dss.wire.enums import ENUMS
from fingerpost.dss.wire.grammars import GRAMMARS, matches
from fingerpost.dss.wire.merging import Headers, lifted, lowered, made, merged
from fingerpost.dss.wire.messages import NO_MOMENT, NO_VALUE, spaced
from fingerpost.dss.wire.moments import Moment, add_months, of_datetime, read_moment
from fingerpost.dss.wire.reading import SentBody, Unreadable, read_body, read_id
from fingerpost.dss.wire.writing import camel_case, show

NOW = datetime(2026, 2, 28, 9, 30, tzinfo=UTC)
HEADERS = Headers(touchpoint="0000000101", subcontractor=None, ids={"ThingId": "made"})

THING = Resource(
    segment="things",
    title="Things",
    key="ThingId",
    fields=(
        Field(name="ThingId", kind=Kind.ID, on_post=Given.SERVER, on_patch=Given.NEVER),
        Field(name="Words", kind=Kind.TEXT, on_post=Given.REQUIRED, longest=4, grammar="PERSON-NAME"),
        Field(name="Cleared", kind=Kind.TEXT, clears=True, trimmed=True),
        Field(name="Many", kind=Kind.WHOLE),
        Field(name="Gender", kind=Kind.ENUM, enum="Gender", default=99),
        Field(name="Way", kind=Kind.ENUM, enum="PreferredContactMethod", unreadable=-1),
        Field(name="Groups", kind=Kind.ENUMS, enum="PriorityCustomer"),
        Field(name="Is", kind=Kind.TRUTH),
        Field(name="When", kind=Kind.MOMENT, not_future=True),
        Field(name="Other", kind=Kind.ID),
        Field(name="Where", kind=Kind.NUMBER, grammar="LAT6"),
        Field(name="Late", kind=Kind.TEXT, since=4),
        Field(
            name="SubcontractorId",
            kind=Kind.TEXT,
            on_post=Given.HEADER,
            on_patch=Given.HEADER,
            header="SubcontractorId",
        ),
        Field(name="LastModifiedDate", kind=Kind.MOMENT, default="now"),
    ),
    operations=(),
)
PATCHING = Operation(method="PATCH", route="things/{recordId}", does="patch", steps=(), nullable=("When",))


def read(document: object, method: str = "POST", version: int = 4) -> SentBody:
    """The body of a document, as text where it is text."""
    raw = document if isinstance(document, str) else json.dumps(document)
    sent = read_body(raw.encode("utf-8", "surrogatepass"), THING, method=method, version=version)
    assert sent is not None
    return sent


def context(method: str = "POST", version: int = 4, **more: object) -> Context:
    """A context of now."""
    return Context(now=NOW, version=version, method=method, touchpoint="0000000101", **more)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Words", 12, "12"),
        ("Words", True, "true"),
        ("Words", "", ""),
        ("Words", "\ud800x", "\ufffdx"),
        ("Cleared", "  LS1 4DL ", "LS1 4DL"),
        ("Many", "7", 7),
        ("Many", " -7 ", -7),
        ("Many", "", None),
        ("Gender", 1, 1),
        ("Gender", "1", 1),
        ("Gender", "anothergender", 4),
        ("Gender", 77, 77),
        ("Way", "WHATSAPP", 6),
        ("Way", "", -1),
        ("Way", None, -1),
        ("Way", "smoke", -1),
        ("Way", 5000, -1),
        ("Groups", [1, "3", "notknown"], [1, 3, 98]),
        ("Groups", "[1,3]", [1, 3]),
        ("Groups", None, None),
        ("Is", "TRUE", True),
        ("Is", 0, False),
        ("Is", 2, True),
        ("Other", "{0A0B0C0D-0000-0000-0000-000000000001}", "0a0b0c0d-0000-0000-0000-000000000001"),
        ("Where", "51.5", 51.5),
        ("Where", 51, 51),
    ],
)
def test_a_value_reads_as_newtonsoft_reads_it(name: str, value: object, expected: object) -> None:
    found = read({name: value}).values[name]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "begins"),
    [
        ("Words", {}, NO_VALUE),
        ("Words", "a\0b", NO_VALUE),
        ("Many", 1.5, NO_VALUE),
        ("Many", 2**31, NO_VALUE),
        ("Many", True, NO_VALUE),
        ("Gender", "Nobody", f'{NO_VALUE} "Nobody"'),
        ("Gender", True, NO_VALUE),
        ("Gender", 1.0, NO_VALUE),
        ("Groups", 1, NO_VALUE),
        ("Groups", "1,3", NO_VALUE),
        ("Groups", [None], NO_VALUE),
        ("Is", "1", NO_VALUE),
        ("When", "soon", f"{NO_MOMENT}: soon."),
        ("When", 5, NO_MOMENT),
        ("When", "2025-02-29", NO_MOMENT),
        ("Other", "abc", NO_VALUE),
        ("Where", "1e5", NO_VALUE),
        ("Where", 1e40, NO_VALUE),
    ],
)
def test_what_cannot_be_read_says_so_in_the_words_that_clients_compare(
    name: str, value: object, begins: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read({name: value})
    assert refused.value.message.startswith(begins)
    assert name in refused.value.message


@pytest.mark.parametrize("raw", ["[]", "[1]", '"text"', "7", "{", '{"a":}', '{"Words":NaN}', "[" * 5000])
def test_what_is_no_object_is_refused(raw: str) -> None:
    with pytest.raises(Unreadable, match=NO_VALUE):
        read(raw)


@pytest.mark.parametrize("raw", [b"", b"  \r\n", b"null", b"\xef\xbb\xbf null "])
def test_nothing_and_null_are_no_body(raw: bytes) -> None:
    assert read_body(raw, THING, method="POST", version=4) is None


def test_of_many_spellings_of_one_name_the_last_wins_wherever_the_first_of_each_stood() -> None:
    assert read('{"many": 2, "MANY": 3, "Many": 1, "many": 4}').values["Many"] == 4
    assert read('{"Many": 1, "many": 4, "Many": 5}').values["Many"] == 5


def test_names_are_found_in_any_case_and_the_last_of_two_wins() -> None:
    sent = read(
        '{"words":"one","WORDS":"two","Nobody":1,"Late":"x","ThingId":"abc","Words":"three","wORDS":"four"}'
    )
    assert sent.values == {"Words": "four", "Late": "x"}
    assert "Late" not in read({"Late": "x"}, version=3).present
    assert sent.raw["Nobody"] == 1


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("2024-02-29T10:00:00.1234567Z", "2024-02-29T10:00:00.1234567Z"),
        ("2024-02-29T10:00:00.1200000", "2024-02-29T10:00:00.12"),
        ("2024-02-29", "2024-02-29T00:00:00"),
        ("2024/2/9 7:05", "2024-02-09T07:05:00"),
        ("2024-06-01T10:00:00+01:00", "2024-06-01T09:00:00+00:00"),
        ("07/26/2005", "2005-07-26T00:00:00"),
        ("7/4/2005 1:05:06 PM", "2005-07-04T13:05:06"),
        ("/Date(1577880000000)/", "2020-01-01T12:00:00Z"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
    ],
)
def test_moments_keep_seven_digits_and_what_they_said_of_their_zone(typed: str, text: str) -> None:
    moment = read_moment(typed)
    assert moment is not None
    assert moment.text == text
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "typed",
    ["", "26/07/2005", "2024-13-01", "0001-01-01T00:00:00+05:00", "٢٠٢٤-٠١-٠١", "2024-01-01T25:00:00"],
)
def test_what_is_no_moment_is_none(typed: str) -> None:
    assert read_moment(typed) is None


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda when: when.year < 9998), st.integers(0, 9))
def test_a_moment_goes_out_as_it_came_in(moment: datetime, tenth: int) -> None:
    stamped = of_datetime(moment)
    fine = Moment(stamped.ticks + tenth, "Z")
    assert read_moment(fine.text) == fine
    assert fine.as_datetime() == moment
    assert add_months(fine, 12).ticks > fine.ticks


@given(st.text(), st.sampled_from([field.name for field in THING.fields]))
def test_any_text_in_any_field_is_read_or_refused(text: str, name: str) -> None:
    try:
        sent = read({name: text}, method="PATCH")
    except Unreadable as refused:
        begins_as_known = refused.message.startswith((NO_VALUE, NO_MOMENT))
        assert begins_as_known
        return
    check_fields(THING, sent.values, context("PATCH"), require=False)
    kept = lowered(merged(THING, {}, sent, HEADERS, context("PATCH", sent=sent.values), PATCHING))
    json.dumps(kept, ensure_ascii=False).encode("utf-8")


@given(st.text(), st.sampled_from(sorted(GRAMMARS)))
def test_every_grammar_judges_any_text(text: str, name: str) -> None:
    assert matches(name, text) is (not text or re.fullmatch(GRAMMARS[name].expression, text) is not None)


@pytest.mark.parametrize("name", sorted(GRAMMARS))
@pytest.mark.parametrize("piece", ["a", "a-", "a.", "-", " ", "0", "(", "0 ", "a@a."])
def test_no_grammar_takes_long_over_long_text(name: str, piece: str) -> None:
    # A grammar that tried every way through would not be done in an age of the world.
    assert matches(name, piece * 20_000 + "\n!") in (True, False)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "POSTCODE",
            ["AA11AA", "NN1 2NN", "W1A 1AA", "EC1A 1BB", "gir 0aa"],
            ["NN1  2NN", " NN1 2NN", "AI1 1AA"],
        ),
        ("PERSON-NAME", ["Sarah - Jane", "O'Hara", "De La Cruz"], ["Zoë", "-Ann", "Ann-", "A--B", "A\n"]),
        ("ORG-NAME", ["Hart and Sons", "A,B"], ["Hart  Sons", "Hart.", "3 Hart"]),
        ("UK-MOBILE", ["07700900123", "+447700900123", "(07700) 900 123"], ["0770090012a", "01132960000"]),
        (
            "UK-PHONE",
            ["0113 2960000", "(0113) 296 0000", "020 7946 0000 #123"],
            ["+441132960000", "113 2960000"],
        ),
        ("EMAIL-CONTACT", ["a.b+c@d-e.org", "o'h@x.y"], ["a@b", "a..b@c.d", "@b.c", "a@b.c."]),
        ("EMAIL-ADVISER", ["a.b@c.uk", "-@a.info"], ["a@b.museum", "a@b", "a+b@c.uk"]),
        ("PHONE-ADVISER", ["++(0113)296 00/00", "1"], ["(", "a1"]),
        ("LAT6", ["90", "90.000000", "-1.123456", "0"], ["90.1", "01", "1.1234567", "91"]),
        ("LON8", ["180.0", "-179.12345678"], ["180.1", "200"]),
        ("FREE-SUMMARY", ["Meet at 10/4"], ["1st", "a!b"]),
        ("ADDRESS-LINE", ["1 High St; (rear)", "x" * 100], ["Nº 1", 'a"b', "x" * 101]),
    ],
)
def test_grammars_keep_to_their_examples(name: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not matches(name, text)] == []
    assert [text for text in bad if matches(name, text)] == []


def test_failures_come_in_order_and_two_of_one_field_are_two() -> None:
    values = {"Words": "<long>", "Gender": 8, "When": Moment(10**19, "Z"), "Where": 91.0, "Groups": [44]}
    failures = check_fields(THING, values, context(), require=True)
    assert [failure.members[0] for failure in failures] == ["Words", "Words", "Where", "Gender", "When"]
    assert [failure.message for failure in failures][1:] == [
        "The field Words must be a string with a maximum length of 4.",
        f"The field Where must match the regular expression '{GRAMMARS['LAT6'].shown}'.",
        "Please supply a valid Gender.",
        "When must be less the current date/time.",
    ]


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_required_field_left_blank_fails_once(blank: str | None) -> None:
    failures = check_fields(THING, {"Words": blank}, context(), require=True)
    assert [failure.message for failure in failures] == ["The Words field is required."]
    assert check_fields(THING, {"Words": None}, context("PATCH"), require=False) == []


def test_now_is_not_the_future_to_the_tick() -> None:
    now = of_datetime(NOW)
    assert check_fields(THING, {"When": now}, context("PATCH"), require=False) == []
    late = Moment(now.ticks + 1)
    assert len(check_fields(THING, {"When": late}, context("PATCH"), require=False)) == 1


def test_a_post_keeps_defaults_and_a_patch_only_what_it_says() -> None:
    body = made(THING, {"Words": "Ann", "When": read_moment("2020-01-01")}, HEADERS, context())
    assert body["Gender"] == 99
    assert body["ThingId"] == "made"
    assert body["LastModifiedDate"] == of_datetime(NOW)
    assert list(body) == [field.name for field in THING.fields]
    kept = lowered({**body, "Cleared": "old", "Groups": [1], "SubcontractorId": "1"})

    sent = read({"words": "", "Cleared": "", "Groups": [], "Gender": "", "When": None, "Many": 3}, "PATCH")
    after = merged(THING, lifted(THING, kept), sent, HEADERS, context("PATCH"), PATCHING)
    assert {name for name, value in lowered(after).items() if value != kept[name]} == {
        "Cleared",
        "When",
        "Many",
    }
    assert (after["Cleared"], after["When"], after["Many"]) == ("", None, 3)
    other = Headers(touchpoint="0000000102", subcontractor="77", ids={})
    again = merged(THING, after, read({"when": None}, "PATCH"), other, context("PATCH"), PATCHING)
    assert again["SubcontractorId"] == "77"


def test_what_goes_out_is_in_order_with_nulls_and_raw() -> None:
    body = lowered(made(THING, {"Words": "<O'+&é>"}, HEADERS, context()))
    shown = show(THING, body, version=3, switches=frozenset())
    assert shown.startswith('{"ThingId":"made","Words":"<O\'+&é>","Cleared":null,"Many":null,"Gender":99,')
    assert "Late" not in shown
    camel = show(THING, body, version=4, switches=frozenset({Switch.CAMEL_ACTION}), camel=True)
    assert list(json.loads(camel))[:2] == ["thingId", "words"]


@pytest.mark.parametrize(
    ("name", "camel"),
    [("ActionId", "actionId"), ("LLDDHealth", "llddHealth"), ("ID", "id"), ("id_token", "id_token")],
)
def test_camel_case_is_that_of_dotnet(name: str, camel: str) -> None:
    assert camel_case(name) == camel


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("0A0B0C0D000000000000000000000001", "0a0b0c0d-0000-0000-0000-000000000001"),
        ("(0a0b0c0d-0000-0000-0000-000000000001)", "0a0b0c0d-0000-0000-0000-000000000001"),
        ("{0a0b0c0d-0000-0000-0000-000000000001)", None),
        ("0a0b0c0d-0000-0000-0000-00000000000", None),
        ("", None),
    ],
)
def test_ids_are_read_in_every_spelling_of_dotnet(typed: str, read_as: str | None) -> None:
    assert read_id(typed) == read_as


def test_small_things() -> None:
    assert spaced("DateAndTimeLLDDHealthConsentCollected") == "Date And Time LLDD Health Consent Collected"
    assert number_text(1e-7) == "0.0000001"
    assert number_text(float(Decimal("51.50722"))) == "51.50722"
    assert utf16_length("a😀") == 3


def test_every_list_reads_its_own_members() -> None:
    for listed in ENUMS.values():
        assert len({member.value for member in listed.members}) == len(listed.members)
        assert len(listed.by_name) == len(listed.members)
        assert all(listed.by_name[member.name.lower()] == member.value for member in listed.members)


def test_routes_are_found_whatever_their_case_and_slashes() -> None:
    asked = find_operation("CUSTOMERS", "GET", "customers//{abc}/", version="V2")
    assert asked is not None
    assert (asked.operation.does, asked.version, asked.places) == ("get", 2, {"customerId": "{abc}"})
    assert find_operation("customers", "PUT", "customers/abc") is None
    assert find_operation("customers", "GET", "customers/abc", version="v5") is None
    assert find_operation("nobody", "GET", "customers/abc") is None
    newest = find_operation("contactdetails", "GET", "customers/abc/contactdetails", version="v4")
    assert newest is not None
    assert newest.version == RESOURCES["contactdetails"].newest
