"""A form sent twice is one record: double click, back button, a line that drops mid-save.

Each form carries a ``submission`` id made when the form was made. The first POST keeps the id with
the page it led to; any later POST with that id is led to the same page and changes nothing. The
row is written in the transaction of the change itself, so a second click that arrives while the
first is still running waits on the unique key and then follows it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from fingerpost.house.models import Submission

View = Callable[..., HttpResponse]


class ShownOnce(HttpResponse):
    """A page that counts as done though it leads nowhere: what it shows stands nowhere else.

    ``leads_to`` is where a second sending of the form goes.
    """

    def __init__(self, content: str, *, leads_to: str) -> None:
        super().__init__(content)
        self.leads_to = leads_to
        self["Cache-Control"] = "no-store"


def submit_once(view: View) -> View:
    """Let a form-handling view act once for each submission id.

    Only a redirect or a page shown once counts as done: a page that comes back with errors frees the id
    again, since the same form will be sent again with mended values.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        submission_id = _submission_id(request)
        actor = getattr(request, "actor", None)
        if submission_id is None or actor is None:
            return view(request, *args, **kwargs)
        route = request.resolver_match.view_name if request.resolver_match else ""
        try:
            with transaction.atomic():
                submission = Submission.objects.create(
                    id=submission_id, account_id=actor.account_id, route=route
                )
        except IntegrityError:
            earlier = Submission.objects.filter(
                id=submission_id, account_id=actor.account_id, route=route
            ).first()
            if earlier is None or not earlier.result_url:
                return view(request, *args, **kwargs)
            return HttpResponseRedirect(earlier.result_url)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect | ShownOnce):
            leads_to = response.leads_to if isinstance(response, ShownOnce) else response.url
            Submission.objects.filter(id=submission.id).update(result_url=leads_to[:300])
        else:
            submission.delete()
        return response

    return wrapped


def _submission_id(request: HttpRequest) -> UUID | None:
    if request.method != "POST":
        return None
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return None
