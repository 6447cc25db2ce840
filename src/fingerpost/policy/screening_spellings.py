"""How a form may be spelled, and by which of its words a phrase is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from fingerpost.policy.screening_plain import plain_words

Certainty = Literal["word", "phrase", "everyday"]

OWN_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
# Single letters as words of their own, from the rarest in English notes: "s" and "t" follow every apostrophe.
_RARE_LETTERS: Final = "zqxjkvbywfhcuroglnpmedtsia"


class Sought(NamedTuple):
    """One form to look for. `kind` is word, phrase or acronym; the rest is what a hit of it says."""

    form_id: str
    form: str
    kind: str
    certainty: Certainty
    blocks: bool
    suggestion: str | None = None


Spelling = tuple[tuple[str, ...], list[Sought]]


def all_spellings(forms: Sequence[Sought]) -> dict[tuple[str, ...], list[Sought]]:
    """Every spelling, in plain words, with the forms that it shows.

    A spelling that the list prints as a form of its own stands for that form alone; variants add what it lacks.
    """
    printed: dict[tuple[str, ...], list[Sought]] = {}
    for sought in forms:
        if words := tuple(plain_words(sought.form)):
            printed.setdefault(words, []).append(sought)
    spellings = dict(printed)
    for words, group in printed.items():
        for sought in group:
            for variant in _variants(words, sought.kind):
                if variant not in printed and sought not in spellings.setdefault(variant, []):
                    spellings[variant].append(sought)
    return spellings


def _variants(words: tuple[str, ...], kind: str) -> Iterator[tuple[str, ...]]:
    """The other spacings of a form (BR-20.4): boundaries between its words need no variant, they are all alike.

    Phrases are also found run together, "anti" also joined to the next word alone; acronyms letter by letter, as
    with dots (H.M.P., H M P), and those printed so also without.
    """
    if kind == "phrase" and max(map(len, words)) > 1:
        yield ("".join(words),)
        if words[0] == "anti":
            yield ("".join(words[:2]), *words[2:])
    if kind == "acronym":
        letters = "".join(words)
        yield tuple(letters)
        yield (letters,)


def by_alphabet(spellings: Mapping[tuple[str, ...], list[Sought]], spare: int) -> Iterator[list[Spelling]]:
    """Spellings in groups, none with more than `spare` letters beyond the plain ones."""
    part: list[Spelling] = []
    letters: set[str] = set()
    for words, sought in spellings.items():
        more = {letter for word in words for letter in word} - OWN_LETTERS
        if len(letters | more) > spare:
            yield part
            part, letters = [], set()
        letters |= more
        part.append((words, sought))
    if part:
        yield part


def guide_of(words: Sequence[str]) -> int:
    """Which word of a phrase leads to it: its longest, or its rarest letter."""

    def rank(place: int) -> tuple[int, int]:
        word = words[place]
        return -len(word), _RARE_LETTERS.find(word) if len(word) == 1 else 0

    return min(range(len(words)), key=rank)
