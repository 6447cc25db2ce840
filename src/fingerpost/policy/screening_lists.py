"""The list of a day: what the papers print, what was added to it, and what each form does to a save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fingerpost.policy.rules import Rules, Ruling
from fingerpost.policy.screening_matcher import Matcher
from fingerpost.policy.screening_spellings import Certainty, Sought

FORMS: Final = "screening.forms"
ADDED_FORMS: Final = "screening.added_forms"


@dataclass(frozen=True, slots=True)
class ListedForm:
    """One form of the list of a day, as printed. It is shown where the reason is asked for, and never logged.

    `kind` is word, phrase or acronym; `source` is the paragraph of the list, `rule_id` its ruling.
    """

    form_id: str
    form: str
    base_word: str
    kind: str
    certainty: Certainty
    blocks: bool
    suggestion: str | None
    source: str
    rule_id: str

    @property
    def why(self) -> str:
        """Who says so: the paragraph, and the ruling that holds it."""
        return f"{self.source} ({self.rule_id})"


@dataclass(frozen=True, slots=True)
class DayList:
    """The forms of one day by id, and the matcher that finds them."""

    forms: Mapping[str, ListedForm]
    matcher: Matcher


def list_of(on: date, rules: Rules) -> DayList:
    """The list in force on a day, made once for each set of rulings. Raises NotInForce before the first list."""
    return rules.derived(f"screening:{on.isoformat()}", lambda: _same_list(on, rules))


def forms_missing(
    older: Iterable[Mapping[str, object]], newer: Iterable[Mapping[str, object]]
) -> tuple[str, ...]:
    """The ids of forms that an older list has and a newer one has not (BR-A.2: extended, never shortened).

    A form is known by its words whatever their case; it is also missing where its everyday meaning is new.
    """
    kept = {(str(row["form"]).casefold(), _is_everyday(row)) for row in newer}
    return tuple(
        str(row["id"])
        for row in older
        if not ({(form := str(row["form"]).casefold(), False), (form, _is_everyday(row))} & kept)
    )


def _same_list(on: date, rules: Rules) -> DayList:
    """Days on which the same rulings hold share one matcher."""
    rulings = (
        rules.get(FORMS, on),
        rules.find(ADDED_FORMS, on),
        rules.get("screening.everyday_blocks", on),
        rules.get("screening.questions", on),
        rules.get("screening.suggestions", on),
    )
    name = "screening:" + " ".join(ruling.rule_id for ruling in rulings if ruling is not None)
    return rules.derived(name, lambda: _make(on, rules))


def _make(on: date, rules: Rules) -> DayList:
    everyday_blocks = rules.get_flag("screening.everyday_blocks", on)
    questions = frozenset(rules.get_list("screening.questions", on))
    suggestions = {
        str(row["form"]): str(row["suggestion"]) for row in rules.get_rows("screening.suggestions", on)
    }
    forms: dict[str, ListedForm] = {}
    for ruling, row in _rows(on, rules):
        form_id = str(row["id"])
        certainty = _certainty(row)
        listed = ListedForm(
            form_id=form_id if form_id not in forms else f"{form_id}/{ruling.pack}",
            form=str(row["form"]),
            base_word=str(row["base"]),
            kind=str(row["kind"]),
            certainty=certainty,
            blocks=form_id not in questions and (everyday_blocks or certainty != "everyday"),
            suggestion=suggestions.get(form_id),
            source=ruling.source,
            rule_id=ruling.rule_id,
        )
        forms[listed.form_id] = listed
    return DayList(
        forms,
        Matcher(
            Sought(each.form_id, each.form, each.kind, each.certainty, each.blocks, each.suggestion)
            for each in forms.values()
        ),
    )


def _rows(on: date, rules: Rules) -> Iterator[tuple[Ruling, Mapping[str, object]]]:
    """Every row of the list of the papers and of what was added to it, each with its ruling."""
    for key in (FORMS, ADDED_FORMS):
        ruling = rules.find(key, on)
        if ruling is not None:
            for row in rules.get_rows(key, on):
                yield ruling, row


def _certainty(row: Mapping[str, object]) -> Certainty:
    if _is_everyday(row):
        return "everyday"
    return "phrase" if row["kind"] == "phrase" else "word"


def _is_everyday(row: Mapping[str, object]) -> bool:
    return row.get("everyday") is True
