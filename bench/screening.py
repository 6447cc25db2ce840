"""Figures of screening: 100 MB of notes beside Python's own `re`, and one note beside its aim."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bench.figures import Figure, Sample, sample, timed
from fingerpost.policy import shipped_rules
from fingerpost.policy.screening import screen, screen_blocks

Say = Callable[[str], None]
_ON = date(2016, 6, 1)
_RULES = shipped_rules()
_SENTENCES = Path(__file__).parents[1] / "tests" / "policy" / "ordinary_sentences.txt"
_BLOCK, _BLOCKS, _EVERY, _TURN = 1_000_000, 100, 10, 2
_NOTE, _NOTES, _RUNS = 900, 1_000, 50
_QUOTED = "The employer said: “Come in on Tuesday, we’ll see.” Dŵr Cymru – she’s pleased with the café. "


def figures(say: Say) -> list[Figure]:
    """Every figure of screening; blocks are screened by both in turns, so that what slows one slows the other."""
    say("Rules: screening")
    plain, trapped = _sentences()
    chance = random.Random(1)  # noqa: S311  # the same notes each time
    return [
        _bulk("screening 100 MB of notes, a hit in every fourth note", _made(plain, trapped, 0.02, chance)),
        _bulk("screening 100 MB of notes, five hits in each", _made(plain, trapped, 0.34, chance)),
        _notes("screening 1,000 notes of 900 characters", _made(plain, trapped, 0.02, chance)[0]),
        _notes("the same with curly quotes and Welsh", _QUOTED * _NOTES * 10),
    ]


def _bulk(name: str, blocks: Sequence[str]) -> Figure:
    """All blocks by ours, every tenth by `re`, whose time is multiplied."""
    forms = sorted(
        (str(row["form"]) for row in _RULES.get_rows("screening.forms", _ON)), key=len, reverse=True
    )
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b", re.IGNORECASE)
    baseline = 0.0

    def by_re(block: object) -> int:
        return sum(1 for _ in pattern.finditer(str(block)))

    def ours(given: object) -> int:
        return sum(1 for _ in screen_blocks(blocks, on=_ON, rules=_RULES))

    times = []
    for turn, block in enumerate(blocks[::_EVERY]):
        baseline += timed(by_re, block) * _EVERY
        if turn % _TURN == 0:
            times.append(timed(ours, None))
    return Figure(
        name=name,
        ours=sample(times),
        baseline=Sample(baseline, baseline, baseline, 1),
        baseline_is="an alternation of all forms by `re`, ignoring case, over every tenth block, times ten",
        reach=1 / 30,
        rows=_BLOCK * _BLOCKS,
    )


def _notes(name: str, text: str) -> Figure:
    """A thousand different notes one after another; the median of the runs, each note at its share."""
    notes = [text[start : start + _NOTE] for start in range(0, _NOTE * _NOTES, _NOTE)]
    aim = Sample(_NOTES * 0.02, _NOTES * 0.02, _NOTES * 0.02, 1)

    def ours(given: object) -> int:
        return sum(len(screen(note, on=_ON, rules=_RULES)) for note in notes)

    ours(None)
    times = [timed(ours, None) for _ in range(_RUNS)]
    said = "the aim itself: 20 microseconds a note"
    return Figure(name=name, ours=sample(times), baseline=aim, baseline_is=said, reach=1, rows=_NOTES)


def _sentences() -> tuple[list[str], list[str]]:
    """Ordinary sentences of careers work: those without a form, and those with one that has an everyday meaning."""
    lines = _SENTENCES.read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line and not line.startswith("#")]
    found = {sentence: bool(screen(sentence, on=_ON, rules=_RULES)) for sentence in sentences}
    return [each for each in sentences if not found[each]], [each for each in sentences if found[each]]


def _made(plain: Sequence[str], trapped: Sequence[str], share: float, chance: random.Random) -> list[str]:
    """Blocks of notes in which a share of the sentences hold a form."""
    blocks = []
    for _ in range(_EVERY):
        sentences: list[str] = []
        length = 0
        while length < _BLOCK:
            sentences.append(chance.choice(trapped if chance.random() < share else plain))
            length += len(sentences[-1]) + 1
        blocks.append("\n".join(sentences)[:_BLOCK])
    return blocks * (_BLOCKS // _EVERY)
