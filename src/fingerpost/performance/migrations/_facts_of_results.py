"""Views of what came of it: outcomes, progressions, the person's own facts, money, and other systems' counts."""

from typing import Final

from fingerpost.performance.migrations._bounds import (
    EVERYTHING,
    SEES_MONEY,
    day,
    key,
    month_of_day,
    sees,
)
from fingerpost.performance.migrations._facts_of_work import PLACE, PLACE_SEEN, PRIORITY

# The kinds of the pack outcome.kinds, and the groups that figures are told in (types 3 and 5 are paid as jobs).
ASKS: Final = """CASE o.kind WHEN '1' THEN 'service' WHEN '2' THEN 'service' WHEN '3' THEN 'job'
    WHEN '4' THEN 'learning' WHEN '5' THEN 'progression' ELSE o.kind::text END"""
FAMILY: Final = """CASE o.kind WHEN '1' THEN 'CSO' WHEN '2' THEN 'CMO' WHEN '3' THEN 'JO' WHEN '4' THEN 'LO'
    WHEN '5' THEN 'JO' WHEN 'learning' THEN 'LO' WHEN 'job' THEN 'JO' WHEN 'progression' THEN 'JO' ELSE '' END"""
# What shows a kind: the customer's own answer, the accepted plan, or a piece of evidence that stands.
IS_SHOWN: Final = """CASE o.kind WHEN '1' THEN n.id IS NOT NULL WHEN '2' THEN h.attendance_id IS NOT NULL
    ELSE o.evidenced_on IS NOT NULL END"""

OUTCOME: Final = f"""
SELECT {key("o.id")} AS id, o.contract_id::text AS contract, o.organisation_id::text AS organisation,
       {month_of_day("o.told_on")} AS month, {key("o.customer_id")} AS person,
       COALESCE(w.account_id, o.recorded_by_id)::text AS adviser, s.channel::text AS channel,
       s.venue_id::text AS venue, o.kind::text AS kind, {ASKS} AS asks, {FAMILY} AS family, o.started_on, o.told_on,
       {day("o.claimed_at")} AS claimed_on,
       floor((greatest(o.told_on, o.evidenced_on) - o.started_on) / 7.0)::bigint AS weeks_sustained,
       {PRIORITY} AS priority, {IS_SHOWN} AS is_shown,
       CASE WHEN {SEES_MONEY} THEN d.verdict::text END AS verdict,
       CASE WHEN {SEES_MONEY} THEN d.amount_pence::bigint END AS pence
  FROM outcomes_outcome o
    JOIN organisations_contract k ON k.id = o.contract_id
    LEFT JOIN interactions_attendance a ON a.id = o.attendance_id
    LEFT JOIN interactions_session s ON s.id = a.session_id
    LEFT JOIN interactions_sessionstaff w ON w.session_id = s.id AND w.part = 'adviser'
    LEFT JOIN interactions_priorityassessment p ON p.attendance_id = o.attendance_id AND p.set_name = k.scheme
    LEFT JOIN outcomes_satisfactionanswer n ON n.attendance_id = o.attendance_id
    LEFT JOIN (SELECT DISTINCT v.attendance_id FROM plans_planversion v
                 JOIN plans_planacceptance x ON x.version_id = v.id AND x.answer = 'accepted') h
           ON h.attendance_id = o.attendance_id
    LEFT JOIN (SELECT f.outcome_id, f.verdict, f.amount_pence FROM funding_fundingdecision f
                WHERE NOT EXISTS (SELECT FROM funding_fundingdecision l WHERE l.supersedes_id = f.id)) d
           ON d.outcome_id = o.id
 WHERE o.withdrawn_at IS NULL AND {sees("o.contract_id", "o.organisation_id", "COALESCE(w.account_id, o.recorded_by_id)")}
"""

# A line that takes back has the class of the line that it takes back. No class but that of the decision itself.
LINE: Final = f"""
SELECT {key("l.id")} AS id, m.contract_id::text AS contract, l.organisation_id::text AS organisation,
       m.month, {key("o.customer_id")} AS person, {key("o.id")} AS outcome, l.kind::text AS kind,
       {FAMILY} AS family, r.customer_class = 'priority' AS priority,
       (NULLIF(l.period, '') || '-01')::date AS effect_month, l.amount_pence::bigint AS pence
  FROM funding_claimline l
    JOIN funding_claim m ON m.id = l.claim_id
    JOIN outcomes_outcome o ON o.id = l.outcome_id
    LEFT JOIN funding_claimline b ON b.outcome_id = l.outcome_id
          AND b.place = l.place - CASE WHEN l.kind = 'reversal' THEN 1 ELSE 0 END
    LEFT JOIN funding_claim bm ON bm.id = b.claim_id
    LEFT JOIN funding_rundecision r ON r.run_id = bm.run_id AND r.event = l.outcome_id AND r.kind = 'outcome'
 WHERE {sees("m.contract_id", "l.organisation_id")}
"""

SUM: Final = f"""
SELECT {key("z.id")} AS id, m.contract_id::text AS contract, z.organisation_id::text AS organisation, m.month,
       z.kind::text AS kind, z.amount_pence::bigint AS pence
  FROM funding_claimsum z JOIN funding_claim m ON m.id = z.claim_id
 WHERE {sees("m.contract_id", "z.organisation_id")}
"""

# Section 5.3 of the catalogue: the year's number by the month's share, and each change after a quarter spread over
# the months that follow it, by their shares. A nation may give one share for everybody instead of one for each class.
# The same as funding.ledger.queries.profile_months, which a test holds equal.
PROFILE: Final = f"""
SELECT y.contract_id::text AS contract,
       (date_trunc('month', y.starts_on::timestamp) + make_interval(months => h.place - 1))::date AS month,
       f.category::text AS category, f.customer_class::text AS customer_class,
       sum(e.expected) FILTER (WHERE NOT f.is_money)::float8 AS volume,
       sum(e.expected) FILTER (WHERE f.is_money)::float8 AS pence
  FROM funding_profile f
    JOIN funding_contractyear y ON y.id = f.year_id
    CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (
        SELECT FROM funding_monthshare own WHERE own.year_starts_on = y.starts_on AND own.category = f.category
           AND own.customer_class = f.customer_class) THEN f.customer_class ELSE '' END AS customer_class) shared
    JOIN funding_monthshare h ON h.year_starts_on = y.starts_on AND h.category = f.category
         AND h.customer_class = shared.customer_class
    CROSS JOIN LATERAL (SELECT f.annual * h.percent / 100 + COALESCE((
        SELECT sum(x.amount * h.percent / NULLIF((
                   SELECT sum(later.percent) FROM funding_monthshare later
                    WHERE later.year_starts_on = y.starts_on AND later.category = f.category
                      AND later.customer_class = shared.customer_class AND later.place > 3 * x.after_quarter), 0))
          FROM funding_profilechange x
         WHERE x.profile_id = f.id AND h.place > 3 * x.after_quarter), 0) AS expected) e
 WHERE {sees("y.contract_id")}
 GROUP BY y.contract_id, 2, f.category, f.customer_class
"""

PAID: Final = f"""
SELECT b.contract_id::text AS contract, b.month, b.category::text AS category, b.amount_pence::bigint AS pence
  FROM funding_paymentmade b WHERE {sees("b.contract_id")}
"""

_PROGRESS = """
SELECT {id} AS id, COALESCE(s.contract_id, c.contract_id)::text AS contract,
       g.organisation_id::text AS organisation, {month} AS month, {person} AS person,
       g.recorded_on AS told_on, '{about}' AS about, g.status::text AS status, {level} AS level,
       CASE g.hours WHEN 'sixteen_or_more' THEN true WHEN 'under_sixteen' THEN false END AS full_time, {shock} AS shock
  FROM {table} g
    JOIN customers_customer c ON c.id = g.customer_id
    LEFT JOIN interactions_attendance a ON a.id = g.attendance_id
    LEFT JOIN interactions_session s ON s.id = a.session_id
 WHERE NOT EXISTS (SELECT FROM {table} later WHERE later.corrects_id = g.id)
   AND {sees}
"""
_EACH = {
    "id": key("g.id"),
    "person": key("g.customer_id"),
    "month": month_of_day("g.recorded_on"),
    "sees": sees("COALESCE(s.contract_id, c.contract_id)", "g.organisation_id", "g.recorded_by_id"),
}
_LEVEL = """CASE WHEN g.level IN ('none', 'entry') THEN 0::bigint
    WHEN g.level ~ '^level_[1-8]$' THEN right(g.level, 1)::bigint END"""
PROGRESSION: Final = (
    _PROGRESS.format(
        **_EACH, table="outcomes_learningprogression", about="learning", level=_LEVEL, shock="false"
    )
    + "UNION ALL"
    + _PROGRESS.format(
        **_EACH,
        table="outcomes_employmentprogression",
        about="work",
        level="NULL::bigint",
        shock="g.economic_shock IN ('local', 'government')",
    )
)

# Coarse groups of the coded lists gender, ethnicity and disability_declaration. Who is there twice: a later record
# with the same four items (OI-14.19) as an earlier one.
PERSON: Final = f"""
SELECT {key("c.id")} AS person,
       CASE c.gender WHEN 1 THEN 'female' WHEN 2 THEN 'male' WHEN 4 THEN 'another' ELSE '' END AS gender,
       CASE WHEN v.ethnicity = 31 THEN 'white_british' WHEN v.ethnicity BETWEEN 32 AND 34 THEN 'white_other'
            WHEN v.ethnicity BETWEEN 35 AND 38 THEN 'mixed' WHEN v.ethnicity BETWEEN 39 AND 43 THEN 'asian'
            WHEN v.ethnicity BETWEEN 44 AND 46 THEN 'black' WHEN v.ethnicity IN (47, 98) THEN 'other'
            ELSE '' END AS ethnicity,
       CASE v.learning_difficulty_or_disability WHEN 1 THEN 'declared' WHEN 2 THEN 'none_declared'
            ELSE '' END AS condition,
       NULL::boolean AS condition_affects_work, t.customer_id IS NOT NULL AS duplicate
  FROM customers_customer c
    LEFT JOIN customers_diversitydetails v ON v.customer_id = c.id
    LEFT JOIN (SELECT DISTINCT later.customer_id FROM customers_matchkey later
                 JOIN customers_matchkey earlier USING (date_of_birth, postcode, family, given)
                WHERE earlier.customer_id < later.customer_id) t ON t.customer_id = c.id
 WHERE {EVERYTHING} OR c.id IN (SELECT a.customer_id FROM {PLACE} WHERE {PLACE_SEEN})
"""

COUNT: Final = f"""
SELECT x.contract_id::text AS contract, {month_of_day("x.day")} AS month, x.source::text AS source,
       x.code::text AS code, x.day, x.counted
  FROM performance_externalcount x
 WHERE NOT EXISTS (SELECT FROM performance_externalcount later WHERE later.replaces_id = x.id)
   AND {sees("x.contract_id")}
"""
