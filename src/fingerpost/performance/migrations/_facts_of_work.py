"""Views of what was done with customers: sessions, plans, contacts, follow-ups, answers."""

from typing import Final

from fingerpost.performance.migrations._bounds import day, key, month, month_of_day, sees

# A place at a session with its adviser and what was assessed there, by the set of the contract's own scheme.
PLACE: Final = """interactions_attendance a
    JOIN interactions_session s ON s.id = a.session_id
    LEFT JOIN interactions_sessionstaff w ON w.session_id = s.id AND w.part = 'adviser'"""
ASSESSED: Final = """JOIN organisations_contract k ON k.id = s.contract_id
    LEFT JOIN interactions_priorityassessment p ON p.attendance_id = a.id AND p.set_name = k.scheme"""
PLACE_SEEN: Final = sees("s.contract_id", "s.organisation_id", "w.account_id")
PRIORITY: Final = "p.groups <> '[]'::jsonb"

# Jobcentre Plus: who sent the customer (code 10 of introduced_by), and what they had said by the day.
REFERRED: Final = "c.introduced_by = 10"
CLAIMANT: Final = """(SELECT x.value = 'yes' FROM customers_circumstance x
     WHERE x.customer_id = c.id AND x.kind = 'jobcentre_plus_customer' AND x.as_of <= {day}
     ORDER BY x.as_of DESC, x.id DESC LIMIT 1)"""
AGE: Final = "extract(year FROM age({day}::timestamp, c.date_of_birth::timestamp))::bigint"

# OI-12.22j as plans.rules.copies reads it: by telephone a file that was sent is in time, else one that was given.
PLANS_GIVEN: Final = """(
    SELECT v.attendance_id,
           bool_or(y.purpose = 'for_customer' AND y.due_at IS NOT NULL AND y.due_at >=
                   CASE WHEN vs.channel <> 1 AND y.way = 'encrypted' THEN y.made_at ELSE y.given_at END) AS in_time,
           bool_or(y.purpose = 'for_customer' AND y.due_at < now()) AS is_due
      FROM plans_planversion v
      JOIN interactions_attendance va ON va.id = v.attendance_id
      JOIN interactions_session vs ON vs.id = va.session_id
      LEFT JOIN plans_plancopy y ON y.version_id = v.id
     GROUP BY v.attendance_id)"""

ATTENDANCE: Final = f"""
SELECT {key("a.id")} AS id, s.contract_id::text AS contract, s.organisation_id::text AS organisation,
       {month("s.started_at")} AS month, {key("a.customer_id")} AS person, w.account_id::text AS adviser,
       s.channel::text AS channel, s.venue_id::text AS venue, {day("s.started_at")} AS held_on,
       a.result::text AS result, a.gave::text AS gave, {PRIORITY} AS priority,
       {AGE.format(day=day("s.started_at"))} AS age, a.booked_for IS NOT NULL AS booked,
       CASE WHEN a.seen_at > a.booked_for THEN ceil(extract(epoch FROM a.seen_at - a.booked_for) / 60)::bigint
            WHEN a.seen_at <= a.booked_for THEN 0::bigint END AS minutes_late,
       a.completed_at IS NOT NULL AS completed,
       CASE WHEN a.completed_at IS NOT NULL OR a.write_up_due_at <= now()
            THEN COALESCE(a.completed_at < a.write_up_due_at, a.write_up_due_at IS NULL) END AS written_up_in_time,
       g.attendance_id IS NOT NULL AS has_plan,
       CASE WHEN g.in_time THEN true WHEN g.is_due THEN false END AS plan_given_in_time,
       {REFERRED} AS referred_by_jobcentre, {CLAIMANT.format(day=day("s.started_at"))} AS claimant
  FROM {PLACE}
    {ASSESSED}
    LEFT JOIN customers_customer c ON c.id = a.customer_id
    LEFT JOIN {PLANS_GIVEN} g ON g.attendance_id = a.id
 WHERE {PLACE_SEEN}
"""

_YEAR = "date_part('year', ({moment} AT TIME ZONE 'Europe/London') - interval '3 months')"

# The text of a version is canonical JSON: a key stands in it as "horizon": and nowhere else, since quotes inside
# words are written \\". Every goal has that key once, and nothing else has it.
PLAN: Final = f"""
SELECT {key("v.id")} AS id, q.contract_id::text AS contract, q.organisation_id::text AS organisation,
       {month("v.made_at")} AS month, {key("q.customer_id")} AS person, v.made_by_id::text AS adviser,
       s.channel::text AS channel, s.venue_id::text AS venue, {day("v.made_at")} AS made_on,
       v.number::bigint AS number,
       NOT EXISTS (SELECT FROM plans_planversion e JOIN plans_plan eq ON eq.id = e.plan_id
                    WHERE eq.customer_id = q.customer_id AND eq.contract_id = q.contract_id
                      AND {_YEAR.format(moment="e.made_at")} = {_YEAR.format(moment="v.made_at")}
                      AND (e.made_at, e.id) < (v.made_at, v.id)) AS first_in_year,
       h.version_id IS NOT NULL AS accepted, {PRIORITY} AS priority, {AGE.format(day=day("v.made_at"))} AS age,
       {REFERRED} AS referred_by_jobcentre, {CLAIMANT.format(day=day("v.made_at"))} AS claimant,
       ((length(v.content) - length(replace(v.content, '"horizon":', ''))) / 10)::bigint AS goals,
       CASE WHEN m.items IS NULL THEN 0::bigint
            ELSE (SELECT count(*) FROM json_array_elements(v.content::json -> 'goals') AS goal
                   WHERE (goal ->> 'key')::uuid = ANY (m.items)) END AS goals_achieved
  FROM plans_planversion v
    JOIN plans_plan q ON q.id = v.plan_id
    JOIN interactions_attendance a ON a.id = v.attendance_id
    JOIN interactions_session s ON s.id = a.session_id
    JOIN organisations_contract k ON k.id = q.contract_id
    LEFT JOIN interactions_priorityassessment p ON p.attendance_id = a.id AND p.set_name = k.scheme
    JOIN customers_customer c ON c.id = q.customer_id
    LEFT JOIN plans_planacceptance h ON h.version_id = v.id AND h.answer = 'accepted'
    LEFT JOIN (SELECT latest.plan_id, array_agg(latest.item) AS items
                 FROM (SELECT DISTINCT ON (plan_id, item) plan_id, item, status FROM plans_planprogress
                        WHERE kind = 'status' ORDER BY plan_id, item, happened_at DESC, id DESC) latest
                WHERE latest.status = 'met' GROUP BY latest.plan_id) m ON m.plan_id = v.plan_id
 WHERE {sees("q.contract_id", "q.organisation_id", "v.made_by_id")}
"""

CONTACT: Final = f"""
SELECT {key("t.id")} AS id, t.contract_id::text AS contract, t.organisation_id::text AS organisation,
       {month("t.opened_at")} AS month, {key("t.customer_id")} AS person, t.opened_by_id::text AS adviser,
       t.channel::text AS channel, {day("t.opened_at")} AS opened_on,
       CASE WHEN s.id IS NOT NULL THEN 'session' ELSE t.state::text END AS outcome,
       t.resumes_id IS NOT NULL AS resumed
  FROM interactions_contact t
    LEFT JOIN interactions_session s ON s.contact_id = t.id
 WHERE {sees("t.contract_id", "t.organisation_id", "t.opened_by_id")}
"""

FOLLOW_UP: Final = f"""
SELECT {key("f.id")} AS id, f.contract_id::text AS contract, f.organisation_id::text AS organisation,
       {month_of_day("f.due_on")} AS month, {key("f.customer_id")} AS person, f.owner_id::text AS adviser,
       f.stage::text AS stage, f.due_on, f.state::text AS state, COALESCE(y.reached, false) AS reached,
       CASE WHEN f.closed_at IS NOT NULL THEN {day("f.closed_at")} <= f.due_on
            WHEN f.due_on < {day("now()")} THEN false END AS in_time,
       COALESCE(y.tries, 0)::bigint AS tries, COALESCE(y.situation, '') AS situation
  FROM outcomes_followup f
    LEFT JOIN (SELECT follow_up_id, count(*) AS tries, bool_or(reached IN ('spoken', 'answered')) AS reached,
                      (array_agg(situation::text ORDER BY happened_at DESC, id DESC)
                       FILTER (WHERE situation <> ''))[1] AS situation
                 FROM outcomes_followupattempt WHERE follow_up_id IS NOT NULL
                GROUP BY follow_up_id) y ON y.follow_up_id = f.id
 WHERE {sees("f.contract_id", "f.organisation_id", "f.owner_id")}
"""

ANSWER: Final = f"""
SELECT {key("n.id")} AS id, s.contract_id::text AS contract, s.organisation_id::text AS organisation,
       {month("n.answered_at")} AS month, {key("n.customer_id")} AS person, w.account_id::text AS adviser,
       s.channel::text AS channel, s.venue_id::text AS venue, {day("n.answered_at")} AS answered_on,
       n.answer::bigint AS answer
  FROM outcomes_satisfactionanswer n
    JOIN interactions_attendance a ON a.id = n.attendance_id
    JOIN interactions_session s ON s.id = a.session_id
    LEFT JOIN interactions_sessionstaff w ON w.session_id = s.id AND w.part = 'adviser'
 WHERE {PLACE_SEEN}
"""
