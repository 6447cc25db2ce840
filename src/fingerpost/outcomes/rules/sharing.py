"""Who is offered which follow-up that nobody owns: so that the load is spread, and nobody is offered too many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID


def share_out(unowned: Sequence[UUID], loads: Mapping[UUID, int], *, most: int) -> dict[UUID, UUID]:
    """To whom each follow-up is offered, the first due first: to whoever then has fewest (OI-12.11).

    ``loads`` is how many each has due already; what is offered counts too. At most ``most`` are offered to one
    person; what is left is offered to nobody yet. Ties go to the lowest id, so everybody is told the same.
    """
    offered = dict.fromkeys(loads, 0)
    found: dict[UUID, UUID] = {}
    for one in unowned:
        free = [account for account in loads if offered[account] < most]
        if not free:
            break
        chosen = min(free, key=lambda account: (loads[account] + offered[account], account))
        offered[chosen] += 1
        found[one] = chosen
    return found
