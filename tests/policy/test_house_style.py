"""The house style: the terms as data, and the checker that finds what readers should not read."""

from __future__ import annotations

import csv
from datetime import date
from itertools import chain, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.policy import PackFaults, shipped_rules
from fingerpost.policy.house_style import Audience, How, check_style
from fingerpost.policy.loader import load_texts
from fingerpost.policy.messages import english
from fingerpost.policy.terms import in_service_words, list_terms, meaning_of

RULES = shipped_rules()
TODAY = date(2026, 6, 1)
TERMS_FILE = Path(__file__).parents[2] / "docs" / "requirements" / "terminology.csv"


def csv_rows() -> list[dict[str, str]]:
    with TERMS_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def avoided_in_csv() -> set[str]:
    return set(chain.from_iterable(row["avoid"].split("; ") for row in csv_rows() if row["avoid"]))


def found(
    text: str, *, on: date = TODAY, audience: Audience = Audience.CUSTOMERS, names: tuple[str, ...] = ()
) -> list[str]:
    return [
        text[each.start : each.end]
        for each in check_style(text, on=on, rules=RULES, audience=audience, names=names)
    ]


# --- The terms as data --------------------------------------------------------------------------------------


@pytest.mark.requirement("OI-21.1")
def test_terms_are_those_of_the_register_with_their_words_kinds_and_sources() -> None:
    rows, terms = csv_rows(), list_terms(on=TODAY, rules=RULES)
    assert len(terms) == len(rows) == 179
    for row, term in zip(rows, terms, strict=True):
        assert (term.term, term.kind, term.source) == (row["term"], row["kind"], row["source"])
        assert term.preferred == row["preferred"]
        assert "; ".join(term.avoid) == row["avoid"]
        assert bool(term.note) >= bool(row["note"])
    assert len({term.code for term in terms}) == len(terms)


@pytest.mark.requirement("OI-21.1")
def test_every_avoided_form_is_looked_for_or_stands_with_a_reason_why_it_can_not_be() -> None:
    rows = RULES.get_rows("style.forms", TODAY)
    looked_for = {str(row.get("listed", row["form"])) for row in rows}
    unchecked = {str(row["form"]) for row in RULES.get_rows("style.unchecked", TODAY)}
    assert {each.casefold() for each in looked_for | unchecked} == {
        each.casefold() for each in avoided_in_csv()
    }
    assert not looked_for & unchecked
    assert len(unchecked) == 4


def test_forms_name_a_term_that_avoids_them_a_known_way_and_known_readers() -> None:
    terms = {term.code: term for term in list_terms(on=TODAY, rules=RULES)}
    for row in (*RULES.get_rows("style.forms", TODAY), *RULES.get_rows("style.unchecked", TODAY)):
        listed = str(row.get("listed", row["form"])).casefold()
        assert listed in {each.casefold() for each in terms[str(row["term"])].avoid}
    for row in (*RULES.get_rows("style.forms", TODAY), *RULES.get_rows("style.staff_words", TODAY)):
        assert How(str(row["how"]))
        assert row.get("readers", "customers") in {"customers", "everyone"}


@pytest.mark.requirement("OI-21.1")
@pytest.mark.parametrize("row", RULES.get_rows("style.forms", TODAY), ids=lambda row: str(row["form"]))
def test_each_avoided_form_is_found_in_customer_copy_with_what_to_write_instead(
    row: dict[str, object],
) -> None:
    also = row.get("also", ())
    assert isinstance(also, tuple)
    for form in (str(row["form"]), *also):
        text = f"We say {form} here, and more."
        findings = check_style(text, on=TODAY, rules=RULES, audience=Audience.CUSTOMERS)
        assert [text[each.start : each.end] for each in findings] == [form.rstrip(".")]
        assert findings[0].instead in {str(each["instead"]) for each in RULES.get_rows("style.forms", TODAY)}
        assert findings[0].rule_id == "style.forms@2010-08-01"


@pytest.mark.requirement("OI-21.1")
def test_preferred_words_of_the_style_rows_pass() -> None:
    said = [
        *(
            "£30 a week",
            "an A level",
            "A levels",
            "Adult Certificates for Numeracy and Literacy",
            "an Apprenticeship",
        ),
        *(
            "apprentices",
            "your computer",
            "courses",
            "the CV builder",
            "Directgov",
            "home study",
            "e-learning",
        ),
        *(
            "by email",
            "get your fees paid",
            "GCSE",
            "higher education",
            "the internet",
            "job profiles",
            "podcast",
        ),
        *(
            "a Level 2 qualification",
            "older students",
            "on-the-job training",
            "training on the job",
            "one-to-one",
        ),
        *(
            "online",
            "part-time",
            "full-time",
            "personal circumstances",
            "Professional and Career Development Loan",
        ),
        *(
            "Sector Skills Council",
            "self-employed",
            "self-study",
            "SEMTA",
            "SkillsActive",
            "Skillset Careers",
        ),
        *(
            "Skillsmart Retail",
            "strengths",
            "SummitSkills",
            "UK online centre",
            "UK online centres",
            "volunteering",
        ),
        *(
            "work-related",
            "0800 100 900",
            "face to face",
            "face-to-face",
            "Jobcentre Plus",
            "National Careers Service",
        ),
        *("contact centre", "careers advice", "adviser", "customer", "skills action plan", "course search"),
    ]
    assert [each for each in said if found(f"We say {each} here.")] == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("style.staff_words", "[{ form = 'x', instead = 'y', how = 'loudly' }]", "looked for by 'loudly'"),
        (
            "style.forms",
            "[{ form = 'x', term = 'adult', instead = 'y', how = 'word', readers = 'managers' }]",
            "is for 'managers'",
        ),
        ("style.law_titles", "[]", "at least one word"),
    ],
)
def test_a_pack_that_could_not_be_looked_for_by_is_refused(key: str, value: str, words: str) -> None:
    pack = (
        f"[pack]\nname = 'ours'\ntitle = 'Ours'\n[[rule]]\nkey = '{key}'\nvalid_from = 2026-01-01\n"
        f"source = 'OI-21.1'\nstatus = 'in_force'\nvalue = {value}\n"
    )
    with pytest.raises(PackFaults, match=words):
        load_texts([("ours.toml", pack)])


# --- The service's name -------------------------------------------------------------------------------------


@pytest.mark.requirement("BR-18.4")
@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize(
    "text", ["NCS", "#ncs", "the ncs", "N.C.S.", "N C S", "ＮＣＳ", "N\u00adCS", "NCS's", "NCS/web-site"]
)
def test_the_name_of_the_service_is_never_shortened_for_anybody(text: str, audience: Audience) -> None:
    findings = check_style(f"Ask {text}", on=TODAY, rules=RULES, audience=audience)
    assert findings[0].instead == "National Careers Service"
    assert "BR-18.4" in findings[0].source


def test_the_sign_of_a_tag_belongs_to_the_finding() -> None:
    assert found("Follow #ncs now") == ["#ncs"]
    assert found("A # ncs") == ["ncs"]
    assert found("Vancouver, dances, ncsx, 1ncs") == []


@pytest.mark.requirement("OI-21.1")
def test_the_brand_of_2010_is_avoided_from_the_day_it_was_replaced() -> None:
    assert found("Call Next Step", on=date(2012, 3, 31)) == []
    assert found("Call Next Step", on=date(2012, 4, 1)) == ["Next Step"]
    assert found("Work out your next step, and the Next steps after it.") == []


# --- Words, capitals, boundaries ---------------------------------------------------------------------------


@pytest.mark.requirement("OI-21.3")
@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("citizen", "customer"),
        ("caller", "customer"),
        ("client", "customer"),
        ("enquirer", "customer"),
        ("advisor", "adviser"),
        ("call centre", "contact centre"),
        ("helpline", "contact centre"),
        ("guidance", "advice"),
    ],
)
def test_each_word_never_said_to_customers_is_found_with_its_replacement(word: str, instead: str) -> None:
    for text in (f"Our {word} is here", f"OUR {word.upper()}’S", f"{word.title()}: yes"):
        findings = check_style(text, on=TODAY, rules=RULES, audience=Audience.CUSTOMERS)
        assert [text[each.start : each.end].casefold() for each in findings] == [word]
        assert findings[0].instead.startswith(instead)
        assert english(findings[0].message) == (
            f"Write “{findings[0].instead}”, not “{word}” ({findings[0].source})."
        )


@pytest.mark.parametrize(
    "text",
    [
        "disabilities",
        "clientele",
        "a recaller",
        "the website and webchat",
        "sectoral",
        "misguidance",
        "Ask us for advice. Line managers can help.",
        "a call, centre stage",
        "Wales, Cymru: gwybodaeth a chyngor",
    ],
)
def test_other_words_and_words_of_two_sentences_are_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "advice line",
        "Advice\u00a0Line",
        "advice-line",
        "advice\n  line",
        "adviceline",
        "ad\u00advice line",
        "ａｄｖｉｃｅ line",
    ],
)
def test_no_mark_or_spacing_hides_a_form(text: str) -> None:
    assert found(f"Our {text} is open") == [text]


@pytest.mark.requirement("OI-21.1")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("part time and part-time and part‑time", ["part time"]),
        ("self employed or self-employed", ["self employed"]),
        ("an on-line course, online", ["on-line"]),
        ("E-mail or e mail or email", ["E-mail", "e mail"]),
        ("Email us. Or use our Email page.", ["Email"]),
        ("Is it open? Email us: Email is best. “Email” it is", []),
        ("Search the Internet. Internet access is free.", ["Internet"]),
        ("Our E-learning. E-learning is new.", ["E-learning"]),
        ("CV builder, CV Builder", ["CV Builder"]),
        ("A Level 2 qualification, an A Level, an A-level", ["A Level", "A-level"]),
        ("an apprenticeship, an Apprenticeship", ["apprenticeship"]),
        ("£30 per week; £30 a week", ["£30 per week"]),
        (
            "level two qualification, Level Six qualification",
            ["level two qualification", "Level Six qualification"],
        ),
        ("UK online centres, UK online Centres, UK online", ["UK online Centres", "UK online"]),
        ("G.C.S.E. and GCSE", ["G.C.S.E"]),
        (
            "JobCentre Plus, JobcentrePlus, Job Centre Plus, JCP",
            ["JobCentre Plus", "JobcentrePlus", "Job Centre Plus", "JCP"],
        ),
    ],
)
def test_hyphens_dots_and_capitals_count_where_the_form_is_about_them(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_the_longest_form_alone_is_reported_and_each_place_once() -> None:
    assert found("careers guidance, guidance") == ["careers guidance", "guidance"]
    assert found("NextStep") == ["NextStep"]
    assert found("the skills diagnostic tool (SDT)") == ["skills diagnostic tool", "SDT"]


# --- Names and laws ----------------------------------------------------------------------------------------


@pytest.mark.requirement("XD-14")
def test_the_name_of_a_service_passes_and_its_last_words_alone_do_not() -> None:
    assert found("Call the Health Learning and Skills advice line.") == []
    assert found("Call the advice line.") == ["advice line"]
    assert found("Call the Skills advice line.") == ["advice line"]


@pytest.mark.requirement("XD-14")
@pytest.mark.parametrize(
    "text",
    [
        "Citizens Advice can help.",
        "as the Employment and Training (Careers Guidance) Act 1973 says",
        "under the Vocational Training for the Sector Regulations 2004",
        "the Client Money and Guidance Order 2011",
        "a National Vocational Qualification",
        "Ask for a Professional and Career Development Loan.",
        "Open it in a web browser. Web pages are read aloud.",
    ],
)
def test_quoted_names_and_titles_of_laws_pass(text: str) -> None:
    assert found(text) == []


@pytest.mark.requirement("XD-14")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("guidance on the Education and Skills Act 2008", ["guidance"]),
        ("Guidance. The Education Act 2008", ["Guidance"]),
        ("guidance, Act now, 2008", ["guidance"]),
        ("the Guidance Act", ["Guidance"]),
        ("citizens advice", ["citizens"]),
    ],
)
def test_words_outside_a_title_are_found(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.requirement("XD-14")
def test_a_name_that_the_caller_quotes_passes_and_only_there() -> None:
    text = "Northern Guidance Partners give guidance."
    assert found(text) == ["Guidance", "guidance"]
    assert found(text, names=("Northern Guidance Partners",)) == ["guidance"]


# --- Who reads it ------------------------------------------------------------------------------------------


@pytest.mark.requirement("OI-0.2")
@pytest.mark.parametrize("row", RULES.get_rows("style.staff_words", TODAY), ids=lambda row: str(row["form"]))
def test_no_acronym_or_term_of_staff_is_for_customers(row: dict[str, object]) -> None:
    text = f"We say {row['form']} here"
    findings = check_style(text, on=TODAY, rules=RULES, audience=Audience.CUSTOMERS)
    assert [(text[each.start : each.end], each.source) for each in findings] == [(row["form"], "OI-0.2")]
    assert english(findings[0].message) == (
        f"“{row['form']}” is a word of staff. Instead: {row['instead']} (OI-0.2)."
    )
    assert check_style(text, on=TODAY, rules=RULES, audience=Audience.STAFF) == ()


def test_staff_may_read_all_but_names_and_how_people_are_called() -> None:
    text = (
        "The caller asked for guidance in our sector; triage with the advisor, the client, JCP and the NCS."
    )
    assert found(text, audience=Audience.STAFF) == ["advisor", "client", "JCP", "NCS"]
    everyone = {
        str(row["form"]) for row in RULES.get_rows("style.forms", TODAY) if row["readers"] == "everyone"
    }
    assert everyone == {"NCS", "#ncs", "advisor", "client", "JobCentre Plus", "JobcentrePlus", "JCP"}


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("NCS#ncs advicelnep-.’\u00a0\u00ad(1)"), max_size=60))
def test_findings_are_places_of_the_text_in_order_and_staff_never_read_less_than_customers(text: str) -> None:
    customers = check_style(text, on=TODAY, rules=RULES, audience=Audience.CUSTOMERS)
    staff = check_style(text, on=TODAY, rules=RULES, audience=Audience.STAFF)
    for findings in (customers, staff):
        assert all(0 <= each.start < each.end <= len(text) for each in findings)
        assert all(one.end < other.end and one.start <= other.start for one, other in pairwise(findings))
    spans = [(each.start, each.end) for each in customers]
    assert all(any(start <= each.start and each.end <= end for start, end in spans) for each in staff)


# --- What terms mean ---------------------------------------------------------------------------------------


@pytest.mark.requirement("OF-T")
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("provider", "prime contractor"),
        ("Learner", "customer"),
        ("individual learning plan", "skills action plan"),
    ],
)
def test_words_of_inspection_are_shown_to_inspectors_in_the_service_s_and_to_staff_in_both(
    theirs: str, ours: str
) -> None:
    assert in_service_words(theirs, view="inspection", on=TODAY, rules=RULES) == ours
    assert in_service_words(theirs, view="staff", on=TODAY, rules=RULES) == f"{ours} ({theirs.lower()})"
    assert in_service_words("venue", view="staff", on=TODAY, rules=RULES) == "venue"


@pytest.mark.requirement("OF-T")
@pytest.mark.parametrize("term", ["customer", "face-to-face session", "advice"])
def test_inspection_of_2012_has_meanings_of_its_own(term: str) -> None:
    def meaning(on: date) -> str:
        found = meaning_of(term, on=on, rules=RULES)
        assert found is not None
        return found.meaning

    assert meaning(date(2012, 3, 31)) != meaning(date(2012, 4, 1))
    assert meaning(date(2012, 4, 1)) == meaning(date(2014, 9, 30)) != meaning(date(2014, 10, 1))
    assert meaning_of("triage", on=TODAY, rules=RULES) is None


@pytest.mark.requirement("XD-16")
def test_faults_of_print_are_kept_as_notes() -> None:
    notes = " ".join(str(row["fault"]) for row in RULES.get_rows("style.print_faults", TODAY))
    for told in (
        "37.3",
        "outcome payment",
        "referral",
        "26.1",
        "customers will send",
        "paragraph 14",
        "Section 3",
    ):
        assert told in notes
