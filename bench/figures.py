"""What is measured: medians with their spread, and a figure beside its baseline."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Sample:
    """Milliseconds of one thing done many times."""

    median: float
    tenth: float
    ninetieth: float
    runs: int

    def __str__(self) -> str:
        return f"{self.median:8.2f} ({self.tenth:.2f} to {self.ninetieth:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: ours, its baseline, and the ratio that it is to stay within (0: no aim is set)."""

    name: str
    ours: Sample
    baseline: Sample
    baseline_is: str
    reach: float
    rows: int

    @property
    def ratio(self) -> float:
        """How many times the baseline ours takes, by the medians."""
        return self.ours.median / self.baseline.median if self.baseline.median else 0.0

    @property
    def is_within(self) -> bool:
        """Whether the aim is met, or none is set."""
        return self.reach == 0 or self.ratio <= self.reach

    def as_json(self) -> dict[str, object]:
        """As other programs read it."""
        return {
            "name": self.name,
            "ours": round(self.ours.median, 3),
            "baseline": round(self.baseline.median, 3),
            "ratio": round(self.ratio, 6),
            "reach": self.reach,
            "unit": "ms",
            "runs": self.ours.runs,
            "rows": self.rows,
            "baseline_is": self.baseline_is,
            "spread": {"ours": asdict(self.ours), "baseline": asdict(self.baseline)},
        }


def measure(
    do: Callable[[object], object],
    *,
    runs: int,
    before: Callable[[], object] = lambda: None,
    warm_up: int = 5,
) -> Sample:
    """Time ``do``, given each time what ``before`` made outside the measured time."""
    for _ in range(warm_up):
        do(before())
    return sample([timed(do, before()) for _ in range(runs)])


def alternate(
    one: tuple[Callable[[object], object], Callable[[], object]],
    other: tuple[Callable[[object], object], Callable[[], object]],
    *,
    runs: int,
    warm_up: int = 5,
) -> tuple[Sample, Sample]:
    """Time two things in turns, so that what slows the machine for a while slows both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(warm_up + runs):
        for place, (do, before) in enumerate((one, other)):
            taken = timed(do, before())
            if turn >= warm_up:
                times[place].append(taken)
    return sample(times[0]), sample(times[1])


def sample(milliseconds: list[float]) -> Sample:
    """Median and spread of some times."""
    tenths = quantiles(milliseconds, n=10) if len(milliseconds) > 1 else milliseconds * 9
    return Sample(median(milliseconds), tenths[0], tenths[-1], len(milliseconds))


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep the garbage collector from falling into some runs and not into others."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(do: Callable[[object], object], given: object) -> float:
    """Milliseconds of doing something once."""
    began = perf_counter()
    do(given)
    return (perf_counter() - began) * 1000
