"""Who may open which page: every view says it, and a view that says nothing opens for nobody.

The decorators only mark a view. ``decide`` is the whole rule; the middleware of the room staff asks it before
any view runs. Rooms name capabilities as text, because the house knows no roles.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec

from django.http.response import HttpResponseBase

from fingerpost.house.actor import Actor

P = ParamSpec("P")

_MARK = "fingerpost_access"


class Audience(StrEnum):
    """Whom a page is for."""

    PUBLIC = "public"  # anybody
    ACCOUNT = "account"  # whoever is signed in, before a role is chosen
    SIGNED_IN = "signed_in"  # whoever acts in a role
    CAPABLE = "capable"  # whose role holds one of the capabilities named
    KEYED = "keyed"  # systems: the view itself asks for their key


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares of itself."""

    audience: Audience
    capabilities: frozenset[str] = frozenset()


class Decision(StrEnum):
    """What becomes of a request for a page."""

    OPEN = "open"
    SIGN_IN = "sign_in"
    CHOOSE_ROLE = "choose_role"
    REFUSE = "refuse"
    UNDECLARED = "undeclared"


def _marked(view: Callable[P, HttpResponseBase], access: Access) -> Callable[P, HttpResponseBase]:
    """The view with its declaration. A wrapper, so that a view of a library stays as it was."""

    @wraps(view)
    def declared(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(*args, **kwargs)

    setattr(declared, _MARK, access)
    return declared


def public_page(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A page for anybody."""
    return _marked(view, Access(Audience.PUBLIC))


def keyed_endpoint(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """An endpoint for other systems: it opens, and asks for a key itself before it does anything."""
    return _marked(view, Access(Audience.KEYED))


def account_page(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A page about one's own way in: signed in is enough, no role needed."""
    return _marked(view, Access(Audience.ACCOUNT))


def signed_in_page(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A page for everybody who acts in a role, whatever the role."""
    return _marked(view, Access(Audience.SIGNED_IN))


def requires(
    *capabilities: str,
) -> Callable[[Callable[P, HttpResponseBase]], Callable[P, HttpResponseBase]]:
    """A page for roles that hold at least one of these capabilities."""
    if not capabilities:
        raise ValueError("requires() names at least one capability")
    access = Access(Audience.CAPABLE, frozenset(str(capability) for capability in capabilities))

    def decorate(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
        return _marked(view, access)

    return decorate


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view declares, or None where it declares nothing. Seen through the wrappers around it."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Access) else None


def decide(access: Access | None, *, is_signed_in: bool, actor: Actor | None) -> Decision:
    """Deny by default: a view without a declaration opens for nobody."""
    if access is None:
        return Decision.UNDECLARED
    if access.audience in (Audience.PUBLIC, Audience.KEYED):
        return Decision.OPEN
    if not is_signed_in:
        return Decision.SIGN_IN
    if access.audience is Audience.ACCOUNT:
        return Decision.OPEN
    if actor is None:
        return Decision.CHOOSE_ROLE
    if access.audience is Audience.SIGNED_IN or access.capabilities & actor.capabilities:
        return Decision.OPEN
    return Decision.REFUSE
