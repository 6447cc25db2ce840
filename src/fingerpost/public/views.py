"""Pages for everybody: what the service is, and what it promises about itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from fingerpost.house.navigation import href_of
from fingerpost.house.permissions import public_page
from fingerpost.house.rules import rules_in_force
from fingerpost.house.templatetags.fingerpost_components import asset
from fingerpost.public.opening_words import channel_words, lines_words, moment_text

_ONE_HOUR = 3_600
_ONE_DAY = 86_400

_BRAND_RULES = """:root{--govuk-brand-colour:COLOUR;--fingerpost-header-background:COLOUR}
.govuk-button:not(.govuk-button--secondary,.govuk-button--warning,.govuk-button--inverse,:focus:not(:hover))
{background-color:COLOUR}
"""


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the service is, and the doors into it."""
    return render(request, "public/home.html", {"sign_in_href": href_of("account_login") or "/staff/"})


@public_page
@require_safe
@never_cache
def opening_hours(request: HttpRequest) -> HttpResponse:
    """When each channel can be reached, from the calendars in force, and what is open now (OI-5.1, OI-5.10)."""
    rules, now = rules_in_force(), timezone.now()
    return render(
        request,
        "public/opening_hours.html",
        {
            "worked_out_at": moment_text(now),
            "contact_centre": channel_words("contact_centre", rules, now),
            "language": lines_words(rules, now),
            "website": channel_words("website", rules, now),
        },
    )


@public_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "public/accessibility.html")


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, for how long, and how to ask."""
    return render(request, "public/privacy.html")


@public_page
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies that are set: each by its name, its purpose and its life."""
    idle_minutes = rules_in_force().get_int("login.idle_minutes", timezone.localdate())
    return render(
        request,
        "public/cookies.html",
        {
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "session_hours": settings.SESSION_COOKIE_AGE // 3_600,
            "idle_minutes": idle_minutes,
        },
    )


@public_page
@require_safe
@cache_control(max_age=_ONE_HOUR, public=True)
def brand(request: HttpRequest) -> HttpResponse:
    """This deployment's own colour over the shipped style sheet; empty where it keeps the shipped one."""
    colour = settings.BRAND_COLOUR
    rules = _BRAND_RULES.replace("COLOUR", colour) if colour else ""
    return HttpResponse(rules, content_type="text/css; charset=utf-8")


@public_page
@require_safe
@cache_control(max_age=_ONE_DAY, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Which pages a search engine may keep: the public ones."""
    lines = ("User-agent: *", "Disallow: /staff/", "Disallow: /account/", "Disallow: /received/", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public_page
@require_safe
@cache_control(max_age=_ONE_DAY, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that ask for the old name are led to the mark."""
    return HttpResponsePermanentRedirect(asset("fingerpost/mark.svg"))
