"""The one place that shows a refusal or a fault: a page with what happened and a next step.

``ErrorMiddleware`` shows what services raise; the other functions are Django's handlers (``handler404`` and kin).
A page of ours for a fault of ours is drawn without the request, so that it asks nothing of a broken database.
"""

import sys
from collections.abc import Callable
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from fingerpost.house.errors import FingerpostError
from fingerpost.house.navigation import href_of

_WITH_PAGE: Final = frozenset({400, 403, 404, 409, 413, 429, 500, 503})
_TOO_LARGE: Final = 413
_OURS: Final = 500
# Whoever acts in a role keeps the menu, and "Raise a concern", on a page that refuses something.
_STAFF_FRAME: Final = "house/page_staff.html"


def show_error(
    request: HttpRequest | None,
    *,
    status: int,
    title: str = "",
    message: str = "",
    next_href: str = "",
    next_text: str = "",
) -> HttpResponse:
    """Return the page for a status; without words of its own the page says the usual ones."""
    template = f"errors/{status}.html" if status in _WITH_PAGE else "errors/error.html"
    context: dict[str, str] = {
        "title": title,
        "message": message,
        "next_href": next_href,
        "next_text": next_text,
    }
    is_ours = status >= _OURS
    if request is not None:
        context["request_id"] = str(request.META.get("FINGERPOST_REQUEST_ID", ""))
        if not is_ours and getattr(request, "actor", None) is not None:
            context["frame"] = _STAFF_FRAME
            if not next_href:
                # Where each role begins; not every role has a Today.
                context |= {"next_href": href_of("staff:start"), "next_text": _("Go to your start page")}
    page = render_to_string(template, context, None if is_ours else request)
    return HttpResponse(page, status=status)


class ErrorMiddleware:
    """Show what a service raised. Whatever is no ``FingerpostError`` stays Django's to handle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on. Where a page is reached by a button alone, its bare address says so."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = show_error(
            request,
            status=response.status_code,
            title=_("This page opens by a button"),
            message=_("Nothing was changed. Go back to the page before it, and press the button there."),
        )
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for a refusal."""
        if not isinstance(exception, FingerpostError):
            return None
        return show_error(
            request, status=exception.status, title=str(exception.title), message=exception.message
        )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for 400; what is too large has a page of its own."""
    is_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return show_error(request, status=_TOO_LARGE if is_large else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for 403."""
    return show_error(request, status=403)


def forgery_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's view for a form whose token against forged requests is not the one of this sign-in."""
    return show_error(
        request,
        status=403,
        message=_(
            "This page was opened before you signed in. Go back, load the page again, and send it once more."
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for 404."""
    return show_error(request, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for 500; a database that is not reached is 503."""
    unreachable = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return show_error(request, status=503 if unreachable else _OURS)
