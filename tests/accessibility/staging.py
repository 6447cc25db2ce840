"""What the visits need beyond the working day: people half signed in, long lists, locked checks, passkeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from fingerpost.demo.world import DEMO_PASSWORD
from fingerpost.interactions.models import Contact, ContactKind
from fingerpost.interactions.services.checks import (
    FourItems,
    answer_questions,
    pass_as_known,
    search_for_customer,
)
from fingerpost.interactions.services.contacts import open_contact
from fingerpost.policy.civil import civil_date
from fingerpost.staff import sessions
from fingerpost.staff.models import Account
from fingerpost.triage.services import record_attempt
from tests.accessibility.visits import Visit
from tests.fixtures.working_day import Furnished
from tests.fixtures.world import signed_in
from tests.triage.steps import at, decided, working_day

NOBODY = FourItems(
    family_name="Nobody", given_name="At All", date_of_birth=date(1970, 1, 1), postcode="ZZ5 9ZX"
)
_LONG = 25


@dataclass(slots=True)
class Stage:
    """The working day with its extras, and the cookie of everybody who visits."""

    day: Furnished
    keys: dict[str, str] = field(default_factory=dict)
    passkeys: dict[str, int] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def path(self, visit: Visit) -> str:
        """The address of a visit."""
        parts = dict(pair.split("=", 1) for pair in visit.about.split())
        values = {name: self._value(value) for name, value in parts.items()}
        return reverse(visit.route, kwargs=values) + visit.query

    def _value(self, value: str) -> object:
        group, slash, name = value.partition("/")
        if not slash:
            return value
        return getattr(self if group in {"keys", "passkeys"} else self.day, group)[name]

    def cookie(self, who: str) -> str:
        """The session of a visitor, begun at their first visit."""
        if who not in self.cookies:
            self.cookies[who] = self._sign_in(who).cookies[settings.SESSION_COOKIE_NAME].value
        return self.cookies[who]

    def _sign_in(self, who: str) -> Client:
        world = self.day.world
        if who == "idle":
            return signed_in(world, "second_area_adviser", seen_at=timezone.now() - timedelta(hours=2))
        if who == "two_roles_unchosen":
            client = Client()
            client.force_login(Account.objects.get(id=world.accounts["two_roles"]))
            session = client.session
            sessions.begin(session, membership_id=None, now=timezone.now())
            session.save()
            return client
        if who == "fresh":
            return _fresh(signed_in(world, "area_adviser"))
        if who == "with_codes":
            return _fresh(signed_in(world, "second_area_adviser"))
        if who == "busy":
            return signed_in(world, "delivery_manager")
        return signed_in(world, who)


def _fresh(client: Client) -> Client:
    """As just after the password: pages about one's own sign-in ask for it again otherwise."""
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


def set_stage(day: Furnished) -> Stage:
    """Add to the working day what only these visits need."""
    stage = Stage(day)
    _keys(stage)
    _second_steps(stage)
    _long_lists(stage)
    _checks(stage)
    _decided(stage)
    return stage


def _keys(stage: Stage) -> None:
    account = Account.objects.get(id=stage.day.world.accounts["unqualified_adviser"])
    stage.keys["user"] = user_pk_to_url_str(account)
    stage.keys["key"] = default_token_generator.make_token(account)


def _second_steps(stage: Stage) -> None:
    account = Account.objects.get(id=stage.day.world.accounts["second_area_adviser"])
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)
    passkey = Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Work laptop", "credential": _credential()},
    )
    stage.passkeys["second"] = passkey.pk


def _credential() -> dict[str, object]:
    """What a browser says of a new passkey: well formed, and of no use to anybody."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AuthenticatorData.create(
        sha256(b"localhost"),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(Aaguid.NONE, b"a passkey of nobody", key),
    )
    client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, b"challenge", "http://localhost")
    return {
        "id": websafe_encode(b"a passkey of nobody"),
        "rawId": websafe_encode(b"a passkey of nobody"),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {},
    }


def _long_lists(stage: Stage) -> None:
    for _each in range(_LONG):
        _open(stage, "busy", "delivery_manager")


def _open(stage: Stage, name: str, nickname: str) -> UUID:
    with stage.day.as_(nickname) as actor:
        contact = open_contact(
            actor=actor,
            now=timezone.now(),
            kind=ContactKind.CALL,
            contract_id=stage.day.world.contracts["prime_north_east"],
        )
    stage.day.contacts[name] = contact.id
    return contact.id


def _decided(stage: Stage) -> None:
    """Two contacts that go elsewhere: one in person, and one that nobody answered."""
    now = at(working_day(civil_date(timezone.now())), 10)
    for name in ("triaged_warm", "triaged_cold"):
        contact_id = _open(stage, name, "area_adviser")
        with stage.day.as_("area_adviser") as actor:
            made = decided(actor, Contact(id=contact_id), now=now, lives_in="london")
            if name == "triaged_cold":
                record_attempt(
                    actor=actor, now=now, contact_id=contact_id, outcome="no_answer", after_id=made.id
                )


def _search(stage: Stage, contact_id: UUID, items: FourItems) -> UUID | None:
    with stage.day.as_("two_roles") as actor:
        found = search_for_customer(actor=actor, now=timezone.now(), contact_id=contact_id, items=items)
    return found.check_id


def _checks(stage: Stage) -> None:
    """Somebody who is not in the record; a check that is locked; a contact with no searches left."""
    check_id = _search(stage, _open(stage, "nobody", "two_roles"), NOBODY)
    assert check_id is not None
    stage.day.checks["nobody"] = check_id
    with stage.day.as_("two_roles") as actor:
        pass_as_known(actor=actor, now=timezone.now(), check_id=check_id, reason="long_known")
    other = FourItems(
        family_name="Elsewhere", given_name="Else", date_of_birth=date(1971, 1, 1), postcode="ZZ5 9ZX"
    )
    locked = _search(stage, _open(stage, "locked", "two_roles"), other)
    assert locked is not None
    stage.day.checks["locked"] = locked
    outcome = "wrong"
    while outcome == "wrong":
        with stage.day.as_("two_roles") as actor:
            outcome = answer_questions(actor=actor, now=timezone.now(), check_id=locked, answers={}).outcome
    assert outcome == "locked"
    often = _open(stage, "often", "two_roles")
    while _search(stage, often, NOBODY) is not None:
        pass
