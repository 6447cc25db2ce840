"""The tags that pages are written with."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template, TemplateSyntaxError, engines
from django.test import RequestFactory
from django.urls import include, path

from fingerpost.house.actor import Actor
from fingerpost.house.components import UnknownComponent
from fingerpost.house.forms import Form, ShortText
from fingerpost.house.navigation import STAFF_ITEMS, NavigationItem, staff_links
from fingerpost.house.templatetags.fingerpost_components import camel, nested


def draw(text: str, request: HttpRequest | None = None, **context: object) -> str:
    template = Template(text if text.startswith("{% extends") else "{% load fingerpost_components %}" + text)
    if request is None:
        return str(template.render(Context(context)))
    return str(engines["django"].from_string(template.source).render(context, request))


def test_options_when_written_with_underscores_become_the_names_of_the_macros() -> None:
    assert camel("prevent_double_click") == "preventDoubleClick"
    assert camel("text") == "text"
    assert nested(
        {"label__text": "A", "label__is_page_heading": True, "attributes__data_kind": "x", "classes": "c"}
    ) == {
        "label": {"text": "A", "isPageHeading": True},
        "attributes": {"data-kind": "x"},
        "classes": "c",
    }


def test_block_when_drawn_takes_its_html_from_between_the_tags() -> None:
    html = draw(
        '{% govukblock "details" summary_text="Why we ask" %}<p>{{ reason }}</p>{% endgovukblock %}',
        reason="<b>",
    )
    details = BeautifulSoup(html, "html.parser").details
    assert details is not None
    assert details.p is not None
    assert details.p.get_text() == "<b>"


@pytest.mark.parametrize(
    "text",
    [
        '{% moj "carousel" %}',
        "{% govukblock %}x{% endgovukblock %}",
        '{% govukblock "details" oops %}x{% endgovukblock %}',
    ],
)
def test_tag_when_written_wrongly_says_so(text: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(text)


def test_tag_when_component_is_unknown_says_so() -> None:
    with pytest.raises(UnknownComponent):
        draw('{% govuk "carousel" %}')


def test_submission_token_when_drawn_twice_differs() -> None:
    tokens = {
        str(found["value"])
        for found in BeautifulSoup(
            draw("{% submission_token %}{% submission_token %}"), "html.parser"
        ).find_all("input")
    }
    assert len(tokens) == 2
    assert all(UUID(token).version == 7 for token in tokens)


def test_hidden_version_when_drawn_holds_the_number() -> None:
    field = BeautifulSoup(draw("{% hidden_version n %}", n=12), "html.parser").input
    assert field is not None
    assert (field["name"], field["value"]) == ("version", "12")


class _Named(Form):
    name = ShortText(label="Name", help_text="As they say it")
    other = ShortText(label="Other name", required=False)


def test_field_when_wrong_links_label_hint_and_error_to_its_input() -> None:
    form = _Named({"name": "", "other": " kept "})
    page = BeautifulSoup(
        draw("{% form_errors f %}{% field f.name %}{% field f.other %}", f=form), "html.parser"
    )
    box = page.find(id="id_name")
    assert isinstance(box, Tag)
    described = str(box["aria-describedby"]).split()
    assert [page.find(id=one).get_text(strip=True) for one in described] == [
        "As they say it",
        "Error:Enter name",
    ]
    assert page.find("label", attrs={"for": "id_name"}).get_text(strip=True) == "Name"
    summary = page.find(class_="govuk-error-summary")
    assert isinstance(summary, Tag)
    assert summary.a is not None
    assert summary.a["href"] == "#id_name"
    other = page.find(id="id_other")
    assert isinstance(other, Tag)
    assert other["value"] == " kept "
    assert "Other name (optional)" in page.get_text()


def test_field_when_option_is_unknown_says_so() -> None:
    with pytest.raises(TypeError, match="colour"):
        draw('{% field f.name colour="red" %}', f=_Named())


def test_errors_when_all_is_well_draw_nothing() -> None:
    assert draw("{% form_errors f none %}", f=_Named(), none=None) == ""


def test_error_of_the_whole_form_when_shown_stands_in_the_summary_without_a_link() -> None:
    form = _Named({"name": "A"})
    form.add_error(None, "Somebody else changed this")
    summary = BeautifulSoup(draw("{% form_errors f %}", f=form), "html.parser")
    assert "Somebody else changed this" in summary.get_text()
    assert summary.a is None


def _actor(*capabilities: str) -> Actor:
    return Actor(
        account_id=uuid4(),
        membership_id=uuid4(),
        organisation_id=uuid4(),
        role="area_adviser",
        capabilities=frozenset(capabilities),
        sees_customers=True,
    )


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_NAMESPACES = sorted({item.route.split(":")[0] for item in STAFF_ITEMS})
urlpatterns = [
    path(
        f"staff/{'' if namespace == 'workspace' else f'{namespace}/'}",
        include(
            (
                [
                    path(f"{n}/", _page, name=item.route.split(":")[1])
                    for n, item in enumerate(STAFF_ITEMS)
                    if item.route.startswith(f"{namespace}:")
                ],
                namespace,
            )
        ),
    )
    for namespace in _NAMESPACES
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("wanted", STAFF_ITEMS, ids=lambda item: item.route)
def test_navigation_when_role_lacks_a_capability_leaves_only_its_link_out(wanted: NavigationItem) -> None:
    request = RequestFactory().get("/staff/")
    everything = {one.capability for one in STAFF_ITEMS}
    request.actor = _actor(*everything)
    assert [link.text for link in staff_links(request)] == [str(item.words) for item in STAFF_ITEMS]
    request.actor = _actor(*(everything - {wanted.capability}))
    assert [link.text for link in staff_links(request)] == [
        str(item.words) for item in STAFF_ITEMS if item.capability != wanted.capability
    ]


@pytest.mark.urls(__name__)
def test_navigation_when_on_one_of_its_pages_marks_it() -> None:
    request = RequestFactory().get("/staff/0/")
    request.actor = _actor(*(one.capability for one in STAFF_ITEMS))
    html = draw('{% extends "house/page_staff.html" %}', request)
    current = BeautifulSoup(html, "html.parser").find("a", attrs={"aria-current": True})
    assert isinstance(current, Tag)
    assert current.get_text(strip=True) == str(STAFF_ITEMS[0].words)


def test_page_when_nobody_is_signed_in_names_nobody_and_shows_no_idle_clock() -> None:
    request = RequestFactory().get("/staff/")
    html = draw(
        '{% include "house/components/account.html" %}{% include "house/components/idle.html" %}', request
    )
    assert "Signed in as" not in html
    assert "idle-warning" not in html


def test_page_when_somebody_is_signed_in_names_them_and_their_organisation() -> None:
    request = RequestFactory().get("/staff/")
    request.user = SimpleNamespace(is_authenticated=True, get_full_name=lambda: "Aoife Example")
    request.organisation_name = "Example Guidance"
    html = draw('{% include "house/components/account.html" %}', request)
    words = BeautifulSoup(html, "html.parser").get_text()
    assert "Aoife Example, Example Guidance" in words
    assert "idle-warning" not in html


def test_idle_clock_when_the_session_locks_stands_on_the_page() -> None:
    request = RequestFactory().get("/staff/")
    request.user = SimpleNamespace(is_authenticated=True, get_full_name=lambda: "Aoife Example")
    request.idle_lock_seconds, request.idle_warning_seconds = 1200, 180
    found = BeautifulSoup(draw('{% extends "house/page_staff.html" %}', request), "html.parser")
    assert found.body is not None
    assert found.body["data-idle-seconds"] == "1200"
    assert found.body["data-idle-warning-seconds"] == "180"
    dialog = found.find("dialog", id="idle-warning")
    assert isinstance(dialog, Tag)
    assert dialog.form is not None
    assert dialog.form["action"] == found.body["data-idle-keep-alive"]
    assert dialog.find("input", attrs={"name": "csrfmiddlewaretoken"})


def test_timeline_when_drawn_escapes_words_and_marks_each_moment() -> None:
    items = [
        {"label": "<b>", "byline": "A", "moment": datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "text": "Talked"}
    ]
    page = BeautifulSoup(draw('{% moj "timeline" items=items heading_level=3 %}', items=items), "html.parser")
    assert page.h3 is not None
    assert page.h3.get_text() == "<b>"
    assert page.time is not None
    assert page.time.get_text() == "29 March 2026, 02:30"
