"""The page behind the link in a mail with an encrypted file: one button that says that it arrived (OI-14.17.xiii).

Programs that look through mail open its links, so opening the page does nothing. It knows nobody, shows nothing of
anybody, and answers the same whether the link is new, used, or never was one.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fingerpost.house.permissions import public_page
from fingerpost.house.rules import rules_in_force
from fingerpost.plans.copies_doors import take_receipt_try
from fingerpost.plans.services.sending import confirm_receipt_by_link
from fingerpost.policy.civil import civil_date

_TOO_MANY = 429
_PAGE = "public/receipt.html"


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the file arrived; a press of the button says so, and nobody learns more than that."""
    if request.method != "POST":
        return render(request, _PAGE, {"stage": "ask"})
    now = timezone.now()
    limits = rules_in_force().get_table("plan.receipt_link", civil_date(now))
    tries, minutes = limits["tries"], limits["minutes"]
    assert isinstance(tries, int)  # the schema of the key has seen to it
    assert isinstance(minutes, int)
    address = get_adapter().get_client_ip(request)
    # Counted in an answer and not in an exception, which would undo the count.
    if not take_receipt_try(address, now=now, tries=tries, minutes=minutes):
        return render(request, _PAGE, {"stage": "too_many", "minutes": minutes}, status=_TOO_MANY)
    confirm_receipt_by_link(token)
    return render(request, _PAGE, {"stage": "thanks"})
