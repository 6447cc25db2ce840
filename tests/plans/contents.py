"""Contents of plans for tests without a database: one that is whole, and any that could be."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from uuid import UUID

from hypothesis import strategies as st

from fingerpost.plans.content import (
    PARTS,
    ActionLine,
    AdviserSaid,
    Content,
    CustomerSaid,
    GoalLine,
    Marking,
    OptionLine,
    Privacy,
    SessionSaid,
)

WHOLE = Content(
    title="Skills action plan",
    service="Fingerpost",
    marking=None,
    plan_id=UUID(int=1),
    number=1,
    made_on=date(2026, 11, 20),
    session=SessionSaid(on=date(2026, 11, 20), channel=1, channel_words="Face to face"),
    customer=CustomerSaid(name="Vashti Placeholder", lines=("1 Example Road", "ZZ5 5AA")),
    adviser=AdviserSaid(name="Ada Whitlock", organisation="Example Careers", telephone="0800 100 900"),
    parts=MappingProxyType({"starting_point": "Works in a shop."}),
    options=(
        OptionLine(key=UUID(int=10), text="Bookkeeping course", chosen=True),
        OptionLine(key=UUID(int=11), text="Office work"),
    ),
    goals=(GoalLine(key=UUID(int=20), area="work", horizon="short", text="Find office work"),),
    actions=(ActionLine(key=UUID(int=30), kind="step", text="Ring the college", by_on=date(2026, 11, 27)),),
    privacy=Privacy(version="3.0", lines=("We keep it safe.",)),
)

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=40)
KEYS = st.uuids(version=4)
DAYS = st.dates(date(2010, 8, 1), date(2035, 12, 31))
_MAYBE_WORDS = st.one_of(st.just(""), WORDS)

_OPTIONS = st.builds(OptionLine, key=KEYS, text=WORDS, detail=_MAYBE_WORDS, chosen=st.booleans())
_GOALS = st.builds(
    GoalLine,
    key=KEYS,
    area=st.sampled_from(("skills", "learning", "work")),
    horizon=st.sampled_from(("short", "medium")),
    text=WORDS,
    detail=_MAYBE_WORDS,
)
_ACTIONS = st.builds(
    ActionLine,
    key=KEYS,
    kind=st.sampled_from(("step", "referral", "signpost")),
    text=WORDS,
    by_on=DAYS,
    detail=_MAYBE_WORDS,
    who=st.sampled_from(("customer", "adviser", "other")),
    organisation=_MAYBE_WORDS,
    goal=st.one_of(st.none(), KEYS),
    english_maths=st.booleans(),
)

CONTENTS = st.builds(
    Content,
    title=WORDS,
    service=WORDS,
    marking=st.one_of(st.none(), st.builds(Marking, text=WORDS, places=st.just(("header_centre",)))),
    plan_id=KEYS,
    number=st.integers(1, 99),
    made_on=DAYS,
    session=st.builds(SessionSaid, on=DAYS, channel=st.sampled_from((1, 2, 4)), channel_words=WORDS),
    customer=st.builds(
        CustomerSaid,
        name=WORDS,
        lines=st.lists(WORDS, max_size=4).map(tuple),
        email=_MAYBE_WORDS,
        telephone=_MAYBE_WORDS,
    ),
    adviser=st.builds(AdviserSaid, name=WORDS, organisation=WORDS, telephone=_MAYBE_WORDS),
    parts=st.dictionaries(st.sampled_from(PARTS), WORDS).map(MappingProxyType),
    options=st.lists(_OPTIONS, max_size=3).map(tuple),
    goals=st.lists(_GOALS, max_size=3).map(tuple),
    actions=st.lists(_ACTIONS, max_size=4).map(tuple),
    review_on=st.one_of(st.none(), DAYS),
    english_maths=st.sampled_from(("", "none", "english", "maths", "both")),
    privacy=st.one_of(
        st.none(), st.builds(Privacy, version=WORDS, lines=st.lists(WORDS, max_size=2).map(tuple))
    ),
)
"""Any content that a version could have."""
