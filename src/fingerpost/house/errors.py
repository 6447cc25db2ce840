"""One base error. A service raises it, one handler shows it; nothing else crosses a room's door."""

from collections.abc import Mapping
from typing import ClassVar


class FingerpostError(Exception):
    """Something a person can put right.

    ``message`` says what happened and what to do next, in plain English, with no personal data.
    ``code`` is stable and machine-readable; ``details`` holds ids and counts only.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Sorry, there is a problem with the service"

    def __init__(self, message: str, *, code: str, details: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details: Mapping[str, str | int] = details or {}


class InvalidInput(FingerpostError):
    """What was sent can't be used as it stands."""

    status = 422
    title = "There is a problem with what was entered"


class NotPermitted(FingerpostError):
    """This actor may not do this."""

    status = 403
    title = "You can't open this page"


class NotFound(FingerpostError):
    """Nothing there that this actor may know of. The same words for absent and forbidden rows."""

    status = 404
    title = "Page not found"


class Conflict(FingerpostError):
    """The state of things does not allow this, or somebody else changed it first."""

    status = 409
    title = "This has changed"


class RateLimited(FingerpostError):
    """Too often; the message says when to try again."""

    status = 429
    title = "Too many tries"
