"""No page of the workspace is left out of the measurement without being named here."""

from __future__ import annotations

import ast
import inspect

from django.urls import URLPattern

from bench import pages
from fingerpost.workspace import urls as workspace
from fingerpost.workspace.audits import urls as audits
from fingerpost.workspace.claims import urls as claims
from fingerpost.workspace.concerns import urls as concerns
from fingerpost.workspace.contacts import urls as contacts
from fingerpost.workspace.contracts import urls as contracts
from fingerpost.workspace.customers import urls as customers
from fingerpost.workspace.follow_ups import urls as follow_ups
from fingerpost.workspace.funding_runs import urls as funding_runs
from fingerpost.workspace.instructions import urls as instructions
from fingerpost.workspace.ledger import urls as ledger
from fingerpost.workspace.messages import urls as messages
from fingerpost.workspace.month import urls as month
from fingerpost.workspace.opening_hours import urls as opening_hours
from fingerpost.workspace.outcomes import urls as outcomes
from fingerpost.workspace.performance import urls as performance
from fingerpost.workspace.plan_copies import urls as plan_copies
from fingerpost.workspace.plans import urls as plans
from fingerpost.workspace.progressions import urls as progressions
from fingerpost.workspace.publications import urls as publications
from fingerpost.workspace.reports import urls as reports
from fingerpost.workspace.returns import urls as returns
from fingerpost.workspace.rules import urls as rules
from fingerpost.workspace.second_checks import urls as second_checks
from fingerpost.workspace.sessions import urls as sessions
from fingerpost.workspace.surveys import urls as surveys
from fingerpost.workspace.today import urls as today
from fingerpost.workspace.triage import urls as triage

_ROOMS = (
    *(concerns, contacts, customers, instructions, publications, rules, second_checks, sessions, today),
    *(audits, progressions, surveys),
    *(contracts, month, performance, reports, returns),
    *(
        claims,
        follow_ups,
        funding_runs,
        ledger,
        messages,
        opening_hours,
        outcomes,
        plan_copies,
        plans,
        triage,
    ),
)

# Steps that only take a form in, and pages for other roles or other states than the adviser's day has.
_LEFT_OUT = {
    *("drop_contact", "close_contact", "leave_contact", "send_code", "stay_anonymous", "prepare_appointment"),
    *("start_appointment", "attendance_section", "complete_attendance", "add_to_register", "key_paper"),
    *("register", "today_list", "customer_contact_point", "concerns", "concern", "concern_raised"),
    *("acknowledge_concern", "close_concern", "open_concern_customer"),
    *("rules_file", "rules_print", "rules_evidence", "rules_words", "instructions_whole"),
    *("publication", "propose_pack", "approve_pack", "acknowledge_publication", "know_words"),
    *("second_checks_used", "triage_again", "triage_attempt"),
    *("set_opening_hours", "set_exceptional_day"),
    *("messages", "decide_message"),
    *("claims", "claim", "make_claim", "send_claim_back"),
    *("audits", "audit_line", "audit_sample", "audit_pack", "security_log"),
    *("surveys", "survey", "hand_over", "calls", "call", "withdraw_calls"),
    *("new_employment", "new_learning", "new_research_outcome"),
    *("ledger", "ledger_make", "ledger_claim", "ledger_lines_file", "ledger_invoice", "ledger_step"),
    *("ledger_hold", "ledger_statements", "ledger_statement", "ledger_statement_file"),
    *(
        "runs",
        "new_run",
        "new_shadow",
        "simulator",
        "simulate_outcome",
        "run",
        "run_event",
        "run_differences",
    ),
    # Of managers and the agency; the month is measured by itself at a nation's size.
    *("performance", "measure", "measure_records", "measure_file", "figures_json", "take_snapshot"),
    *("reports", "new_report", "report", "change_report", "make_report", "remove_report", "report_file"),
    *("months", "month", "month_duty", "contracts", "contract", "contract_known", "contract_inputs"),
    *("equality_gaps", "advisers_view", "venues_view", "external_counts", "external_counts_file"),
    *("intervention", "data_request", "ask_for_data", "contract_terms", "set_term", "month_shares"),
    *(
        "returns",
        "return_checks",
        "build_return",
        "upload_return",
        "extract",
        "directions",
        "withdraw_direction",
    ),
    *("return", "sign_off_return", "send_return", "answer_return", "return_archive", "return_file"),
    *("follow_up", "close_follow_up", "outcome", "change_outcome", "withdraw_outcome"),
    *("add_evidence", "evidence", "withdraw_evidence"),
    *("begin_plan", "plan_version", "group_plan", "group_plan_print"),
    *("plan_acceptance", "plan_slip", "plan_copies", "plan_copy", "plan_copy_document", "plan_copy_letter"),
}


def test_pages_when_measured_then_every_route_is_among_them_or_left_out_by_name() -> None:
    routes = {str(each.name) for room in _ROOMS for each in room.urlpatterns if isinstance(each, URLPattern)}
    named = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(pages)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert len(workspace.urlpatterns) == len(_ROOMS)
    assert routes - _LEFT_OUT <= named, routes - _LEFT_OUT - named
    assert not _LEFT_OUT & named
