"""A request as staff pages see it, once the room staff has said who acts."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotPermitted

View = Callable[..., HttpResponseBase]
_LONGEST_PAGE: Final = 5


class StaffRequest(HttpRequest):
    """What the middleware adds. Views of rooms take this type and ask ``actor_of``."""

    actor: Actor | None
    organisation_name: str
    is_locked: bool
    idle_lock_seconds: int
    idle_warning_seconds: int


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request. Raises NotPermitted where nobody does."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise NotPermitted("Sign in and choose a role first.", code="nobody_acts")
    return actor


def page_asked(request: HttpRequest) -> int:
    """The page of a list that ``?page=`` asks for, from 1 to 99,999; the first where it is none of these."""
    typed = request.GET.get("page", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_PAGE
    return max(1, int(typed)) if is_number else 1


def logged_as(route: str) -> Callable[[View], View]:
    """Outermost decorator of a page: what the request log says in place of its route.

    For a page whose very use must leave no trace (BR-20.3c).
    """

    def mark(view: View) -> View:
        vars(view)["logged_as"] = route
        return view

    return mark
