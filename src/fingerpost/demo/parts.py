"""Writes the nation in parts, each from its own seed, in other processes where there are many."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from random import Random

import django

from fingerpost.demo.plan import Plan
from fingerpost.demo.visits import SCRIPTED, write_customer
from fingerpost.demo.writing import Rows

PART = 5_000
"""Customers in a part. Part of what a seed means: another size gives another nation."""

_PARTS_IN_OTHER_PROCESSES = 8
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of some customers by table, and the ids of the first few."""

    texts: dict[str, str]
    first_ids: tuple[str, ...]


def write_part(plan: Plan, number: int) -> Part:
    """Write the part of this number. The same plan and number give the same rows anywhere."""
    chance = Random(f"{plan.seed}/{number}")
    rows = Rows()
    begins = number * PART
    ids = [
        write_customer(plan, chance, ordinal, rows)
        for ordinal in range(begins, min(begins + PART, plan.customers))
    ]
    return Part(rows.as_text(), tuple(ids[:SCRIPTED]) if number == 0 else ())


def write_parts(plan: Plan) -> Iterator[Part]:
    """Every part in order. Many are written by other processes while the database takes in the ones before."""
    count = -(-plan.customers // PART)
    if count < _PARTS_IN_OTHER_PROCESSES:
        for number in range(count):
            yield write_part(plan, number)
        return
    # Not by fork: this process holds a connection that a copy of it must not touch.
    context = multiprocessing.get_context("spawn")
    workers = min(2, os.cpu_count() or 1)
    # Documents are made there too, which need the settings and the words of the service.
    with ProcessPoolExecutor(max_workers=workers, mp_context=context, initializer=django.setup) as pool:
        waiting: deque[Future[Part]] = deque()
        for number in range(count):
            waiting.append(pool.submit(write_part, plan, number))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
