"""The pages of packs: proposed, checked, approved by a second person, confirmed by every prime."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fingerpost.demo.world import World
from fingerpost.house.ids import new_id
from fingerpost.house.rules import rules_in_force
from fingerpost.notices.models import Message
from fingerpost.notices.sealing import Letter, unseal
from fingerpost.policy import shipped_rules
from fingerpost.policy.civil import civil_date, spoken_date
from fingerpost.policy.writing import as_toml
from fingerpost.rulebook import supply
from fingerpost.rulebook.models import Acknowledgement, Proposal, Publication, Scope, WordsConfirmation
from fingerpost.workspace.customers.forms.restricted import SecretsForm
from tests.fixtures.packs import pack, rule, words, write_up
from tests.fixtures.publishing import Propose, Publish
from tests.fixtures.world import Acting, ClientAs

pytestmark = pytest.mark.django_db

Proposed = Callable[[str], Proposal]

NEW = "/staff/rules/publications/new/"
LIST = "/staff/rules/publications/"


@pytest.fixture
def today() -> date:
    return civil_date(timezone.now())


def send(client: Client, path: str, **fields: Any) -> HttpResponse:
    return client.post(path, {"submission": str(new_id()), **fields})


@pytest.fixture
def proposed(acting: Acting) -> Proposed:
    """`proposed("contract_manager")`: the one proposal that somebody sees."""

    def find(nickname: str) -> Proposal:
        with acting(nickname):
            return Proposal.objects.get()

    return find


def letters_of(kind: str) -> list[Letter]:
    """What waits in the outbox, read as the worker reads it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fingerpost.purpose', 'deliver_notices', true)")
        sealed = Message.objects.filter(kind=kind).values_list("sealed", flat=True)
        return [unseal(bytes(one)) for one in sealed if one]


def text_of(answer: HttpResponse) -> str:
    """The words of a page, without its marks."""
    shown = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(shown))


@pytest.mark.requirement("BR-0.3", "XD-1")
def test_pack_when_taken_through_the_pages_by_two_people_is_in_force_from_its_day(
    today: date, client_as: ClientAs, proposed: Proposed, knows_nothing: None
) -> None:
    day = today + timedelta(days=60)
    shipped = shipped_rules().get_int("write_up.working_days", day)
    fields = {"text": write_up("pages", shipped + 2, begins=day), "reason": "Letter 14", "step": "check"}
    author, other = client_as("contract_manager"), client_as("second_contract_manager")
    checked = send(author, NEW, **fields)
    assert checked.status_code == 200
    shown = text_of(checked)
    assert f"{shipped} working days becomes {shipped + 2} working days from {day.day} {day:%B %Y}" in shown
    assert send(author, NEW, **{**fields, "step": "send"}).status_code == 302
    page = reverse("workspace:approve_pack", args=[proposed("contract_manager").id])
    assert "Letter 14" in text_of(other.get(page))
    answer = send(other, page, decision="approve")
    publication = Publication.objects.get()
    assert answer.headers["Location"] == reverse("workspace:publication", args=[publication.id])
    supply.freshen_now()
    assert rules_in_force().get_int("write_up.working_days", day) == shipped + 2
    shown = text_of(other.get(answer.headers["Location"]))
    for told in ("Northmoor Careers Not yet", "Southwold Guidance Not yet", "Lantern Contact Centre Not yet"):
        assert told in shown


@pytest.mark.requirement("XD-1")
def test_author_when_they_open_their_own_proposal_may_only_take_it_back(
    today: date, client_as: ClientAs, propose: Propose
) -> None:
    page = reverse("workspace:approve_pack", args=[propose(write_up("own", 4, begins=today))])
    author = client_as("contract_manager")
    shown = text_of(author.get(page))
    assert "A colleague reads and approves it" in shown
    assert "Approve and publish it" not in shown
    assert send(author, page, decision="approve").status_code == 422
    assert send(author, page, decision="close").status_code == 302
    assert author.get(page).status_code == 404
    assert not Publication.objects.exists()


def test_proposal_when_refused_needs_a_reason(today: date, client_as: ClientAs, propose: Propose) -> None:
    page = reverse("workspace:approve_pack", args=[propose(write_up("refused", 4, begins=today))])
    other = client_as("second_contract_manager")
    assert send(other, page, decision="close").status_code == 422
    assert send(other, page, decision="close", reason="Not agreed").status_code == 302
    assert not Publication.objects.exists()


def test_pack_when_wrong_comes_back_with_every_fault_and_all_that_was_typed(
    today: date, client_as: ClientAs, acting: Acting
) -> None:
    text = pack(
        "wrong",
        rule("write_up.working_days", '"few"', begins=today),
        rule("write_up.unheard_of", "1", begins=today),
    )
    answer = send(client_as("contract_manager"), NEW, text=text, reason="For a reason of ours", step="send")
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "wrong.toml: write_up.working_days: wrong type" in shown
    assert "wrong.toml: write_up.unheard_of: unknown key" in shown
    assert "For a reason of ours" in shown
    assert "write_up.unheard_of" in html.unescape(answer.content.decode()).split("<textarea", 1)[1]
    with acting("contract_manager"):
        assert not Proposal.objects.exists()


@pytest.mark.requirement("XD-13")
def test_pack_when_it_begins_in_the_past_asks_whether_it_is_a_correction(
    today: date, client_as: ClientAs, proposed: Proposed
) -> None:
    text = write_up("yesterday", 4, begins=today - timedelta(days=1))
    client = client_as("contract_manager")
    for step in ("check", "send"):
        answer = send(client, NEW, text=text, reason="Letter", step=step)
        assert answer.status_code == 422
        assert "say that this is a correction" in text_of(answer)
    assert (
        send(client, NEW, text=text, reason="Letter", step="send", correction="correction").status_code == 302
    )
    assert proposed("contract_manager").is_correction


@pytest.mark.requirement("BR-0.3")
def test_prime_when_told_of_new_rules_reads_and_confirms_once(
    today: date, client_as: ClientAs, publish: Publish, acting: Acting
) -> None:
    day = today + timedelta(days=20)
    publication = publish(write_up("to-read", 4, begins=day))
    client = client_as("returns_manager")
    line = f"New rules from {spoken_date(day)}: read and confirm"
    assert line in text_of(client.get("/staff/"))
    page = reverse("workspace:acknowledge_publication", args=[publication.id])
    assert "working days becomes 4 working days" in text_of(client.get(page))
    assert send(client, page).status_code == 422
    for _time in range(2):
        assert send(client, page, confirmed="read").status_code == 302
    with acting("returns_manager"):
        assert Acknowledgement.objects.count() == 1
    assert line not in text_of(client.get("/staff/"))
    assert line not in text_of(client_as("compliance").get("/staff/"))
    log = text_of(client_as("auditor").get(reverse("workspace:publication", args=[publication.id])))
    assert re.search(r"Northmoor Careers \d+ \w+ \d{4}, \d\d:\d\d, Irene Sandys", log)
    assert "Southwold Guidance Not yet" in log


def test_publication_when_read_by_somebody_who_need_not_know_shows_no_log_and_no_text(
    today: date, client_as: ClientAs, publish: Publish
) -> None:
    publication = publish(write_up("for-all", 4, begins=today))
    for nickname in ("area_adviser", "technician"):
        shown = text_of(client_as(nickname).get(reverse("workspace:publication", args=[publication.id])))
        assert "working days becomes 4 working days" in shown
        assert "Who has confirmed it" not in shown
        assert "valid_from" not in shown


@pytest.mark.requirement("BR-0.3")
def test_mail_when_published_goes_to_whoever_answers_for_each_organisation_and_says_little(
    today: date, client_as: ClientAs, propose: Propose, world: World
) -> None:
    page = reverse("workspace:approve_pack", args=[propose(write_up("mailed", 4, begins=today))])
    send(client_as("second_contract_manager"), page, decision="approve")
    assert {letter.address for letter in letters_of("rules_published")} == {
        world.emails["returns_manager"],
        world.emails["compliance"],
    }
    assert all("working_days" not in letter.body for letter in letters_of("rules_published"))
    assert not mail.outbox


@pytest.mark.requirement("BR-A.2")
def test_prime_when_it_lengthens_its_list_binds_itself_and_its_subcontractors_only(
    today: date, client_as: ClientAs, world: World, proposed: Proposed, knows_nothing: None
) -> None:
    fields = {
        "text": words("own-words", "gloopish", begins=today),
        "scope": "with_subcontractors",
        "reason": "Heard in Northmoor",
    }
    author, other = client_as("compliance"), client_as("returns_manager")
    assert send(author, NEW, **{**fields, "step": "send"}).status_code == 302
    page = reverse("workspace:approve_pack", args=[proposed("compliance").id])
    assert send(other, page, decision="approve").status_code == 302
    supply.freshen_now()
    for nickname, expected in (("prime", 1), ("subcontractor", 1), ("second_prime", 0), ("agency", 0)):
        rules = rules_in_force(world.organisations[nickname])
        found = rules.find("screening.added_forms", today)
        rows = found.value if found is not None and isinstance(found.value, tuple) else ()
        assert len(rows) == expected, nickname


def test_prime_when_it_would_change_another_rule_is_told_that_it_may_not(
    today: date, client_as: ClientAs
) -> None:
    answer = send(
        client_as("compliance"),
        NEW,
        text=write_up("own-rules", 9, begins=today),
        scope=Scope.ORGANISATION.value,
        reason="We would rather",
        step="send",
    )
    assert answer.status_code == 422
    assert "own-rules.toml: write_up.working_days: unknown key" in text_of(answer)


@pytest.mark.requirement("BR-A.2")
def test_adviser_when_the_list_is_new_or_has_changed_is_asked_to_confirm_it(
    today: date, client_as: ClientAs, publish: Publish, acting: Acting
) -> None:
    line = "Words that can't be kept in records: read and confirm"
    adviser, other = client_as("area_adviser"), client_as("subcontractor_adviser")
    assert line in text_of(adviser.get("/staff/"))
    page = reverse("workspace:know_words")
    assert send(adviser, page).status_code == 422
    for _time in range(2):
        assert send(adviser, page, confirmed="read").status_code == 302
    with acting("area_adviser"):
        assert WordsConfirmation.objects.count() == 1
    assert line not in text_of(adviser.get("/staff/"))
    assert line in text_of(other.get("/staff/"))
    log = text_of(client_as("compliance").get(page))
    assert re.search(r"Ada Whitlock \d+ \w+ \d{4}, \d\d:\d\d", log)
    assert "Maureen Oakshott Not yet" in log
    assert "Tessa" not in log, "another organisation's people"
    assert send(client_as("compliance"), page, confirmed="read").status_code == 403

    publish(words("more-words", "gloopish", begins=today))
    assert line in text_of(adviser.get("/staff/"))
    assert line not in text_of(client_as("claims_officer").get("/staff/"))


def test_publication_when_it_is_to_be_taken_back_offers_a_pack_that_does(
    today: date, client_as: ClientAs, publish: Publish
) -> None:
    publication = publish(write_up("to-undo", 9, begins=today))
    client = client_as("contract_manager")
    page = client.get(f"{NEW}?takes_back={publication.id}")
    tomorrow = today + timedelta(days=1)
    assert f'name = "to-undo-taken-back-{tomorrow.isoformat()}"' in html.unescape(page.content.decode())
    for odd in ("nothing", str(new_id())):
        assert client.get(f"{NEW}?takes_back={odd}").status_code == 200


def test_list_when_long_is_paged_and_asks_as_many_queries_as_when_short(
    today: date, client_as: ClientAs, publish: Publish
) -> None:
    publish(write_up("first", 4, begins=today))
    client = client_as("contract_manager")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(21):
        publish(write_up(f"more-{number}", 4, begins=today))
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert len(many) == len(few)
    assert page.content.decode().count('href="/staff/rules/publications/') >= 20
    assert "Next page" in text_of(page)
    assert "first" in text_of(client.get(f"{LIST}?page=2"))


def test_list_when_nothing_was_published_says_so(client_as: ClientAs) -> None:
    assert "Nothing has been published" in text_of(client_as("technician").get(LIST))


def test_colleague_when_a_pack_is_proposed_gets_a_mail_and_its_author_none(
    today: date, client_as: ClientAs, world: World
) -> None:
    text = write_up("told", 4, begins=today)
    answer = send(client_as("contract_manager"), NEW, text=text, reason="Letter", step="send")
    assert answer.status_code == 302
    assert [one.address for one in letters_of("rules_proposed")] == [world.emails["second_contract_manager"]]


def test_proposal_when_it_cant_be_published_any_more_says_why_and_can_only_be_refused(
    today: date, client_as: ClientAs, propose: Propose
) -> None:
    first, second = (propose(write_up("same-name", days, begins=today)) for days in (4, 5))
    other = client_as("second_contract_manager")
    pages = [reverse("workspace:approve_pack", args=[each]) for each in (first, second)]
    assert send(other, pages[0], decision="approve").status_code == 302
    assert "name taken" in text_of(other.get(pages[1]))
    assert send(other, pages[1], decision="approve").status_code == 422
    assert send(other, pages[1], decision="close", reason="Named twice").status_code == 302
    assert Publication.objects.count() == 1


def test_form_when_its_choices_are_rules_offers_what_was_published(today: date, publish: Publish) -> None:
    assert "a_new_question" not in dict(SecretsForm().fields["question_1"].choices)
    rows = shipped_rules().get_rows("identity.secret_questions", today)
    listed = [as_toml(row) for row in rows] + ['{ code = "a_new_question", label = "A new question" }']
    publish(pack("questions", rule("identity.secret_questions", f"[{', '.join(listed)}]", begins=today)))
    assert "a_new_question" in dict(SecretsForm().fields["question_1"].choices)
