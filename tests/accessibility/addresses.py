"""The service's addresses, and one that fails in each way that has an error page."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from fingerpost.house.errors import Conflict, NotFound, NotPermitted, RateLimited
from fingerpost.house.permissions import public_page
from fingerpost.site.urls import (  # noqa: F401 - Django takes the handlers from here
    handler400,
    handler403,
    handler404,
    handler500,
)
from fingerpost.site.urls import urlpatterns as real_addresses

FAULTS: dict[int, Exception] = {
    400: SuspiciousOperation("an address that no page of ours makes"),
    403: NotPermitted("Your role does not do this. Ask your manager.", code="no"),
    404: NotFound("There is no such thing that you may open.", code="no"),
    409: Conflict("Somebody else was first. Open it again.", code="no"),
    413: RequestDataTooBig("more than the service takes"),
    429: RateLimited("Too many tries. Wait ten minutes.", code="no"),
    500: RuntimeError("a fault of ours"),
    503: OperationalError("the database is not there"),
}


@public_page
def fail(request: HttpRequest, status: int) -> HttpResponse:
    """Fail so that the page of this status is shown."""
    raise FAULTS[status]


urlpatterns = [path("staff/failing/<int:status>/", fail, name="failing"), *real_addresses]
