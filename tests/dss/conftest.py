"""A system with a key, for every test of the wire."""

from __future__ import annotations

import pytest

from tests.dss.kit import Wire
from tests.fixtures.world import Acting


@pytest.fixture
def wire(acting: Acting) -> Wire:
    """Speaks the wire for the touchpoints of the kit, in the test's transaction."""
    return Wire(acting)
