"""The content of a plan as documents are given it: plain values, those of a make-believe customer."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

_WORDS = (
    "I have worked in a warehouse for six years and would like to move to an office. I am good with people, "
    "and I keep records of what comes in and what goes out."
)

CONTENT: dict[str, Any] = {
    "schema": 1,
    "title": "Skills action plan",
    "service": "The careers service",
    "marking": None,
    "plan_id": "0192f0c4-0000-7000-8000-000000000001",
    "number": 2,
    "made_on": "2026-11-20",
    "session": {"on": "2026-11-19", "channel": 1, "channel_words": "Face to face"},
    "customer": {
        "name": "Vashti Placeholder",
        "lines": ["1 Example Road", "Placeholder Town", "ZZ5 5AA"],
        "email": "vashti@example.org",
        "telephone": "07700 900123",
    },
    "adviser": {"name": "Ada Viser", "organisation": "North East Careers", "telephone": "0191 496 0000"},
    "parts": {
        "starting_point": f"{_WORDS}\n\nI can use a computer, and I have a driving licence.",
        "options": "We set three ways side by side.",
        "english_and_maths": "I would like to take a course in maths, in the evening.",
        "information_used": "The job profile of an office administrator; vacancies within ten miles.",
        "reflection": "I see now how my experience helps.",
    },
    "options": [
        {"key": "o1", "text": "Office administrator", "detail": "A level 2 course is wanted", "chosen": True},
        {"key": "o2", "text": "Stock controller", "detail": "", "chosen": False},
    ],
    "goals": [
        {
            "key": "g1",
            "area": "skills",
            "horizon": "short",
            "text": "Pass functional maths",
            "detail": "The certificate",
        },
        {"key": "g2", "area": "work", "horizon": "medium", "text": "Work in an office", "detail": ""},
    ],
    "actions": [
        {
            "key": "a1",
            "kind": "step",
            "text": "Enrol on functional maths at the college",
            "detail": "I have a start date",
            "who": "customer",
            "organisation": "",
            "by_on": "2026-12-04",
            "goal": "g1",
            "english_maths": True,
        },
        {
            "key": "a2",
            "kind": "referral",
            "text": "Ask the college about evening classes",
            "detail": "An answer by email",
            "who": "adviser",
            "organisation": "Placeholder College",
            "by_on": "2026-11-27",
            "goal": "g1",
            "english_maths": False,
        },
        {
            "key": "a3",
            "kind": "step",
            "text": "Write a new CV",
            "detail": "It is ready to be sent",
            "who": "customer",
            "organisation": "",
            "by_on": "2026-12-11",
            "goal": "g2",
            "english_maths": False,
        },
    ],
    "review_on": "2027-01-15",
    "english_maths": "maths",
    "privacy": {"version": "1.0", "lines": ["We keep your plan to help you.", "You may ask what we hold."]},
    "language": "en-GB",
}
MARKING = {"text": "Protect – Personal", "places": ["header_centre", "footer_centre"]}


def content(**changes: Any) -> dict[str, Any]:
    """The content with some of its top-level values replaced."""
    return {**deepcopy(CONTENT), **changes}


def with_actions(count: int) -> dict[str, Any]:
    """The content with so many actions, each told apart by its number."""
    first = CONTENT["actions"][0]
    return content(
        actions=[{**first, "key": f"a{n}", "text": f"Action number {n} of many"} for n in range(count)]
    )


def with_text(text: str) -> dict[str, Any]:
    """The content with a text in every place where somebody may write."""
    made = content(title=text, parts=dict.fromkeys(CONTENT["parts"], text))
    made["customer"] = {**made["customer"], "name": text, "lines": [text, text]}
    made["adviser"] = {**made["adviser"], "name": text, "organisation": text}
    for line in (*made["options"], *made["goals"], *made["actions"]):
        line["text"] = line["detail"] = text
        if "organisation" in line:
            line["organisation"] = text
    made["privacy"] = {"version": "1.0", "lines": [text]}
    return made
