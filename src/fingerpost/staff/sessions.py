"""What a signed-in session remembers: the role chosen and when it was last used. Never anything typed.

OI-14.16b: the server itself locks a session that was not used for as long as policy allows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

_MEMBERSHIP: Final = "staff_membership"
_SEEN: Final = "staff_seen"
WRITE_EVERY_SECONDS: Final = 60


def begin(session: SessionBase, *, membership_id: UUID | None, now: datetime) -> None:
    """Start the clock of a session, with the role in use where there is only one to choose."""
    session[_SEEN] = int(now.timestamp())
    if membership_id is None:
        session.pop(_MEMBERSHIP, None)
    else:
        session[_MEMBERSHIP] = str(membership_id)


def choose(session: SessionBase, membership_id: UUID) -> None:
    """Act in this role from the next request on."""
    session[_MEMBERSHIP] = str(membership_id)


def forget_role(session: SessionBase) -> None:
    """Choose again: the role can't be used any more."""
    session.pop(_MEMBERSHIP, None)


def chosen(session: SessionBase) -> UUID | None:
    """The membership in use, or None where none was chosen yet."""
    value = session.get(_MEMBERSHIP)
    return UUID(value) if isinstance(value, str) else None


def is_idle(session: SessionBase, *, now: datetime, limit_seconds: int) -> bool:
    """Whether nothing was asked of this session for longer than the limit. Stays so until ``renew``."""
    seen = session.get(_SEEN)
    return not isinstance(seen, int) or now.timestamp() - seen > limit_seconds


def touch(session: SessionBase, *, now: datetime) -> bool:
    """Note that the session is in use; True where that was written, at most once a minute."""
    seen = session.get(_SEEN)
    if isinstance(seen, int) and now.timestamp() - seen < WRITE_EVERY_SECONDS:
        return False
    renew(session, now=now)
    return True


def renew(session: SessionBase, *, now: datetime) -> None:
    """Start the clock again: after the password, or at "stay signed in"."""
    session[_SEEN] = int(now.timestamp())
