"""A system whose touchpoint is held by an organisation of this service, whose advisers work on pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fingerpost.dss.models import WireFinding
from tests.dss.kit import EAST, WEST, Made, Said, Wire

NORTH_EAST = "0000000106"


class NorthEast(Wire):
    """Speaks for the north east, which the prime contractor of the tests holds; and for WEST, which nobody holds."""

    def __post_init__(self) -> None:
        self.key = self.key_for(NORTH_EAST, WEST)

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> Said:
        """As the organisation's own touchpoint, unless another than the kit's first is named."""
        named = options.pop("touchpoint", EAST)
        return super().ask(method, path, body, touchpoint=NORTH_EAST if named == EAST else named, **options)


def rules_found(record: Made) -> set[str]:
    """The codes of what was found at a record, as its own touchpoint sees them."""
    return set(WireFinding.objects.filter(record_id=UUID(record.id)).values_list("rule", flat=True))
