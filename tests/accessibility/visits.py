"""The list of visits: generated from the permission matrix, with the states that only some pages have.

A visit is a page, a person, and what is done on the page before it is judged. Pages that look the same for
everybody are visited by one person; Today and the record page by every role that may open them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.permissions.matrix import ANONYMOUS, Row, read_rows

EVERY_ROLE = frozenset({"workspace:today", "workspace:customer"})
USUAL_PEOPLE = (ANONYMOUS, "area_adviser", "subcontractor_administrator", "safeguarding_lead")

# Addresses that answer GET with something that is no page.
NO_PAGE = {
    "public:robots": "text for search engines",
    "public:favicon": "leads to the mark",
    "public:brand": "a style sheet",
    "wire": "answers systems",
    "wire_public:openapi": "for programs",
    "staff:start": "leads to Today, to the role or to the second step",
    "mfa_login_webauthn": "answers the script of the sign-in page",
    "workspace:add_to_register": "leads back to the register",
    "workspace:attendance_section": "leads to the part of the page",
    "workspace:complete_attendance": "leads back to the page",
    "workspace:prepare_appointment": "leads back to the appointment",
    "workspace:start_appointment": "leads back to the appointment",
    "workspace:rules_file": "a file",
    "workspace:ledger_lines_file": "a file",
    "workspace:ledger_invoice": "a file",
    "workspace:ledger_statement_file": "a file",
    "workspace:months": "leads to a month",
    "workspace:external_counts_file": "leads to the page of counts",
    "workspace:figures_json": "for programs",
    "workspace:measure_file": "a file",
    "workspace:report_file": "a file",
    "workspace:take_snapshot": "leads back to the figures",
    "workspace:make_report": "leads back to the report",
    "workspace:audit_pack": "a file",
    "workspace:begin_plan": "leads to the plan",
    "workspace:group_plan_print": "a file",
    "workspace:plan_slip": "a file",
    "workspace:plan_copy_document": "a file",
    "workspace:plan_copy_letter": "a file",
}

# Forms that take an empty answer: there is nothing to mend, so no page of errors.
TAKES_NOTHING = {
    "account_logout": "a button",
    "account_reset_password_from_key": "its form needs a key that is good; visited below",
    "staff:second_step": "a button",
    "mfa_generate_recovery_codes": "a button",
    "mfa_add_webauthn": "filled in by the device",
    "mfa_reauthenticate_webauthn": "filled in by the device",
    "mfa_deactivate_totp": "a button",
    "mfa_remove_webauthn": "a button",
    "workspace:remove_report": "a button",
    "shared_record:withdraw_key": "a button",
    "shared_record:renew_secret": "a button",
    "shared_record:end_listener": "a button",
    "shared_record:finding": "a button",
    "workspace:hand_over": "a button",
    "workspace:surveys": "its form is for whoever draws; visited below",
    "workspace:calls": "a call is planned, so nothing is asked; visited below",
    "workspace:withdraw_calls": "a button",
    "workspace:extract": "a button",
    "workspace:ledger_make": "a number that may be left open",
    "workspace:customer_details": "everything in it may be left open",
    "workspace:before_advice": "gaps never block saving",
    "workspace:stay_anonymous": "a button",
    "workspace:register": "gaps never block saving",
    "workspace:attendance": "gaps never block saving",
    "workspace:plan": "gaps never block saving",
    "workspace:plan_progress": "what is not said is not kept",
    "workspace:session": "the venue may be left open",
    "workspace:customer_address": "no fixed address may be said by leaving it empty",
    "workspace:rules_words": "a button",
    "workspace:intervention": "its form is the agency's; visited below",
    "workspace:plan_copy": "a button",
    "public:receipt": "a button",
    "workspace:satisfaction": "its form needs a session that somebody else gave; visited below",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as one person finds it. `act` is the name of what is done there first."""

    who: str
    route: str
    about: str = ""
    act: str = ""
    status: int = 200
    query: str = ""

    @property
    def name(self) -> str:
        """The visit as a test names it."""
        parts = (self.route, self.about.replace(" ", "-"), self.query, self.act, self.who)
        return "-".join(part for part in parts if part)


def all_visits() -> list[Visit]:
    """Every visit: each page as the matrix opens it, each form sent empty, and the states by hand."""
    rows = read_rows()
    pages = [visit for row in rows if row.method == "GET" for visit in _pages(row)]
    return [*pages, *_sent_empty(rows, pages), *STATES]


def _pages(row: Row) -> list[Visit]:
    if row.route in NO_PAGE or (row.route, row.about) in _STAGED:
        return []
    people = [name for name, word in row.cells.items() if word == "open"]
    if row.route in EVERY_ROLE:
        return [Visit(name, row.route, row.about) for name in people]
    usual = [name for name in USUAL_PEOPLE if name in people]
    return [Visit(name, row.route, row.about) for name in (usual or people)[:1]]


def _sent_empty(rows: list[Row], pages: list[Visit]) -> list[Visit]:
    forms = {(row.route, row.about) for row in rows if row.method == "POST"}
    seen: dict[tuple[str, str], Visit] = {}
    for page in pages:
        if (page.route, page.about) in forms and page.route not in TAKES_NOTHING:
            seen.setdefault((page.route, page.about), page)
    return [
        Visit(page.who, page.route, page.about, "send_empty", _EMPTY_STATUS.get(page.route, 422))
        for page in seen.values()
    ]


_EMPTY_STATUS: dict[str, int] = {}

# States that a person can be in, by hand. Visitors beside the world's people are made in `staging`.
STATES = (
    # Signing in and one's own account.
    Visit("two_roles_unchosen", "staff:choose_role"),
    Visit("two_roles_unchosen", "staff:choose_role", act="send_empty", status=422),
    Visit("idle", "staff:locked"),
    Visit("idle", "staff:locked", act="send_empty", status=422),
    Visit("lapsed_adviser", "staff:you"),
    Visit("fresh", "mfa_activate_totp"),
    Visit("fresh", "mfa_activate_totp", act="send_empty", status=422),
    Visit("fresh", "mfa_add_webauthn"),
    Visit("with_codes", "mfa_index"),
    Visit("with_codes", "mfa_list_webauthn"),
    Visit("with_codes", "mfa_remove_webauthn", "pk=passkeys/second"),
    Visit("with_codes", "mfa_deactivate_totp"),
    Visit("with_codes", "mfa_view_recovery_codes"),
    Visit("with_codes", "mfa_generate_recovery_codes"),
    Visit("with_codes", "mfa_reauthenticate"),
    Visit("with_codes", "mfa_reauthenticate_webauthn"),
    Visit("with_codes", "mfa_reauthenticate", act="send_empty", status=422),
    Visit(ANONYMOUS, "mfa_authenticate", act="sign_in_halfway"),
    Visit(ANONYMOUS, "mfa_authenticate", act="second_step_wrong", status=422),
    Visit(ANONYMOUS, "account_reset_password_from_key", "uidb36=keys/user key=keys/key"),
    Visit(ANONYMOUS, "account_reset_password_from_key", "uidb36=keys/user key=keys/key", "send_empty", 422),
    # Empty, long, not theirs.
    Visit("newcomer", "workspace:today"),
    Visit("busy", "workspace:today"),
    Visit("busy", "workspace:today_list", "part=contacts"),
    Visit("busy", "workspace:today_list", "part=contacts", query="?page=2"),
    Visit("newcomer", "workspace:today_list", "part=tasks"),
    Visit("lapsed_adviser", "workspace:today", status=403),
    Visit("technician", "workspace:today", status=403),
    Visit("second_prime_adviser", "workspace:customer", "customer_id=customers/customer", status=404),
    # Contacts and checks.
    Visit("area_adviser", "workspace:contact", "contact_id=contacts/group"),
    Visit("area_adviser", "workspace:contact", "contact_id=contacts/first"),
    Visit("area_adviser", "workspace:contact", "contact_id=contacts/cut_off"),
    Visit("trainee", "workspace:contact", "contact_id=contacts/joined"),
    Visit("area_adviser", "workspace:stay_anonymous", "contact_id=contacts/anonymous"),
    Visit("area_adviser", "workspace:before_advice", "contact_id=contacts/first"),
    Visit("two_roles", "workspace:identity_check", "contact_id=contacts/nobody check_id=checks/nobody"),
    Visit("two_roles", "workspace:contact", "contact_id=contacts/locked"),
    Visit(
        "two_roles",
        "workspace:identity_check",
        "contact_id=contacts/locked check_id=checks/locked",
        status=403,
    ),
    Visit("two_roles", "workspace:find_customer", "contact_id=contacts/often", "search", 429),
    # What a contact needs: decided warm and cold, at 18, decided meanwhile, over, a group's, seen from outside.
    Visit("area_adviser", "workspace:triage", "contact_id=contacts/triaged_warm"),
    Visit("area_adviser", "workspace:triage", "contact_id=contacts/triaged_cold"),
    Visit("area_adviser", "workspace:triage_again", "contact_id=contacts/triaged_cold"),
    Visit("area_adviser", "workspace:triage", "contact_id=contacts/anonymous", "triage_at_18", 422),
    Visit(
        "area_adviser", "workspace:triage_again", "contact_id=contacts/triaged_cold", "triage_meanwhile", 409
    ),
    Visit("area_adviser", "workspace:triage", "contact_id=contacts/cut_off"),
    Visit("area_adviser", "workspace:triage", "contact_id=contacts/group"),
    Visit("trainee", "workspace:triage", "contact_id=contacts/open"),
    # Records and sessions.
    Visit("area_adviser", "workspace:customer", "customer_id=customers/member"),
    Visit("area_adviser", "workspace:customer_contact_point", "customer_id=customers/member kind=email"),
    Visit("area_adviser", "workspace:customer_names", "customer_id=customers/customer", "send_stale", 409),
    Visit("area_adviser", "workspace:customer_details", "customer_id=customers/customer", "send_stale", 409),
    Visit("area_adviser", "workspace:attendance", "attendance_id=attendances/first"),
    Visit("claims_officer", "workspace:attendance", "attendance_id=attendances/first"),
    Visit("area_adviser", "workspace:attendance", "attendance_id=attendances/unfinished", "complete", 422),
    Visit(
        "area_adviser", "workspace:attendance", "attendance_id=attendances/unfinished", "refused_word", 422
    ),
    Visit("trainee", "workspace:attendance", "attendance_id=attendances/unfinished", "send_stale", 409),
    Visit("area_adviser", "workspace:session", "session_id=sessions/group"),
    Visit("claims_officer", "workspace:session", "session_id=sessions/first"),
    Visit("area_adviser", "workspace:appointment", "appointment_id=appointments/group"),
    Visit("area_adviser", "workspace:appointment", "appointment_id=appointments/later"),
    Visit("safeguarding_lead", "workspace:concern", "concern_id=concerns/taken"),
    Visit("technician", "workspace:raise_concern"),
    # Outcomes and follow-ups: every state of both, as those who may and who may not change them.
    *(
        Visit("area_adviser", "workspace:outcome", f"outcome_id=outcomes/{name}")
        for name in ("missing", "sent_back", "withdrawn", "claimed")
    ),
    Visit("claims_officer", "workspace:outcomes", "customer_id=customers/planned"),
    Visit("claims_officer", "workspace:evidence", "evidence_id=evidence/claimable"),
    Visit("area_adviser", "workspace:change_outcome", "outcome_id=outcomes/claimed", status=409),
    Visit("area_adviser", "workspace:follow_up", "follow_up_id=follow_ups/done"),
    Visit("area_adviser", "workspace:follow_up", "follow_up_id=follow_ups/later"),
    Visit("information_adviser", "workspace:satisfaction", "customer_id=customers/planned"),
    Visit(
        "information_adviser", "workspace:satisfaction", "customer_id=customers/followed", "send_empty", 422
    ),
    Visit("trainee", "workspace:satisfaction", "customer_id=customers/followed"),
    Visit("area_adviser", "workspace:today_list", "part=follow-ups"),
    # Claims: what waits, what was sent back and claimed, nothing found; an outcome in each state.
    Visit("returns_manager", "workspace:surveys", "", "send_empty", 422),
    Visit("area_adviser", "workspace:calls", "customer_id=customers/customer", "send_empty", 422),
    Visit("claims_officer", "workspace:claims", query="?state=sent_back"),
    Visit("claims_officer", "workspace:claims", query="?state=claimed"),
    Visit("claims_officer", "workspace:claims", query="?month=2019-01"),
    *(
        Visit("claims_officer", "workspace:claim", f"outcome_id=outcomes/{name}")
        for name in ("missing", "sent_back", "refused")
    ),
    Visit("compliance", "workspace:claim", "outcome_id=outcomes/claimed"),
    # Runs: the decisions on sessions, none of a verdict, what a changed rate and a changed day move, a wrong rate.
    Visit("claims_officer", "workspace:run", "run_id=runs/look", query="?kind=session"),
    Visit("claims_officer", "workspace:run", "run_id=runs/look", query="?kind=outcome&verdict=unpriced"),
    Visit(
        "claims_officer",
        "workspace:simulate_outcome",
        "outcome_id=outcomes/claimed",
        query="?version=2025-04-24",
    ),
    Visit(
        "claims_officer",
        "workspace:simulate_outcome",
        "outcome_id=outcomes/claimed",
        query="?version=recommended&rate=much",
        status=422,
    ),
    # The ledger: a month without a claim, the agency's view of a claim, a line to open for audit.
    Visit("compliance", "workspace:ledger_claim", "claim_id=claims/made"),
    Visit("contract_manager", "workspace:ledger"),
    Visit("contract_manager", "workspace:ledger_claim", "claim_id=claims/made"),
    # Returns: the agency's month, each step of one as who acts next, an extract without its direction.
    Visit("contract_manager", "workspace:returns", query="?month=2026-07"),
    *(
        Visit("returns_manager", "workspace:return", f"return_id=returns/{name}")
        for name in ("approved", "rejected")
    ),
    *(
        Visit("contract_manager", "workspace:return", f"return_id=returns/{name}")
        for name in ("sent", "received")
    ),
    Visit(
        "returns_manager",
        "workspace:extract",
        "contract_id=contracts/prime_north_east month=2026-05 kind=dwp",
    ),
    # Figures: another kind, a break-down, what can't be asked, the agency's rounded ones; a report to be removed.
    Visit("contract_manager", "workspace:performance", query="?kind=equality"),
    Visit("returns_manager", "workspace:performance", query="?kind=kpi&known=returned", status=422),
    Visit("compliance", "workspace:measure", "code=sessions", query="?by=contract"),
    Visit("contract_manager", "workspace:measure", "code=sessions", query="?channel=1", status=422),
    # Contracts: what the agency keeps of a failure, its own view, figures as known, the inputs of before.
    Visit(
        "contract_manager",
        "workspace:intervention",
        "intervention_id=managing/intervention",
        "send_empty",
        422,
    ),
    Visit("contract_manager", "workspace:contracts"),
    Visit(
        "contract_manager", "workspace:contract_known", "contract_id=contracts/prime_north_east month=2026-05"
    ),
    Visit(
        "contract_manager",
        "workspace:contract_inputs",
        "contract_id=contracts/prime_north_east month=2012-05",
    ),
    Visit("contract_manager", "workspace:set_term", "contract_id=contracts/prime_north_east what=payment"),
    # Keys: one that was made, shown once; how much systems read, for the agency, in a month of before.
    Visit("technician", "shared_record:new_key", "", "make_key"),
    Visit("contract_manager", "shared_record:systems", query="?month=2012-05"),
    # Messages that perhaps were sent: none, somebody else's, one that is too late.
    Visit("telephone_adviser", "workspace:messages"),
    Visit("compliance", "workspace:messages"),
    Visit("area_adviser", "workspace:messages", query="?page=2"),
    Visit("area_adviser", "workspace:decide_message", "message_id=messages/too_late"),
    # Writing a plan: begun, refused, two at once, read from outside; versions compared; progress.
    Visit("claims_officer", "workspace:plan", "attendance_id=attendances/planned"),
    Visit("area_adviser", "workspace:plan", "attendance_id=attendances/planned", "refused_word", 422),
    Visit("trainee", "workspace:plan", "attendance_id=attendances/planned", "send_stale", 409),
    Visit(
        "area_adviser",
        "workspace:plan_history",
        "customer_id=customers/planned",
        status=422,
        query="?after=x",
    ),
    Visit("area_adviser", "workspace:plan_history", "customer_id=customers/member"),
    Visit("area_adviser", "workspace:plan_progress", "customer_id=customers/member"),
    Visit("claims_officer", "workspace:plan_progress", "customer_id=customers/planned"),
    # Accepting and giving a plan: put off, accepted, replaced; a copy in every state, and what is refused.
    Visit("area_adviser", "workspace:plan_acceptance", "attendance_id=attendances/followed"),
    Visit("claims_officer", "workspace:plan_acceptance", "attendance_id=attendances/waiting"),
    Visit("claims_officer", "workspace:plan_copies", "attendance_id=attendances/planned"),
    *(
        Visit(
            "area_adviser", "workspace:plan_copy", f"attendance_id=attendances/{about} copy_id=copies/{name}"
        )
        for about, name in (
            ("planned", "given"),
            ("planned", "post"),
            ("planned", "kept"),
            ("planned", "received"),
            ("waiting", "sent"),
        )
    ),
    Visit(ANONYMOUS, "public:receipt", "token=no-such-link", "press"),
    # Packs of rules: as whoever publishes sees them, and what one would change.
    Visit("contract_manager", "workspace:publications"),
    Visit("compliance", "workspace:know_words"),
    Visit("contract_manager", "workspace:publication", "publication_id=packs/published"),
    Visit("contract_manager", "workspace:propose_pack", act="check_pack"),
    Visit("second_contract_manager", "workspace:approve_pack", "proposal_id=packs/proposed"),
    Visit("area_adviser", "workspace:drop_contact", "contact_id=contacts/open", status=405),
    Visit("contract_manager", "workspace:opening_hours"),
    # Rules and instructions: found, not found, wrong, every kind of value, no value, and words on request.
    Visit("area_adviser", "workspace:rules", query="?words=days&status=carried_forward&paper=OI"),
    Visit("area_adviser", "workspace:rules", query="?page=2"),
    Visit("area_adviser", "workspace:rules", query="?words=nothing-like-it"),
    Visit("area_adviser", "workspace:rules", query="?on-day=31&on-month=2&on-year=2015", status=422),
    Visit("area_adviser", "workspace:rules", query="?status=no_value&on-day=1&on-month=1&on-year=2005"),
    Visit("technician", "workspace:rules_print", query="?words=record"),
    Visit("technician", "workspace:rules_compare", query="?first-day=1&first-month=9&first-year=2014"),
    Visit("area_adviser", "workspace:rules_compare", query="?second-day=40", status=422),
    *(
        Visit("area_adviser", "workspace:rule", f"key={key}", query=query)
        for key, query in (
            ("identity.method", "?on-day=1&on-month=6&on-year=2015"),
            ("identity.answers_needed", "?on-day=1&on-month=1&on-year=2012"),
            ("identity.presets", ""),
            ("login.password", ""),
            ("priority.set.ncs_2014", ""),
            ("notice.charter", ""),
            ("screening.everyday_blocks", ""),
            ("identity.guide", ""),
        )
    ),
    Visit("technician", "workspace:rule", "key=screening.forms"),
    Visit("area_adviser", "workspace:rule", "key=no.such_rule", status=404),
    Visit("area_adviser", "workspace:rules_words", act="press"),
    Visit("area_adviser", "workspace:instructions", query="?words=bank+holiday"),
    Visit("area_adviser", "workspace:instructions", query="?words=nothing-like-it"),
    Visit("area_adviser", "workspace:instructions", query="?words=", status=422),
    Visit("area_adviser", "workspace:instructions_chapter", "name=triage-and-transfers"),
    Visit("area_adviser", "workspace:instructions_chapter", "name=no-such-chapter", status=404),
    # Error pages, for the staff and for anybody.
    *(Visit("area_adviser", "failing", f"status={status}", status=status) for status in (400, 403, 404, 409)),
    *(Visit("area_adviser", "failing", f"status={status}", status=status) for status in (413, 429, 500, 503)),
    *(Visit(ANONYMOUS, "failing", f"status={status}", status=status) for status in (403, 404, 429, 500)),
)

# Rows of the matrix whose page needs more than its person: they are among the states.
_STAGED = frozenset({("account_reset_password_from_key", "")})
