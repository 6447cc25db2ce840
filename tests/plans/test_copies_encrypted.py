"""An encrypted copy from the adviser to a real mail server and back: receipt, pass phrase, or the post instead."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
import pyzipper
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fingerpost.files.models import StoredFile
from fingerpost.house.errors import Conflict, InvalidInput
from fingerpost.house.models import Event, Read
from fingerpost.house.rules import rules_in_force
from fingerpost.notices.models import Message
from fingerpost.notices.sealing import unseal
from fingerpost.plans.giving import list_plans_to_give
from fingerpost.plans.models import CopyState, PlanCopy
from fingerpost.plans.rules.copies import receipt_due_at
from fingerpost.plans.services import copies, sending
from fingerpost.plans.tasks import fall_to_post, post_unconfirmed
from tests.files.reading import kinds, text
from tests.fixtures.world import Acting, standing_world
from tests.notices.mail_server import Sink
from tests.plans.copies_steps import (
    EMAIL,
    MOBILE,
    accepted,
    known_phrase,
    reachable,
    rows_that_hold,
    send,
    told_of,
)

pytestmark = pytest.mark.django_db(transaction=True)

LINK = re.compile(r"https://example\.test/received/([A-Za-z0-9_-]{43})/")


@pytest.fixture
def phrases(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Each pass phrase that is made, as nobody else can know it."""
    with known_phrase(monkeypatch) as made:
        yield made


def on_its_way(
    acting: Acting, *, mobile: bool | None = None, channel: int = 1, wrapping: str = "pdf"
) -> UUID:
    """A copy that was sent to a customer with a safe email address, committed."""
    with acting("area_adviser") as actor:
        version = accepted(actor, standing_world(), channel=channel)
        reachable(version, mobile=mobile)
        return send(actor, version, wrapping=wrapping).id


def token_of(mail: str) -> str:
    found = LINK.search(mail)
    assert found is not None
    return found[1]


@pytest.mark.requirement("BR-8.3", "BR-8.4a", "OI-8.18", "OI-14.17.xiii")
@pytest.mark.parametrize("wrapping", ["pdf", "zip"])
def test_encrypted_copy_when_sent_then_arrives_as_it_was_kept_and_opens_with_the_phrase_alone(
    acting: Acting, sink: Sink, work_off: Callable[[], None], phrases: list[str], wrapping: str
) -> None:
    copy_id = on_its_way(acting, wrapping=wrapping)
    assert sink.kept == []
    work_off()
    work_off()
    [mail] = sink.mails()
    assert mail["To"] == EMAIL
    assert mail["Subject"] == "A file for you"
    [part] = list(mail.iter_attachments())
    arrived = part.get_payload(decode=True)
    assert isinstance(arrived, bytes)
    with acting("area_adviser"):
        copy = told_of(copy_id)
        stored = StoredFile.objects.get(id=copy.file_id)
        assert hashlib.sha256(arrived).hexdigest() == stored.sha256
        plain = copies.document_of(copy.version)
        assert hashlib.sha256(plain).hexdigest() == copy.document_sha256 == copy.version.document_sha256
    [phrase] = phrases
    wrong = ["", phrase[:-1], phrase.lower(), phrase + " ", "Vashti", EMAIL]
    if wrapping == "zip":
        with pyzipper.AESZipFile(BytesIO(arrived)) as archive:
            assert archive.namelist() == ["document.pdf"]
            for other in wrong:
                with pytest.raises(RuntimeError):
                    archive.read("document.pdf", pwd=other.encode())
            assert archive.read("document.pdf", pwd=phrase.encode()) == plain
        return
    for other in wrong:
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(arrived), password=other)
    with pikepdf.open(BytesIO(arrived), password=phrase) as opened:
        assert opened.encryption.R == 6
        unlocked = BytesIO()
        opened.save(unlocked)
    assert text(arrived, phrase) == text(plain)
    assert kinds(unlocked.getvalue()) == kinds(plain)


@pytest.mark.requirement("OI-14.17.xiii", "BR-8.4b")
def test_pass_phrase_then_is_nowhere_before_receipt_and_nowhere_after_it_was_told(
    acting: Acting,
    sink: Sink,
    work_off: Callable[[], None],
    phrases: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        copy_id = on_its_way(acting)
        work_off()
    [phrase] = phrases
    words = phrase.split("-")[1]
    assert rows_that_hold(phrase) == {}
    [envelope] = sink.kept
    assert isinstance(envelope.content, bytes)
    assert phrase.encode() not in envelope.content
    body = sink.mails()[0].get_body()
    assert body is not None
    said = body.get_content()
    for private in (phrase, words, "Vashti", "Placeholder", "plan", "careers", "Fingerpost"):
        assert private not in said
    assert phrase not in caplog.text
    with acting("area_adviser") as actor:
        for act in (sending.show_phrase, lambda **parts: sending.tell_phrase(how="spoken", **parts)):
            with pytest.raises(Conflict) as refused:
                act(actor=actor, now=timezone.now(), copy_id=copy_id)
            assert refused.value.code == "not_received_yet"
        sending.confirm_receipt(actor=actor, now=timezone.now(), copy_id=copy_id, how="spoken")
        shown = [sending.show_phrase(actor=actor, now=timezone.now(), copy_id=copy_id) for _look in range(2)]
        assert {one.phrase for one in shown} == {phrase}
        assert len(shown[0].aloud) > 6
        assert Event.objects.filter(kind="plan.phrase_shown").count() == 2
        assert Read.objects.filter(what="plan_phrase").count() == 2
        with pytest.raises(InvalidInput) as by_email:
            sending.tell_phrase(actor=actor, now=timezone.now(), copy_id=copy_id, how="email")
        assert by_email.value.code == "told_how"
        told = sending.tell_phrase(actor=actor, now=timezone.now(), copy_id=copy_id, how="spoken")
        assert (told.state, told.sealed_phrase, told.receipt_hash) == ("given", None, "")
        for act in (sending.show_phrase, lambda **parts: sending.tell_phrase(how="spoken", **parts)):
            with pytest.raises(Conflict) as erased:
                act(actor=actor, now=timezone.now(), copy_id=copy_id)
            assert erased.value.code == "phrase_erased"
    assert rows_that_hold(phrase) == {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plans_plancopy WHERE sealed_phrase IS NOT NULL")
        assert cursor.fetchone()[0] == 0


@pytest.mark.requirement("BR-8.4b")
def test_pass_phrase_by_text_then_goes_to_a_safe_number_and_never_to_the_email_address(
    acting: Acting, phrases: list[str]
) -> None:
    copy_id = on_its_way(acting, mobile=True)
    with acting("area_adviser") as actor:
        sending.confirm_receipt(actor=actor, now=timezone.now(), copy_id=copy_id, how="text")
        sending.tell_phrase(actor=actor, now=timezone.now(), copy_id=copy_id, how="text")
        assert told_of(copy_id).told_how == "text"
    messages = list(Message.objects.using("owner").order_by("queued_at", "id"))
    assert [(one.way, one.kind) for one in messages] == [("email", "plan_copy"), ("text", "plan_phrase")]
    assert messages[1].attachment_id is None
    letters = [unseal(bytes(one.sealed or b"")) for one in messages]
    assert [one.address for one in letters] == [EMAIL, MOBILE]
    assert phrases[0] in letters[1].body
    assert phrases[0] not in letters[0].body


def test_pass_phrase_by_text_when_no_number_is_safe_then_stays_and_says_so(acting: Acting) -> None:
    copy_id = on_its_way(acting, mobile=False)
    with acting("area_adviser") as actor:
        sending.confirm_receipt(actor=actor, now=timezone.now(), copy_id=copy_id, how="spoken")
        with pytest.raises(Conflict) as refused:
            sending.tell_phrase(actor=actor, now=timezone.now(), copy_id=copy_id, how="text")
        assert refused.value.code == "no_safe_number"
        assert told_of(copy_id).state == CopyState.RECEIVED


@pytest.mark.requirement("BR-8.3")
@pytest.mark.parametrize(("email", "why"), [(False, "not_safe"), (None, "not_asked")])
def test_encrypted_copy_when_email_is_not_safe_then_nothing_is_made(
    acting: Acting, email: bool | None, why: str
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, standing_world())
        reachable(version, email=email)
        with pytest.raises(Conflict) as refused:
            send(actor, version)
        assert refused.value.code == "no_safe_email"
        assert refused.value.details["why"] == why
        assert not PlanCopy.objects.exists()
        assert not StoredFile.objects.exists()
    assert not Message.objects.using("owner").exists()


def test_encrypted_copy_when_its_transaction_is_undone_then_no_file_no_row_and_no_mail(
    acting: Acting,
) -> None:
    with acting("area_adviser") as actor:
        version = accepted(actor, standing_world())
        reachable(version)

    def send_and_fail() -> None:
        with acting("area_adviser") as actor:
            send(actor, version)
            raise RuntimeError("line dropped")

    with pytest.raises(RuntimeError, match="line dropped"):
        send_and_fail()
    assert not PlanCopy.objects.using("owner").exists()
    assert not StoredFile.objects.using("owner").exists()
    assert not Message.objects.using("owner").exists()


@pytest.mark.requirement("OI-14.17.xiii")
def test_link_then_asks_before_it_does_anything_and_says_the_same_whether_new_used_or_made_up(
    acting: Acting, sink: Sink, work_off: Callable[[], None]
) -> None:
    copy_id = on_its_way(acting)
    work_off()
    body = sink.mails()[0].get_body()
    assert body is not None
    token = token_of(body.get_content())
    here, visitor = reverse("public:receipt", args=[token]), Client()
    asked = visitor.get(here)
    assert asked.status_code == 200
    with acting("area_adviser"):
        assert told_of(copy_id).state == CopyState.SENT
    thanks = visitor.post(here)
    with acting("area_adviser"):
        copy = told_of(copy_id)
        assert (copy.state, copy.received_how, copy.receipt_hash) == ("received", "link", "")
        (event,) = Event.objects.filter(kind="plan.copy_received")
        assert event.customer_id == copy.version.plan.customer_id
    used = visitor.post(here)
    made_up = visitor.post(reverse("public:receipt", args=["A" * 43]))
    plain = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", one.content.decode()) for one in (thanks, used, made_up)
    ]
    assert plain[0] == plain[1] == plain[2]
    for page in (asked, thanks):
        words = page.content.decode()
        for private in ("Vashti", "Placeholder", EMAIL, "Ada Whitlock", str(copy_id)):
            assert private not in words
        assert page["Cache-Control"].find("no-store") >= 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plans_plancopyevent WHERE pgh_obj_id = %s", [copy_id])
        assert cursor.fetchone()[0] >= 2


def test_link_when_pressed_too_often_from_one_place_then_asks_to_wait(acting: Acting) -> None:
    standing_world()
    visitor = Client()
    here = reverse("public:receipt", args=["B" * 43])
    answers = [visitor.post(here).status_code for _press in range(22)]
    assert answers == [200] * 20 + [429, 429]
    assert visitor.get(here).status_code == 200
    assert Client(REMOTE_ADDR="10.9.8.7").post(here).status_code == 200


@pytest.mark.requirement("OI-14.17.xiii", "BR-8.3", "OI-12.22j")
def test_copy_that_nobody_confirmed_then_falls_to_post_once_and_waits_for_the_adviser(acting: Acting) -> None:
    copy_id = on_its_way(acting)
    rules = rules_in_force()
    with acting("area_adviser"):
        sent = told_of(copy_id)
    due = receipt_due_at(sent.made_at, rules=rules)
    assert fall_to_post(now=due - timedelta(seconds=1)) == 0
    assert fall_to_post(now=due) == 1
    assert fall_to_post(now=due + timedelta(days=1)) == 0
    post_unconfirmed(timestamp=0)
    with acting("area_adviser") as actor:
        old, new = told_of(copy_id), PlanCopy.objects.get(instead_of_id=copy_id)
        assert (old.state, old.sealed_phrase, old.receipt_hash) == ("unconfirmed", None, "")
        assert (new.way, new.state, new.made_by_id, new.due_at) == ("post", "due", None, old.due_at)
        [waits] = list_plans_to_give(actor, now=due, rules=rules)
        assert (waits.copy_way, waits.copy_state, waits.waits_to_be_given) == ("post", "due", True)
        with pytest.raises(Conflict):
            sending.confirm_receipt(actor=actor, now=due, copy_id=copy_id, how="spoken")
        copies.post_copy(
            actor=actor, now=due, copy_id=new.id, tracking="AB123456789GB", late_reason="It did not arrive."
        )
        assert list_plans_to_give(actor, now=due, rules=rules) == []
        assert Event.objects.using("owner").filter(kind="plan.copy_unconfirmed").count() == 1


def test_copy_that_nobody_confirmed_when_the_customer_has_another_then_nothing_more_is_posted(
    acting: Acting,
) -> None:
    copy_id = on_its_way(acting)
    with acting("area_adviser") as actor:
        sent = told_of(copy_id)
        copies.print_copy(actor=actor, now=timezone.now(), version_id=sent.version_id, is_given=True)
    assert fall_to_post(now=receipt_due_at(sent.made_at, rules=rules_in_force())) == 1
    with acting("area_adviser"):
        assert told_of(copy_id).state == CopyState.UNCONFIRMED
        assert not PlanCopy.objects.filter(way="post").exists()


def test_confirmed_copy_then_never_falls(acting: Acting) -> None:
    copy_id = on_its_way(acting)
    with acting("area_adviser") as actor:
        sending.confirm_receipt(actor=actor, now=timezone.now(), copy_id=copy_id, how="spoken")
    assert fall_to_post(now=timezone.now() + timedelta(days=60)) == 0


def test_functions_of_the_job_then_are_closed_to_the_application(acting: Acting) -> None:
    with acting("area_adviser"), connections["default"].cursor() as cursor:
        for name in ("unconfirmed_copies(int)", "fall_to_post(uuid,uuid,timestamptz)"):
            cursor.execute("SELECT has_function_privilege(%s, 'EXECUTE')", [f"fingerpost_{name}"])
            assert cursor.fetchone()[0] is False
