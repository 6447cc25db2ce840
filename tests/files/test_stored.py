"""Files in the database: sealed, seen and opened by grant, evidence apart, never changed, gone when forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from fingerpost.customers.services.records import make_customer
from fingerpost.customers.values import Evidence, Home, Names, NewRecord
from fingerpost.demo.world import World
from fingerpost.files.models import FileContent, FileKind, StoredFile
from fingerpost.files.queries import DamagedFile, read_file
from fingerpost.files.sealing import seal, unseal
from fingerpost.files.services import store_file
from fingerpost.house.actor import Actor
from fingerpost.house.errors import NotFound
from fingerpost.site.tasks import FORGETTING
from tests.fixtures.world import Acting

pytestmark = pytest.mark.django_db

CANARY = b"quince-marmalade-canary"


@pytest.fixture
def customer_id(acting: Acting, world: World) -> UUID:
    """A confirmed record that the area adviser holds a grant on."""
    with acting("area_adviser") as actor:
        made = make_customer(
            actor=actor,
            now=timezone.now(),
            contact_id=None,
            record=NewRecord(
                names=Names(given_name="Vashti", family_name="Placeholder"),
                date_of_birth=date(1980, 5, 17),
                home=Home(postcode="ZZ5 5AA", lines=("1 Example Road",)),
                evidence=Evidence(kinds=("passport",)),
                contract_id=world.contracts["prime_north_east"],
            ),
        )
    return made.id


def store(actor: Actor, customer_id: UUID, kind: FileKind = FileKind.PLAN_COPY) -> StoredFile:
    """A small file of a customer."""
    return store_file(
        actor=actor,
        now=timezone.now(),
        kind=kind,
        customer_id=customer_id,
        name="plan.pdf",
        media_type="application/pdf",
        content=CANARY,
    )


def deliver() -> None:
    """Work as the worker that delivers, for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM fingerpost_act(NULL)")
        cursor.execute("SELECT set_config('fingerpost.purpose', 'deliver_notices', true)")


def test_file_when_stored_then_read_back_and_sealed_at_rest(acting: Acting, customer_id: UUID) -> None:
    with acting("area_adviser") as actor:
        stored = store(actor, customer_id)
        assert read_file(stored.id) == CANARY
        assert (stored.size, len(stored.sha256)) == (len(CANARY), 64)
        lying = bytes(FileContent.objects.get(file=stored).sealed)
    assert CANARY not in lying
    assert seal(CANARY) != seal(CANARY)
    assert unseal(lying) == CANARY


def test_file_when_its_transaction_is_undone_then_nothing_is_kept(acting: Acting, customer_id: UUID) -> None:
    with acting("area_adviser") as actor:
        with transaction.atomic():
            stored = store(actor, customer_id)
            transaction.set_rollback(True)
        assert not StoredFile.objects.filter(id=stored.id).exists()
        assert not FileContent.objects.filter(file_id=stored.id).exists()


@pytest.mark.requirement("OI-14.6")
@pytest.mark.parametrize("who", ["second_prime_adviser", "telephone_adviser"])
def test_file_when_the_actor_holds_no_grant_then_it_is_not_there(
    acting: Acting, customer_id: UUID, world: World, who: str
) -> None:
    with acting("area_adviser") as actor:
        stored = store(actor, customer_id)
    with acting(who) as other:
        assert not StoredFile.objects.filter(id=stored.id).exists()
        with pytest.raises(NotFound):
            read_file(stored.id)
        with pytest.raises(ProgrammingError), transaction.atomic():
            store(other, customer_id)


def test_file_when_nobody_acts_or_it_never_was_then_not_found(acting: Acting, customer_id: UUID) -> None:
    with acting("area_adviser") as actor:
        stored = store(actor, customer_id)
        with pytest.raises(NotFound):
            read_file(uuid4())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM fingerpost_act(NULL)")
    with pytest.raises(NotFound):
        read_file(stored.id)


def test_evidence_when_stored_then_it_is_seen_to_be_there_and_its_bytes_are_not(
    acting: Acting, customer_id: UUID
) -> None:
    with acting("area_adviser") as actor:
        stored = store(actor, customer_id, FileKind.EVIDENCE)
        assert StoredFile.objects.get(id=stored.id).kind == FileKind.EVIDENCE
        with pytest.raises(NotFound):
            read_file(stored.id)


def test_file_when_stored_in_the_name_of_another_then_refused(
    acting: Acting, customer_id: UUID, world: World
) -> None:
    with acting("area_adviser") as actor:
        row = {
            "kind": FileKind.PLAN_COPY,
            "customer_id": customer_id,
            "name": "plan.pdf",
            "media_type": "application/pdf",
            "size": 1,
            "sha256": "0" * 64,
            "stored_at": timezone.now(),
        }
        for somebody in (world.accounts["telephone_adviser"], None):
            with pytest.raises(ProgrammingError), transaction.atomic():
                StoredFile.objects.create(stored_by_id=somebody, **row)
        assert StoredFile.objects.create(stored_by_id=actor.account_id, **row).size == 1


def test_file_when_stored_then_neither_changed_nor_removed(acting: Acting, customer_id: UUID) -> None:
    with acting("area_adviser") as actor:
        stored = store(actor, customer_id)
        attempts = (
            lambda: StoredFile.objects.filter(id=stored.id).update(name="other.pdf"),
            lambda: FileContent.objects.filter(file=stored).update(sealed=b""),
            lambda: StoredFile.objects.filter(id=stored.id).delete(),
            lambda: FileContent.objects.filter(file=stored).delete(),
        )
        for attempt in attempts:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                attempt()
        assert read_file(stored.id) == CANARY


def test_file_when_its_bytes_are_not_those_that_were_stored_then_never_handed_out(
    acting: Acting, customer_id: UUID
) -> None:
    with acting("area_adviser") as actor:
        stored = store(actor, customer_id)
    # As somebody might who reaches the database and knows the secret; the facts lie apart.
    with acting("area_adviser") as actor:
        facts = StoredFile.objects.create(
            kind=FileKind.PLAN_COPY,
            customer_id=customer_id,
            name="plan.pdf",
            media_type="application/pdf",
            size=5,
            sha256=stored.sha256,
            stored_by_id=actor.account_id,
            stored_at=timezone.now(),
        )
        FileContent.objects.create(file=facts, sealed=seal(b"other"))
        with pytest.raises(DamagedFile) as caught:
            read_file(facts.id)
    assert str(facts.id) in str(caught.value)


def test_worker_when_it_delivers_then_it_opens_copies_of_plans_and_nothing_else(
    acting: Acting, customer_id: UUID
) -> None:
    with acting("area_adviser") as actor:
        stored = {kind: store(actor, customer_id, kind) for kind in FileKind}
    deliver()
    assert read_file(stored[FileKind.PLAN_COPY].id) == CANARY
    assert set(StoredFile.objects.values_list("kind", flat=True)) == {FileKind.PLAN_COPY}
    for kind in set(FileKind) - {FileKind.PLAN_COPY}:
        with pytest.raises(NotFound):
            read_file(stored[kind].id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("BR-7.2")
def test_forgetting_when_a_customer_goes_then_their_files_go_and_those_of_others_stay(
    acting: Acting, customer_id: UUID
) -> None:
    other = uuid4()
    with acting("area_adviser") as actor:
        store(actor, customer_id)
        store(actor, customer_id, FileKind.EVIDENCE)
        author = actor.account_id
    facts = StoredFile.objects.using("owner").create(
        kind=FileKind.EVIDENCE,
        customer_id=other,
        name="file.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_by_id=author,
        stored_at=timezone.now(),
    )
    FileContent.objects.using("owner").create(file=facts, sealed=b"")
    with pytest.raises(ProgrammingError, match="provisional"), connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_files(%s)", [customer_id])
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer SET state = 'provisional', provisional_until = %s WHERE id = %s",
            [timezone.now().date() - timedelta(days=2), customer_id],
        )
    with connections["system"].cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_files(%s)", [customer_id])
    assert list(StoredFile.objects.using("owner").values_list("customer_id", flat=True)) == [other]
    assert FileContent.objects.using("owner").count() == 1


def test_forgetting_when_asked_by_the_web_then_refused_and_files_go_before_their_customer(
    world: World,
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SELECT fingerpost_forget_in_files(%s)", [uuid4()])
    place = FORGETTING.index("fingerpost_forget_in_files")
    assert FORGETTING[place + 1 :] == ("fingerpost_forget_in_customers",)
