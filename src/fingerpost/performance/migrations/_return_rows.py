"""The rows and sums of a return, and the people of an extract, as SQL."""

from __future__ import annotations

from typing import Final

ROW: Final = """line uuid, outcome uuid, customer uuid, born_on date, postcode text, learner_number text,
    plan uuid, session uuid, session_on date, channel integer, organisation uuid, organisation_name text,
    ukprn text, is_subcontracted boolean, adviser text, kind text, effective_on date, claimed_on date,
    customer_class text, pence integer, period text, was_read boolean"""
# The payments that stand at the end of a month: not taken back by the line after them in a claim up to then. One row
# a payment whatever its reader may see of it, so that nothing is missing without a word; `was_read` says which. The
# address is the one that held on the day of the session, the plan that of the session or the one worked to until then.
# A subcontractor sees its own lines and no claim.
ROWS: Final = """
    SELECT l.id, l.outcome_id, o.customer_id, c.date_of_birth, a.postcode::text, c.unique_learner_number::text,
           v.plan_id, t.id, day.at, s.channel::integer, l.organisation_id, g.name::text,
           g.ukprn::text, l.organisation_id <> k.prime_id, w.full_name::text, o.kind::text, o.told_on,
           (o.claimed_at AT TIME ZONE 'Europe/London')::date,
           coalesce(rd.customer_class, d.customer_class, '')::text, l.amount_pence, l.period::text,
           o.id IS NOT NULL AND c.id IS NOT NULL
      FROM funding_claimline l
      LEFT JOIN funding_claim m ON m.id = l.claim_id
      JOIN organisations_contract k ON k.id = l.contract_id
      JOIN organisations_organisation g ON g.id = l.organisation_id
      LEFT JOIN outcomes_outcome o ON o.id = l.outcome_id
      LEFT JOIN customers_customer c ON c.id = o.customer_id
      LEFT JOIN interactions_attendance t ON t.id = o.attendance_id
      LEFT JOIN interactions_session s ON s.id = t.session_id
      LEFT JOIN LATERAL (SELECT (s.started_at AT TIME ZONE 'Europe/London')::date AS at) day ON true
      LEFT JOIN LATERAL (
          SELECT h.postcode FROM customers_address h
           WHERE h.customer_id = o.customer_id AND (h.from_on IS NULL OR h.from_on <= day.at)
             AND (h.until_on IS NULL OR h.until_on > day.at)
           ORDER BY h.from_on DESC NULLS LAST, h.id LIMIT 1) a ON true
      LEFT JOIN LATERAL (
          SELECT p.plan_id FROM plans_plan q JOIN plans_planversion p ON p.plan_id = q.id
           WHERE q.customer_id = o.customer_id AND (p.attendance_id = t.id OR (q.contract_id = l.contract_id AND p.made_at <= s.started_at))
           ORDER BY p.attendance_id = t.id DESC, p.made_at DESC, p.id DESC LIMIT 1) v ON true
      LEFT JOIN LATERAL (
          SELECT y.full_name FROM interactions_sessionstaff x JOIN staff_account y ON y.id = x.account_id
           WHERE x.session_id = s.id AND x.part IN ('adviser', 'language_adviser', 'trainee')
           ORDER BY x.part, x.id LIMIT 1) w ON true
      LEFT JOIN funding_rundecision rd ON rd.run_id = m.run_id AND rd.event = l.outcome_id AND rd.kind = 'outcome'
      LEFT JOIN funding_fundingdecision d ON d.id = l.decision_id
     WHERE l.contract_id = for_contract AND l.kind = 'payment' AND (m.id IS NULL OR m.month <= through)
       AND NOT EXISTS (SELECT 1 FROM funding_claimline n LEFT JOIN funding_claim e ON e.id = n.claim_id
                        WHERE n.outcome_id = l.outcome_id AND n.place = l.place + 1
                          AND (e.id IS NULL OR e.month <= through))
"""
SUMS_ROW: Final = """lines_pence bigint, claims_pence bigint, payments bigint, reversals bigint, has_claim boolean,
    claimed_at timestamptz"""
SUMS: Final = """
    SELECT (SELECT coalesce(sum(l.amount_pence), 0)::bigint FROM funding_claimline l
             WHERE l.claim_id = ANY (c.ids)), c.pence,
           (SELECT count(*) FROM funding_claimline l WHERE l.claim_id = ANY (c.ids) AND l.kind = 'payment'),
           (SELECT count(*) FROM funding_claimline l WHERE l.claim_id = ANY (c.ids) AND l.kind = 'reversal'),
           c.has_month, c.latest
      FROM (SELECT coalesce(array_agg(m.id), '{}') AS ids, coalesce(sum(m.outcomes_pence), 0)::bigint AS pence,
                   coalesce(bool_or(m.month = through), false) AS has_month, max(m.made_at) AS latest
              FROM funding_claim m WHERE m.contract_id = for_contract AND m.month <= through) c
"""

PERSON: Final = """customer uuid, attendance uuid, given_name text, family_name text, born_on date, gender integer,
    preferred integer, mobile text, home text, other text, email text, postcode text, condition integer,
    difficulty integer, ethnicity integer, organisation uuid, organisation_name text, is_subcontracted boolean,
    plan_on date, employment text, unemployed_for text, learning text, qualification text, channel integer,
    session_on date, result text, seen_before date, opted_in boolean, left_out boolean, groups text, outcomes text"""


def _latest(kind: str) -> str:
    return f"""(SELECT k.value::text FROM customers_circumstance k
        WHERE k.customer_id = w.customer_id AND k.kind = '{kind}' AND k.as_of <= w.on_day
        ORDER BY k.as_of DESC, k.id DESC LIMIT 1)"""


def _reach(kind: str) -> str:
    """Only what the customer called safe: not known is not safe."""
    return f"""CASE WHEN asked.kind = 'survey' AND is_named THEN (SELECT p.value::text FROM customers_contactpoint p
        WHERE p.customer_id = w.customer_id AND p.kind = '{kind}' AND p.ended_at IS NULL AND p.is_safe
          AND NOT p.read_by_others LIMIT 1) END"""


# One door for each direction of the agency, to a returns manager of the contract it names: the people of one month,
# and of each only what the kind of extract is for. Who did not agree to market research stands in a survey's rows
# without name, address or id: they are counted and never told. Restricted facts need the
# customer's consent of their own. Who asked for the record to go, died or is there twice is marked.
PEOPLE: Final = f"""
#variable_conflict use_column
DECLARE
    asked record;
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    SELECT d.* INTO asked FROM performance_direction d
     WHERE d.id = for_direction AND d.withdraws_id IS NULL AND today BETWEEN d.starts_on AND d.ends_on
       AND NOT EXISTS (SELECT 1 FROM performance_direction x WHERE x.withdraws_id = d.id);
    IF NOT FOUND OR NOT fingerpost_sees_customers() OR fingerpost_my_role() <> 'returns_manager'
       OR NOT asked.contract_id = ANY (fingerpost_my_prime_contracts()) THEN
        RAISE EXCEPTION 'no direction for this extract' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
    WITH came AS (
        SELECT t.id, t.customer_id, t.result, s.channel, s.organisation_id, s.started_at,
               (s.started_at AT TIME ZONE 'Europe/London')::date AS on_day
          FROM interactions_session s JOIN interactions_attendance t ON t.session_id = s.id
         WHERE s.contract_id = asked.contract_id AND t.customer_id IS NOT NULL
           AND s.started_at >= (for_month::timestamp AT TIME ZONE 'Europe/London')
           AND s.started_at < ((for_month + interval '1 month')::timestamp AT TIME ZONE 'Europe/London')
           AND t.result IN ('attended', 'did_not_attend')),
    wanted AS (
        (SELECT * FROM came WHERE asked.kind = 'dwp')
        UNION ALL
        (SELECT DISTINCT ON (customer_id) * FROM came WHERE asked.kind <> 'dwp' AND result = 'attended'
          ORDER BY customer_id, started_at, id)),
    marked AS (
        SELECT w.*, c.state = 'closed'
                 OR EXISTS (SELECT 1 FROM outcomes_followupattempt f WHERE f.customer_id = w.customer_id
                             AND f.situation IN ('left_the_service', 'recorded_twice', 'died'))
                 OR EXISTS (SELECT 1 FROM customers_matchkey later JOIN customers_matchkey earlier
                              USING (date_of_birth, postcode, family, given)
                             WHERE later.customer_id = w.customer_id AND earlier.customer_id < later.customer_id)
               AS is_out
          FROM wanted w JOIN customers_customer c ON c.id = w.customer_id),
    people AS (
        SELECT w.*, (asked.kind <> 'survey' OR (c.agrees_to_market_research AND NOT w.is_out)) AS is_named
          FROM marked w JOIN customers_customer c ON c.id = w.customer_id)
    SELECT CASE WHEN is_named THEN c.id END, CASE WHEN is_named THEN w.id END,
           CASE WHEN is_named THEN c.given_name::text END, CASE WHEN is_named THEN c.family_name::text END,
           c.date_of_birth,
           CASE WHEN asked.kind = 'survey' THEN c.gender::integer END,
           CASE WHEN asked.kind = 'survey' THEN c.preferred_contact_method::integer END,
           {_reach("mobile")}, {_reach("home")}, {_reach("alternative")}, {_reach("email")},
           CASE WHEN is_named THEN (
               SELECT h.postcode::text FROM customers_address h
                WHERE h.customer_id = w.customer_id AND (h.from_on IS NULL OR h.from_on <= w.on_day)
                  AND (h.until_on IS NULL OR h.until_on > w.on_day)
                ORDER BY h.from_on DESC NULLS LAST, h.id LIMIT 1) END,
           CASE WHEN asked.kind = 'survey' AND is_named AND v.consents_to_health
                THEN v.learning_difficulty_or_disability::integer END,
           CASE WHEN asked.kind = 'survey' AND is_named AND v.consents_to_health
                THEN v.primary_difficulty::integer END,
           CASE WHEN asked.kind = 'survey' AND is_named AND v.consents_to_ethnicity THEN v.ethnicity::integer END,
           w.organisation_id, g.name::text, w.organisation_id <> n.prime_id,
           CASE WHEN asked.kind <> 'matching' THEN (
               SELECT min((p.made_at AT TIME ZONE 'Europe/London')::date) FROM plans_planversion p
                WHERE p.attendance_id = w.id) END,
           CASE WHEN asked.kind = 'survey' THEN {_latest("employment_status")} END,
           CASE WHEN asked.kind = 'survey' AND is_named THEN {_latest("length_of_unemployment")} END,
           CASE WHEN asked.kind = 'survey' AND is_named THEN (
               SELECT l.status::text FROM outcomes_learningprogression l
                WHERE l.customer_id = w.customer_id AND l.recorded_on <= today
                  AND NOT EXISTS (SELECT 1 FROM outcomes_learningprogression y WHERE y.corrects_id = l.id)
                ORDER BY l.recorded_on DESC, l.id DESC LIMIT 1) END,
           CASE WHEN asked.kind = 'survey' AND is_named THEN {_latest("qualification_level")} END,
           CASE WHEN asked.kind = 'survey' THEN w.channel::integer END,
           CASE WHEN asked.kind <> 'matching' THEN w.on_day END,
           CASE WHEN asked.kind <> 'matching' THEN w.result::text END,
           CASE WHEN asked.kind = 'survey' THEN (
               SELECT max((s.started_at AT TIME ZONE 'Europe/London')::date) FROM interactions_attendance t
                 JOIN interactions_session s ON s.id = t.session_id
                WHERE t.customer_id = w.customer_id AND t.result = 'attended' AND s.started_at < w.started_at) END,
           c.agrees_to_market_research, w.is_out,
           CASE WHEN asked.kind = 'survey' AND is_named THEN (
               SELECT string_agg(q.code, ',' ORDER BY q.place) FROM interactions_priorityassessment e,
                      jsonb_array_elements_text(e.groups) WITH ORDINALITY AS q (code, place)
                WHERE e.attendance_id = w.id AND e.set_name = n.scheme) END,
           CASE WHEN asked.kind = 'dwp' THEN (
               SELECT string_agg(o.kind, ',' ORDER BY o.told_on, o.id) FROM outcomes_outcome o
                WHERE o.attendance_id = w.id AND o.withdrawn_at IS NULL) END
      FROM people w
      JOIN customers_customer c ON c.id = w.customer_id
      JOIN organisations_contract n ON n.id = asked.contract_id
      JOIN organisations_organisation g ON g.id = w.organisation_id
      LEFT JOIN customers_diversitydetails v ON v.customer_id = w.customer_id
     WHERE asked.kind = 'survey' OR (NOT w.is_out AND {_latest("jobcentre_plus_customer")} = 'yes');
END
"""
