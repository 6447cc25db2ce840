"""Writes customers: who they are, where they live, how to reach them, and what is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fingerpost.customers.rules import match_keys
from fingerpost.demo import names, shape
from fingerpost.demo.plan import Desk, Plan
from fingerpost.demo.writing import NULL, Ids, Moment, Rows, flag
from fingerpost.policy.names import match_names

_AGAIN_SHARE = 0.012
_OTHER_NUMBER_SHARE = 0.03
_ASKED_ABOUT_LEARNING = 25
_SAFETY = shape.shares((True, 62.0), (None, 30.0), (False, 8.0))
_DIGITAL = shape.shares(("independent", 58.0), ("needs_help", 24.0), ("no_access", 6.0), ("", 12.0))
_METHODS = shape.shares((2, 44.0), (1, 26.0), (4, 14.0), (3, 9.0), (5, 3.0), (99, 4.0))
_HOURS = shape.shares(((NULL, NULL), 90.0), (("09:00", NULL), 5.0), (("10:00", "15:00"), 5.0))


@dataclass(slots=True)
class Person:
    """One customer as they are drawn, before anything is written."""

    ordinal: int
    ids: Ids
    desk: Desk
    given_name: str
    family_name: str
    is_woman: bool
    language: str
    date_of_birth: date
    age: int
    postcode: str
    earlier_family_name: str
    earlier_postcode: str
    introduced_by: int
    employment: str
    unemployed_for: str
    qualification: str
    is_learning: bool
    is_single_parent: bool
    has_difficulty: bool | None
    registered_on: int
    registered: Moment
    is_provisional: bool = False
    home: tuple[str, ...] = ()
    email: str = ""
    telephone: str = ""

    @property
    def full_name(self) -> str:
        """The name as it is called; one name where they have one."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def id(self) -> str:
        """The customer's id."""
        return self.ids.of("customers_customer")

    @property
    def is_jobcentre_plus_customer(self) -> bool:
        """Whether Jobcentre Plus sent them."""
        return self.introduced_by == 10


def draw_person(plan: Plan, chance: Random, ordinal: int, *, desk: Desk, day: int, minute: int) -> Person:
    """Draw one customer who registered at a minute of a day. The first few are the showcase."""
    hard = _hard_name(chance, ordinal)
    is_showcase = ordinal < len(names.HARD_NAMES)
    registered = plan.calendar.moment(day, minute)
    born, age = _birth(chance, desk, plan.calendar.days[day].on)
    is_woman = hard.is_woman if hard else chance.random() < 0.5
    introduced_by = _introduction(chance, desk)
    employment = (
        shape.EMPLOYMENT_OF_JOBCENTRE_PLUS if introduced_by == 10 else shape.EMPLOYMENT_OF_OTHERS
    ).draw(chance)
    difficulty = chance.random()
    person = Person(
        ordinal=ordinal,
        ids=Ids.at(registered.milliseconds, ordinal=ordinal, random_bits=chance.getrandbits(32)),
        desk=desk,
        given_name=hard.given_name if hard else chance.choice(names.WOMEN if is_woman else names.MEN),
        family_name=hard.family_name if hard else chance.choice(names.SURNAMES),
        is_woman=is_woman,
        language=hard.language if hard else shape.LANGUAGES.draw(chance),
        date_of_birth=born,
        age=age,
        postcode=names.postcode(chance),
        earlier_family_name="",
        earlier_postcode="",
        introduced_by=introduced_by,
        employment=employment,
        unemployed_for=shape.LENGTH_OF_UNEMPLOYMENT.draw(chance) if employment in shape.OUT_OF_WORK else "",
        qualification=shape.QUALIFICATION.draw(chance),
        is_learning=desk.is_for_young_people or shape.LEARNING.draw(chance) == "in_learning",
        is_single_parent=chance.random() < shape.SINGLE_PARENT_SHARE,
        has_difficulty=None if difficulty > 0.9 else difficulty < shape.DIFFICULTY_SHARE,
        registered_on=day,
        registered=registered,
    )
    if is_showcase and hard is not None:
        person.date_of_birth, person.postcode = hard.date_of_birth, hard.postcode
        person.age = plan.until.year - hard.date_of_birth.year
        person.earlier_family_name, person.earlier_postcode = hard.earlier_family_name, hard.earlier_postcode
    else:
        if is_woman and chance.random() < 0.08:
            person.earlier_family_name = chance.choice(names.SURNAMES)
        if chance.random() < 0.08:
            person.earlier_postcode = names.postcode(chance)
    return person


def write_person(plan: Plan, chance: Random, person: Person, rows: Rows, *, contact: str) -> None:
    """Write everything that making the record keeps, in the contact in which it was made."""
    _write_record(plan, chance, person, rows)
    _write_homes(plan, chance, person, rows)
    given_form, family_form = _write_keys(person, rows)
    _write_reach(chance, person, rows, given_form=given_form, family_form=family_form)
    _write_facts(plan, chance, person, rows)
    _write_proof(plan, chance, person, rows, contact=contact)
    _write_restricted(chance, person, rows)


def _hard_name(chance: Random, ordinal: int) -> names.HardName | None:
    if ordinal < len(names.HARD_NAMES):
        return names.HARD_NAMES[ordinal]
    return chance.choice(names.HARD_NAMES) if chance.random() < _AGAIN_SHARE else None


def _birth(chance: Random, desk: Desk, on: date) -> tuple[date, int]:
    youngest, oldest = (14, 18) if desk.is_for_young_people else shape.AGES.draw(chance)
    age = chance.randint(youngest, oldest)
    return on - timedelta(days=age * 365 + age // 4 + chance.randrange(1, 364)), age


def _introduction(chance: Random, desk: Desk) -> int:
    if desk.is_for_young_people:
        return chance.choice((17, 6, 23))
    is_sent = chance.random() < shape.JOBCENTRE_PLUS_SHARE / (1 - shape.YOUNG_PEOPLE_SHARE)
    return 10 if is_sent else shape.INTRODUCED_BY_OTHERS.draw(chance)


def _write_record(plan: Plan, chance: Random, person: Person, rows: Rows) -> None:
    on = plan.calendar.days[person.registered_on].on
    ends = (on + timedelta(days=plan.provisional_days)).isoformat() if person.is_provisional else NULL
    title = (chance.choice(("2", "3", "6")) if person.is_woman else "1") if chance.random() < 0.9 else "99"
    rows.add(
        "customers_customer",
        person.id,
        "provisional" if person.is_provisional else "confirmed",
        title,
        person.given_name,
        person.family_name,
        "",
        person.date_of_birth.isoformat(),
        ("1" if person.is_woman else "2") if chance.random() < 0.97 else "99",
        "",
        str(person.introduced_by),
        "",
        str(_METHODS.draw(chance)),
        person.language,
        "t",
        flag(person.employment.startswith(("employed", "self"))),
        _DIGITAL.draw(chance),
        flag(chance.random() < 0.3),
        flag(chance.random() < 0.15),
        on.isoformat() if person.age == 18 and not person.desk.is_for_young_people else NULL,
        person.registered.text,
        person.registered.text,
        ends,
        "1",
        person.desk.contract,
        person.desk.account,
        person.desk.organisation,
    )


def _write_homes(plan: Plan, chance: Random, person: Person, rows: Rows) -> None:
    moved = NULL
    if person.earlier_postcode:
        before = plan.calendar.days[person.registered_on].on
        moved = (before - timedelta(days=chance.randrange(30, 900))).isoformat()
        began = (before - timedelta(days=chance.randrange(901, 4000))).isoformat()
        _write_home(chance, person, rows, 1, person.earlier_postcode, began, moved)
    _write_home(chance, person, rows, 0, person.postcode, moved, NULL)


def _write_home(
    chance: Random, person: Person, rows: Rows, index: int, postcode: str, since: str, until: str
) -> None:
    street, town = names.street_address(chance), chance.choice(names.TOWNS)
    if until == NULL:
        person.home = (street, town, postcode)
    rows.add(
        "customers_address",
        person.ids.of("customers_address", index),
        street,
        town,
        *("", "", ""),
        postcode,
        "",
        since,
        until,
        person.registered.text,
        person.id,
    )


def _write_keys(person: Person, rows: Rows) -> tuple[str, str]:
    called = [(person.given_name, person.family_name)]
    if person.earlier_family_name:
        called.append((person.given_name, person.earlier_family_name))
        rows.add(
            "customers_earliername",
            person.ids.of("customers_earliername"),
            person.given_name,
            person.earlier_family_name,
            NULL,
            person.registered.text,
            person.id,
        )
    born = person.date_of_birth.isoformat()
    for index, key in enumerate(sorted(match_keys(called, (person.postcode, person.earlier_postcode)))):
        rows.add(
            "customers_matchkey",
            person.ids.of("customers_matchkey", index),
            key.family,
            key.given,
            born,
            key.postcode,
            person.id,
        )
    return match_names(given_name=person.given_name, family_name=person.family_name)


def _write_reach(chance: Random, person: Person, rows: Rows, *, given_form: str, family_form: str) -> None:
    is_showcase = person.ordinal < len(names.HARD_NAMES)
    points: list[tuple[str, str]] = []
    if is_showcase or chance.random() < 0.86:
        points.append(("mobile", names.mobile_number(chance)))
    if chance.random() < 0.24:
        points.append(("home", names.home_number(chance)))
    if chance.random() < 0.70:
        points.append(("email", names.email_address(given_form, family_form, person.ordinal)))
    if chance.random() < _OTHER_NUMBER_SHARE:
        points.append(("alternative", names.home_number(chance)))
    for index, (kind, value) in enumerate(points):
        is_safe = True if is_showcase else _SAFETY.draw(chance)
        if kind == "email":
            person.email = value
        elif not person.telephone:
            person.telephone = value
        asks_for_hours = bool(is_safe) and kind != "email" and not is_showcase
        not_before, not_after = _HOURS.draw(chance) if asks_for_hours else (NULL, NULL)
        rows.add(
            "customers_contactpoint",
            person.ids.of("customers_contactpoint", index),
            kind,
            value,
            flag(is_safe),
            flag(bool(is_safe) and kind != "email" and chance.random() < 0.6),
            flag(is_safe is not True and chance.random() < 0.3),
            "Sam" if is_safe is False and chance.random() < 0.4 else "",
            not_before,
            not_after,
            NULL,
            person.registered.text,
            "1",
            person.id,
        )


def _write_facts(plan: Plan, chance: Random, person: Person, rows: Rows) -> None:
    facts = [("employment_status", person.employment), ("qualification_level", person.qualification)]
    if person.is_learning or person.age < _ASKED_ABOUT_LEARNING:
        facts.append(("in_education_or_training", "yes" if person.is_learning else "no"))
    if person.is_jobcentre_plus_customer:
        facts.append(("jobcentre_plus_customer", "yes"))
    if person.is_single_parent:
        facts.append(("single_parent", "yes"))
    if person.unemployed_for:
        facts.append(("length_of_unemployment", person.unemployed_for))
    if person.employment == "employed_at_risk":
        facts.append(("at_risk_of_redundancy", "yes"))
    if chance.random() < shape.CARER_SHARE:
        facts.append(("carer", "yes"))
    if chance.random() < shape.SUPPORT_NEED_SHARE:
        facts.append(("support_need", chance.choice(plan.support_needs)))
    said_by = "partner" if person.is_jobcentre_plus_customer and chance.random() < 0.2 else "customer"
    as_of = plan.calendar.days[person.registered_on].iso
    for index, (kind, value) in enumerate(facts):
        rows.add(
            "customers_circumstance",
            person.ids.of("customers_circumstance", index),
            kind,
            value,
            as_of,
            said_by,
            person.registered.text,
            person.id,
            person.desk.account,
        )


def _write_proof(plan: Plan, chance: Random, person: Person, rows: Rows, *, contact: str) -> None:
    era = plan.era_on(plan.calendar.days[person.registered_on].iso)
    if person.is_provisional and chance.random() < 0.5:
        return  # nothing was seen at all
    proof = chance.choice(era.too_little if person.is_provisional else era.enough)
    rows.add(
        "customers_identityproof",
        person.ids.of("customers_identityproof"),
        era.standard,
        proof.preset,
        proof.evidence,
        proof.level,
        era.level_required,
        "",
        proof.rule_ids,
        person.registered.text,
        contact,
        person.registered.text,
        person.id,
        person.desk.account,
    )


def _write_restricted(chance: Random, person: Person, rows: Rows) -> None:
    says_health = person.has_difficulty is not None
    says_origin = chance.random() < 0.85
    if says_health or says_origin:
        has = person.has_difficulty
        rows.add(
            "customers_diversitydetails",
            person.id,
            flag(says_health),
            person.registered.text if says_health else NULL,
            "9" if has is None else "1" if has else "2",
            str(shape.DIFFICULTIES.draw(chance)) if has else "99",
            "99",
            flag(says_origin),
            person.registered.text if says_origin else NULL,
            str(shape.ETHNICITIES.draw(chance)) if says_origin else "99",
            "1",
            person.desk.account,
        )
    if chance.random() < shape.INDICATOR_SHARE:
        rows.add("customers_additionalindicator", person.id, person.registered.text, person.desk.account)
