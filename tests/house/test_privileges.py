"""What the web may do in the database, table by table, written by hand: a right that nobody wrote here fails.

The catalogue is read; nothing is taken from the migrations. S, I, U and D are SELECT, INSERT, UPDATE and DELETE.
"""

from __future__ import annotations

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

UNDER_POLICIES = {
    # customers: grants and what only functions see
    "customers_grant": "S",
    "customers_matchkey": "",
    "customers_sharedsecret": "",
    # customers: the record and its parts
    "customers_customer": "SIU",
    "customers_address": "SIU",
    "customers_contactpoint": "SIU",
    "customers_diversitydetails": "SIU",
    "customers_earliername": "SI",
    "customers_circumstance": "SI",
    "customers_identityproof": "SI",
    "customers_additionalindicator": "SID",
    # organisations: a prime contractor writes its own hours, everybody reads them
    "organisations_openinghours": "SIU",
    "organisations_exceptionalopening": "SIU",
    # rulebook: rows are added and never changed
    "rulebook_proposal": "SI",
    "rulebook_closedproposal": "SI",
    "rulebook_publication": "SI",
    "rulebook_notified": "SI",
    "rulebook_acknowledgement": "SI",
    "rulebook_wordsconfirmation": "SI",
    # interactions
    "interactions_contact": "SIU",
    "interactions_contactstaff": "SIU",
    "interactions_noticegiven": "SIU",
    "interactions_identitycheck": "S",
    "interactions_identitycandidate": "",
    "interactions_onetimecode": "",
    "interactions_secondcheck": "",
    "interactions_secondcheckuse": "SI",
    "interactions_session": "SIU",
    "interactions_sessionstaff": "SI",
    "interactions_attendance": "SIU",
    "interactions_attendancesection": "SIU",
    "interactions_priorityassessment": "SI",
    "triage_contactdecision": "SI",
    # plans: versions, answers and progress are added and never changed
    "plans_plan": "SIU",
    "plans_draft": "SIU",
    "plans_draftpart": "SIU",
    "plans_draftitem": "SIUD",
    "plans_planversion": "SI",
    "plans_planacceptance": "SI",
    "plans_planprogress": "SI",
    "plans_plancopy": "SIU",
    # appointments, safeguarding, notices
    "appointments_appointment": "SIU",
    "appointments_booking": "SIU",
    "safeguarding_concern": "SIU",
    "notices_message": "SIU",
    # outcomes: a follow-up is closed and never made; tries, answers and openings are added and never changed
    "outcomes_followup": "SU",
    "outcomes_followupattempt": "SI",
    "outcomes_outcome": "SIU",
    "outcomes_evidence": "SIU",
    "outcomes_evidencegrant": "S",
    "outcomes_satisfactionanswer": "SI",
    # agreements and agreed calls change how they stand; progressions, research outcomes and draws are added alone
    "outcomes_callagreement": "SIU",
    "outcomes_plannedcall": "SIU",
    "outcomes_employmentprogression": "SI",
    "outcomes_learningprogression": "SI",
    "outcomes_researchoutcome": "SI",
    "outcomes_surveydraw": "SI",
    "outcomes_surveydrawn": "SI",
    # funding: decisions are added and never changed
    "funding_fundingdecision": "SI",
    # the ledger: added and never changed; terms are the agency's, a cost is only taken out
    "funding_claim": "SI",
    "funding_frozenfacts": "SI",
    "funding_claimline": "SI",
    "funding_claimstep": "SI",
    "funding_claimsum": "SI",
    "funding_clawback": "SI",
    "funding_contractyear": "SIU",
    "funding_profile": "SIU",
    "funding_profilechange": "SI",
    "funding_monthshare": "SIU",
    "funding_feededuction": "SIU",
    "funding_fixedsum": "SIU",
    "funding_passthrough": "SIU",
    "funding_costline": "SIU",
    "funding_paymentmade": "SI",
    "funding_auditsample": "SI",
    "funding_auditsampleline": "SI",
    # runs are begun and finished once; what they decided is written by a function
    "funding_run": "SIU",
    "funding_rundecision": "S",
    # performance: figures are frozen by the worker alone; counts of other systems are added and never changed
    "performance_target": "SIU",
    "performance_duty": "SIU",
    "performance_intervention": "SIU",
    "performance_datarequest": "SIU",
    "performance_frozenfigure": "S",
    "performance_externalcount": "SI",
    "performance_savedreport": "SIU",
    "performance_reportmade": "SID",
    # returns, their files, steps and directions are added and never changed
    "performance_direction": "SI",
    "performance_return": "SI",
    "performance_returnfile": "SI",
    "performance_returnstep": "SI",
    # that a snapshot was taken is read by all and written by the worker
    "performance_snapshot": "S",
    # files: added, never changed
    "files_storedfile": "SI",
    "files_filecontent": "SI",
    # the wire: who may come in is seen, and changed by functions alone; records of a customer with a grant
    "dss_wiretouchpoint": "S",
    "dss_wirekey": "S",
    "dss_wirekeytouchpoint": "S",
    "dss_wirealarm": "S",
    "dss_wireguessing": "S",
    # how often a key guessed is counted and looked at by functions alone
    "dss_wiremiss": "",
    "dss_wirerecord": "SIU",
    "dss_wiremark": "SIU",
    "dss_wirefinding": "SIU",
    # notices are queued, pushed and replayed by functions alone
    "dss_wirenotice": "S",
    "dss_wirenoticeattempt": "S",
    "dss_wirelistening": "S",
    "dss_wirereport": "S",
    # synchronising with another service is the console's, as *system*
    **dict.fromkeys(("dss_wireremote", "dss_wirepair", "dss_wiredue", "dss_wiregone"), ""),
    # the house's own
    "house_event": "SI",
    "house_read": "SI",
    "house_submission": "SIUD",
}
HISTORY_UNDER_POLICIES = {
    **dict.fromkeys(
        (
            "organisations_openinghoursevent",
            "organisations_exceptionalopeningevent",
            "customers_customerevent",
            "customers_addressevent",
            "customers_contactpointevent",
            "customers_diversitydetailsevent",
            "customers_earliernameevent",
            "customers_circumstanceevent",
            "customers_identityproofevent",
            "interactions_contactevent",
            "interactions_noticegivenevent",
            "interactions_sessionevent",
            "interactions_sessionstaffevent",
            "interactions_attendanceevent",
            "interactions_attendancesectionevent",
            "interactions_priorityassessmentevent",
            "appointments_appointmentevent",
            "appointments_bookingevent",
            "outcomes_followupevent",
            "outcomes_followupattemptevent",
            "outcomes_outcomeevent",
            "outcomes_evidenceevent",
            *(
                f"funding_{name}event"
                for name in (
                    *("contractyear", "profile", "monthshare", "feededuction", "fixedsum", "passthrough"),
                    "costline",
                )
            ),
            "outcomes_callagreementevent",
            "outcomes_plannedcallevent",
            "outcomes_employmentprogressionevent",
            "outcomes_learningprogressionevent",
            "outcomes_researchoutcomeevent",
            "plans_planevent",
            "plans_draftevent",
            "plans_draftpartevent",
            "plans_draftitemevent",
            "plans_plancopyevent",
            "safeguarding_concernevent",
            "performance_targetevent",
            "performance_dutyevent",
            "performance_interventionevent",
            "performance_datarequestevent",
            "performance_savedreportevent",
            "dss_wirerecordevent",
            "dss_wirefindingevent",
        ),
        "SI",
    ),
    # Who made, replaced and withdrew a key is read by the owner alone.
    **dict.fromkeys(("dss_wiretouchpointevent", "dss_wirekeyevent", "dss_wirekeytouchpointevent"), ""),
    "staff_accountevent": "I",
}
OPEN_TO_EVERY_ROLE = {
    # Who delivers the service, and who works for whom: no customer stands here.
    **dict.fromkeys(
        (
            "organisations_organisation",
            "organisations_area",
            "organisations_contract",
            "organisations_contractarea",
            "organisations_subcontract",
            "organisations_touchpoint",
            "organisations_venue",
            "staff_membership",
            "staff_standing",
            "demo_nation",
            "django_content_type",
            "django_migrations",
        ),
        "S",
    ),
    # Signing in.
    "staff_account": "SU",
    "staff_livesession": "SIU",
    "account_emailaddress": "SIUD",
    "mfa_authenticator": "SIUD",
    "django_session": "SIUD",
    # Counters and cache under keyed hashes; jobs that carry ids.
    "house_tries": "SIUD",
    "house_cache": "SIUD",
    "procrastinate_jobs": "SIUD",
    "procrastinate_events": "SIUD",
    "procrastinate_periodic_defers": "SIUD",
    "procrastinate_workers": "SIUD",
}
# Views of ids and codes, each bounded by the actor's settings (tests/performance/test_facts.py).
FACTS = dict.fromkeys(
    (
        "fact_answer",
        "fact_attendance",
        "fact_contact",
        "fact_count",
        "fact_follow_up",
        "fact_line",
        "fact_outcome",
        "fact_paid",
        "fact_person",
        "fact_plan",
        "fact_profile",
        "fact_progression",
        "fact_sum",
    ),
    "S",
)
CLOSED = {
    "outcomes_followupssettled",
    "dss_wirefollow",
    "organisations_guardedpostcode",
    "organisations_organisationevent",
    "organisations_areaevent",
    "organisations_contractevent",
    "organisations_contractareaevent",
    "organisations_subcontractevent",
    "organisations_touchpointevent",
    "organisations_venueevent",
    "staff_membershipevent",
    "staff_standingevent",
    "pghistory_context",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
}
DOORS = {
    "fingerpost_act",
    "fingerpost_attach_customer",
    "fingerpost_audit_lines",
    "fingerpost_audit_trails",
    "fingerpost_begin_code",
    "fingerpost_begin_relationship",
    "fingerpost_code_hash",
    "fingerpost_confirm_receipt",
    "fingerpost_count_undecided_messages",
    "fingerpost_decide_message",
    "fingerpost_drop_secrets",
    "fingerpost_extract_people",
    "fingerpost_fail_check",
    "fingerpost_fail_second_checks",
    "fingerpost_find_cut_off",
    "fingerpost_give_second_check",
    "fingerpost_handle_concern",
    "fingerpost_home_postcode_allowed",
    "fingerpost_indicator_total",
    "fingerpost_join_contact",
    "fingerpost_keep_match_keys",
    "fingerpost_keep_run_rows",
    "fingerpost_keep_secret",
    "fingerpost_leads_told",
    "fingerpost_let_go_of_concern",
    "fingerpost_list_undecided_messages",
    "fingerpost_locked_checks_below",
    "fingerpost_message_states",
    "fingerpost_note_possible_duplicate",
    "fingerpost_open_audit",
    "fingerpost_open_evidence",
    "fingerpost_open_record",
    "fingerpost_pass_check",
    "fingerpost_prepare_appointment",
    "fingerpost_rule_used",
    "fingerpost_run_customers",
    "fingerpost_run_outcomes",
    "fingerpost_run_sessions",
    "fingerpost_claim_items",
    "fingerpost_my_statements",
    "fingerpost_pooled_priority",
    "fingerpost_run_payable",
    "fingerpost_search_people",
    "fingerpost_secret_hash",
    "fingerpost_secrets_held",
    "fingerpost_security_log",
    "fingerpost_staff_of_contact",
    "fingerpost_waiting_second_checks",
    "fingerpost_was_confirmed",
    "fingerpost_who_is_in",
    "fingerpost_who_may_see",
    "fingerpost_sync_noticed",
    "fingerpost_sync_secret",
    "fingerpost_wire_add_key",
    "fingerpost_wire_counts",
    "fingerpost_wire_exact_match",
    "fingerpost_wire_find_wide",
    "fingerpost_wire_revoke_key",
    "fingerpost_wire_rotate_key",
    "fingerpost_wire_speaks_for",
    "fingerpost_wire_email_taken",
    "fingerpost_wire_enter",
    "fingerpost_wire_listen",
    "fingerpost_wire_open_touchpoint",
    "fingerpost_wire_present",
    "fingerpost_wire_queue_notice",
    "fingerpost_wire_replay",
    "fingerpost_wire_subscribe",
}
SEQUENCES = {
    "procrastinate_events_id_seq",
    "procrastinate_jobs_id_seq",
    "procrastinate_periodic_defers_id_seq",
}

_TABLES = """
    SELECT c.relname, c.relrowsecurity, coalesce(string_agg(p.letter, '' ORDER BY p.place)
        FILTER (WHERE has_table_privilege('fingerpost_app', c.oid, p.privilege)
                   OR (p.place < 4 AND has_any_column_privilege('fingerpost_app', c.oid, p.privilege))), '')
      FROM pg_class c
     CROSS JOIN (VALUES (1, 'S', 'SELECT'), (2, 'I', 'INSERT'), (3, 'U', 'UPDATE'), (4, 'D', 'DELETE'),
                        (5, 'T', 'TRUNCATE'), (6, 'T', 'TRIGGER')) AS p (place, letter, privilege)
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')
     GROUP BY c.oid, c.relname, c.relrowsecurity
"""


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.requirement("OI-14.6")
def test_tables_when_read_from_the_catalogue_then_the_web_has_exactly_these_rights() -> None:
    found = {name: rights for name, _protected, rights in rows(_TABLES)}
    expected = UNDER_POLICIES | HISTORY_UNDER_POLICIES | OPEN_TO_EVERY_ROLE | FACTS
    assert found == expected | dict.fromkeys(CLOSED, "")


@pytest.mark.requirement("OI-14.6")
def test_tables_when_they_hold_anything_of_a_customer_then_row_security_is_on() -> None:
    protected = {name for name, is_protected, _rights in rows(_TABLES) if is_protected}
    assert protected == UNDER_POLICIES.keys() | HISTORY_UNDER_POLICIES.keys()


def test_functions_when_they_run_as_owner_then_named_here_pinned_and_closed_to_the_public() -> None:
    found = rows(
        """
        SELECT p.proname, p.proconfig::text, has_function_privilege('public', p.oid, 'EXECUTE'),
               has_function_privilege('fingerpost_app', p.oid, 'EXECUTE')
          FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
        """
    )
    assert {name for name, _pinned, _public, app in found if app} == DOORS
    assert {pinned for _name, pinned, _public, _app in found} == {'{"search_path=public, pg_temp"}'}
    assert not any(public for _name, _pinned, public, _app in found)
    names = [name for name, *_rest in found]
    assert len(names) == len(set(names)), "an overload would carry rights of its own"


def test_everything_else_when_asked_then_the_web_makes_nothing_and_reaches_no_file() -> None:
    sequences = rows(
        """
        SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace
           AND (has_sequence_privilege('fingerpost_app', c.oid, 'USAGE')
                OR has_sequence_privilege('fingerpost_app', c.oid, 'SELECT')
                OR has_sequence_privilege('fingerpost_app', c.oid, 'UPDATE'))
        """
    )
    assert {name for (name,) in sequences} == SEQUENCES
    assert (
        rows("SELECT nspname FROM pg_namespace WHERE has_schema_privilege('fingerpost_app', oid, 'CREATE')")
        == []
    )
    assert rows(
        "SELECT has_database_privilege(current_database(), 'CREATE'),"
        " has_database_privilege(current_database(), 'TEMP')"
    ) == [(False, False)]
    files = ("pg_read_file(text)", "pg_read_binary_file(text)", "pg_ls_dir(text)", "lo_import(text)")
    for function in files:
        assert rows(f"SELECT has_function_privilege('{function}', 'EXECUTE')") == [(False,)], function
    powers = rows(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'pg\\_%' AND pg_has_role('fingerpost_app', oid, 'MEMBER')"
    )
    assert powers == []
    assert rows("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]
