"""Figures of a snapshot, kept in the memory of one process: a snapshot never changes, so nor do they."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

MOST: Final = 4_096

Found = TypeVar("Found")

_lock = threading.Lock()
_found: OrderedDict[Hashable, Any] = OrderedDict()


def kept(key: Hashable, make: Callable[[], Found]) -> Found:
    """What was made for this key before, or what is made now. The key begins with the hash of the snapshot.

    Two at once may both make it: they make the same.
    """
    with _lock:
        if key in _found:
            _found.move_to_end(key)
            known: Found = _found[key]
            return known
    made = make()
    with _lock:
        _found[key] = made
        while len(_found) > MOST:
            _found.popitem(last=False)
    return made
