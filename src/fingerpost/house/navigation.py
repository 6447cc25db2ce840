"""The links that stand on every staff page, by capability.

Upper rooms own the pages; the house knows them by the name of their route. A link is shown where
its route exists and the actor's role may use it.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One place of the staff workspace: its words, its route, the capability it asks for."""

    words: Promise | str
    route: str
    capability: str


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A link as a page shows it."""

    text: str
    href: str
    active: bool


KEEP_ALIVE_ROUTE = "staff:keep_alive"

STAFF_ITEMS: tuple[NavigationItem, ...] = (
    NavigationItem(_("Today"), "workspace:today", "see_own_work"),
    NavigationItem(_("Open a contact"), "workspace:open_contact", "work_contacts"),
    NavigationItem(_("Paper sessions"), "workspace:key_paper", "key_paper"),
    NavigationItem(_("Claims"), "workspace:claims", "claim_outcomes"),
    NavigationItem(_("Ledger"), "workspace:ledger", "see_performance"),
    NavigationItem(_("Runs"), "workspace:runs", "see_money"),
    NavigationItem(_("Month"), "workspace:months", "see_performance"),
    NavigationItem(_("Contracts"), "workspace:contracts", "see_performance"),
    NavigationItem(_("Returns"), "workspace:returns", "see_performance"),
    NavigationItem(_("Performance"), "workspace:performance", "see_performance"),
    NavigationItem(_("Follow-ups"), "workspace:follow_ups", "follow_up"),
    NavigationItem(_("Surveys"), "workspace:surveys", "capture_satisfaction"),
    # Whoever draws them takes no answers: returns managers and compliance officers.
    NavigationItem(_("Surveys"), "workspace:surveys", "acknowledge_rules"),
    NavigationItem(_("Audits"), "workspace:audits", "draw_samples"),
    NavigationItem(_("Messages"), "workspace:messages", "decide_messages"),
    NavigationItem(_("Concerns"), "workspace:concerns", "handle_concerns"),
    NavigationItem(_("Second check"), "workspace:second_checks", "confirm_words"),
    NavigationItem(_("Kept after a check"), "workspace:second_checks_used", "audit_records"),
    NavigationItem(_("From other systems"), "shared_record:findings", "settle_findings"),
    NavigationItem(_("Keys"), "shared_record:keys", "manage_keys"),
    # Counts alone, for the agency; whoever keeps keys is led there from them.
    NavigationItem(_("Systems"), "shared_record:systems", "receive_returns"),
    NavigationItem(_("Opening hours"), "workspace:opening_hours", "read_rules"),
    NavigationItem(_("Rules"), "workspace:rules", "read_rules"),
    NavigationItem(_("Instructions"), "workspace:instructions", "read_rules"),
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a page says is signed in."""

    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class IdleClock:
    """Seconds without use until the server locks the session, seconds of warning, and two addresses."""

    lock: int
    warning: int
    keep_alive: str
    sign_in: str


def signed_in(request: HttpRequest | None) -> SignedIn:
    """Return who is signed in, from the account of the session and the label of the membership in use."""
    account = getattr(request, "user", None)
    if request is None or account is None or not account.is_authenticated:
        return SignedIn()
    name = account.get_full_name() or account.get_username()
    return SignedIn(name, str(getattr(request, "organisation_name", "")))


def idle_clock(request: HttpRequest | None) -> IdleClock | None:
    """Return the clock that a staff page shows; the server itself locks at the next request."""
    keep_alive = href_of(KEEP_ALIVE_ROUTE)
    lock = int(getattr(request, "idle_lock_seconds", 0))
    if not signed_in(request).name or not keep_alive or lock <= 0:
        return None
    return IdleClock(
        lock=lock,
        warning=int(getattr(request, "idle_warning_seconds", 0)),
        keep_alive=keep_alive,
        sign_in=href_of("account_login") or "/",
    )


def staff_links(request: HttpRequest | None) -> list[NavigationLink]:
    """Return the links for the actor of this request, none where nobody is signed in."""
    actor = getattr(request, "actor", None)
    if request is None or actor is None:
        return []
    links = []
    for item in STAFF_ITEMS:
        href = href_of(item.route)
        if href and actor.can(item.capability):
            links.append(NavigationLink(str(item.words), href, request.path == href))
    return links


def href_of(route: str, *args: object) -> str:
    """Return the address of a route, or nothing where this deployment has no such page."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""
