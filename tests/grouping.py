"""Tests of one group run in one worker, where pytest-xdist can no longer see to it by itself.

It writes the group behind an id where pytest kept ids up to 9.1. Later versions keep them elsewhere, and groups would
fall apart without a word: two workers would each start the service that a group shares.
"""

from __future__ import annotations

import pytest
from _pytest.nodeid import NodeId


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Write the groups of a test behind its id, as `--dist loadgroup` reads them."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        groups = sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")})
        ending = f"@{'_'.join(groups)}"
        if groups and not item.nodeid.endswith(ending):
            item._id = NodeId.parse(f"{item.nodeid}{ending}")
