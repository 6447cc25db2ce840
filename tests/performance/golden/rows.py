"""A small world, written by hand: two contracts, three organisations, ten people, a year with a leap day.

In it: one person under two contracts and with two outcomes; people whom nobody knows by name; sessions without an
adviser; priority yes, no and not assessed; the first and last days of months; a day before and a day after the year;
a profile of nought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fingerpost.performance.facts import SCHEMAS

Row = dict[str, Any]

# The columns of each table as they are written below; months follow from the first day among them where not written.
COLUMNS: Mapping[str, str] = {
    "fact_attendance": "id contract organisation person adviser channel venue held_on result gave priority age "
    "booked minutes_late completed written_up_in_time has_plan plan_given_in_time referred_by_jobcentre claimant",
    "fact_plan": "id contract organisation person adviser channel venue made_on number first_in_year accepted "
    "priority age referred_by_jobcentre claimant goals goals_achieved",
    "fact_outcome": "id contract organisation person adviser channel venue kind asks family told_on claimed_on "
    "weeks_sustained priority is_shown verdict pence",
    "fact_line": "id contract organisation month person outcome kind family priority effect_month pence",
    "fact_sum": "id contract month kind pence",
    "fact_profile": "contract month category customer_class volume pence",
    "fact_paid": "contract month category pence",
    "fact_follow_up": "id contract organisation person adviser stage due_on state reached in_time tries situation",
    "fact_answer": "id contract organisation person adviser channel venue answered_on answer",
    "fact_contact": "id contract organisation person adviser channel opened_on outcome resumed",
    "fact_person": "person gender ethnicity condition condition_affects_work duplicate",
    "fact_progression": "id contract organisation person told_on about level",
    "fact_count": "contract source code day counted",
}

_NO = "-"

# One line a row; "-" is nothing, T and F are yes and no, '' is an empty text.
WRITTEN: Mapping[str, str] = {
    "fact_attendance": """
a1  A prime-a p1 adv1 1 v1 2015-04-01 attended advice T 30 T 0 T T T T T T
a2  A prime-a p1 adv1 2 -  2015-04-30 attended advice T 30 T 10 T F T F F T
a3  A sub-a   p2 adv2 1 v2 2015-05-01 attended information F 19 F - T T F - T F
a4  A sub-a   p2 -    2 -  2015-05-31 attended information - 19 F - F - F - - -
a5  A prime-a -  adv1 2 -  2016-02-29 attended information - - F - T T F - - -
a6  A prime-a p3 adv1 1 v1 2015-06-15 did_not_attend advice F 45 T - F - F - F F
a7  B prime-b p3 adv3 1 v3 2015-06-16 attended advice F 45 T 11 T T F - F F
a8  B prime-b p4 adv3 1 v3 2015-07-01 cancelled_by_customer advice - 60 T - F - F - F F
a9  B prime-b p4 adv3 4 -  2016-03-31 attended advice T 60 T - T F T T F F
a10 A prime-a p5 adv1 1 v1 2015-03-31 attended advice F 40 T 0 T T T T F F
a11 B prime-b p5 adv3 1 v3 2016-04-01 attended advice F 41 T 0 T T T T F F
a12 A prime-a p6 adv1 1 v1 2015-08-10 expected advice - - T - F - F - - -
a13 A sub-a   p6 adv2 1 v2 2015-08-11 could_not_be_seen advice T 17 T - F - F - F F
a14 A sub-a   p6 adv2 2 -  2015-09-01 attended information T 17 F - T T F - F F
a15 A prime-a p10 adv1 2 - 2015-12-15 attended information F -  F - T T F - F F
""",
    "fact_plan": """
pl1 A prime-a p1  adv1 1 v1 2015-04-01 1 T T T 30 T T 2 0
pl2 A prime-a p1  adv1 2 -  2015-04-30 2 F F T 30 F T 3 1
pl3 B prime-b p4  adv3 4 -  2016-03-31 1 T T T 60 F F 1 0
pl4 A prime-a p5  adv1 1 v1 2015-03-31 1 T T F 40 F F 4 4
pl5 A sub-a   p7  -    - -  2015-10-10 1 T T - 18 F F 0 0
pl6 A sub-a   p8  adv2 1 v2 2016-02-29 1 T F T 18 T F - -
pl7 B prime-b p9  adv3 2 -  2015-06-30 1 T T F 19 F T 1 1
pl8 B prime-b p1  adv3 1 v3 2015-12-01 1 T T T 30 T T 2 2
pl9 A prime-a p10 adv1 2 -  2015-11-02 1 T T F -  F F 1 0
""",
    "fact_outcome": """
o1  A prime-a p1  adv1 1 v1 4 learning LO     2015-04-20 2015-04-25 -  T T pay 7000
o2  A prime-a p1  adv1 1 v1 3 job JO          2015-07-01 2015-07-10 13 T T pay 7000
o3  B prime-b p4  adv3 4 -  3 job JO          2016-03-31 -          4  T F -   -
o4  A sub-a   p8  adv2 1 v2 5 progression JO  2016-02-28 2016-03-01 -  T T refuse 0
o5  A sub-a   p2  -    2 -  4 learning LO     2015-05-31 2015-06-01 -  F T unpriced -
o6  B prime-b p9  adv3 2 -  5 progression JO  2015-06-30 2015-07-01 -  F T pay 2000
o7  A prime-a p1  adv1 1 v1 2 service CMO     2015-04-30 2015-05-01 -  T T pay 5000
o8  B prime-b p1  adv3 1 v3 2 service CMO     2015-12-31 2016-01-05 -  T T pay 5000
o9  A prime-a p10 adv1 2 -  1 service CSO     2015-11-30 2015-12-01 -  F T pay 1000
o10 A prime-a -   -    - -  2 service CMO     2015-11-30 2015-12-01 -  - F pay 1000
o11 A prime-a p5  adv1 1 v1 2 service CMO     2015-03-31 2015-04-02 -  F T pay 1000
o12 A prime-a p10 adv1 2 -  3 job JO          2016-04-01 -          4  F F -   -
o13 A sub-a   p8  adv2 1 v2 3 job JO          2016-03-15 -          12 T F -   -
""",
    "fact_line": """
l1  A prime-a 2015-04-01 p1  o1  payment  LO  T 2015-04-01 7000
l2  A prime-a 2015-07-01 p1  o2  payment  JO  T 2015-07-01 7000
l3  A prime-a 2015-05-01 p1  o7  payment  CMO T 2015-04-01 5000
l4  A sub-a   2015-06-01 p2  o5  payment  LO  F 2015-05-01 -
l5  B prime-b 2015-07-01 p9  o6  payment  JO  F 2015-06-01 2000
l6  B prime-b 2016-01-01 p1  o8  payment  CMO T 2015-12-01 5000
l7  A prime-a 2015-12-01 p10 o9  payment  CSO F 2015-11-01 1000
l8  A prime-a 2015-12-01 -   o10 payment  CMO - 2015-11-01 1000
l9  A prime-a 2016-01-01 -   o10 reversal CMO - 2015-11-01 -1000
l10 A prime-a 2015-04-01 p5  o11 payment  CMO F 2015-03-01 1000
l11 A sub-a   2016-03-01 p2  o5  reversal LO  F 2015-05-01 -
""",
    "fact_sum": """
m1 A 2015-04-01 service_fee 10000
m2 A 2015-04-01 deduction -1000
m3 A 2015-05-01 discount -500
m4 A 2015-05-01 pooled 3000
m5 A 2015-06-01 fixed 4000
m6 A 2015-06-01 cap -2000
m7 B 2015-12-01 service_fee 8000
m8 A 2015-03-01 service_fee 9999
m9 B 2016-02-01 costs 1234
m10 B 2016-02-01 sessions 300
""",
    "fact_profile": """
A 2015-04-01 CMO priority 10 50000
A 2015-04-01 CMO other 5 5000
A 2015-04-01 CMD priority 1 2500
A 2015-04-01 LO other 2.5 5000
A 2015-04-01 JO priority 4 28000
A 2015-04-01 SF '' - 10000
A 2015-05-01 CMO priority 6 30000
B 2015-12-01 CMO priority 0.25 5000
B 2015-12-01 SF '' - 8000
B 2016-03-01 JO other 0 0
A 2015-03-01 CMO priority 99 99999
A 2016-04-01 CMO priority 7 35000
""",
    "fact_paid": """
A 2015-04-01 service_fee 9000
A 2015-04-01 outcomes 7000
A 2015-05-01 outcomes 5000
B 2015-07-01 outcomes 2000
B 2015-12-01 adjustment -100
A 2015-03-01 outcomes 777
""",
    "fact_follow_up": """
f1 A prime-a p1 adv1 first      2015-05-02 done      T T 1 in_work
f2 A prime-a p1 adv1 second     2015-07-02 done      F F 5 ''
f3 A sub-a   p2 -    first      2015-06-30 open      F F 0 ''
f4 A sub-a   p2 -    second     2015-08-30 stopped   F - 0 ''
f5 B prime-b p3 adv3 first      2015-07-17 done      T T 2 looking_for_work
f6 B prime-b p4 adv3 first      2016-03-31 open      F - - ''
f7 B prime-b p4 adv3 six_months 2015-12-01 restarted F - 3 ''
f8 A prime-a p5 adv1 first      2015-03-31 done      T T 9 in_work
""",
    "fact_answer": """
s1 A prime-a p1 adv1 1 v1 2015-04-30 5
s2 A sub-a   p2 -    2 -  2015-05-31 3
s3 B prime-b p3 adv3 1 v3 2015-07-01 4
s4 A prime-a p1 adv1 2 -  2016-02-29 -
s5 A prime-a p5 adv1 1 v1 2015-03-31 1
""",
    "fact_contact": """
c1 A prime-a p1 adv1 2 2015-04-01 session F
c2 A prime-a p1 adv1 2 2015-04-01 closed T
c3 A sub-a   -  -    2 2015-05-31 dropped F
c4 B prime-b p3 adv3 1 2015-06-16 session -
c5 - -       -  -    5 2016-02-29 open F
c6 A prime-a p5 adv1 1 2015-03-31 session F
""",
    "fact_person": """
p1 female  white_british declared      T F
p2 male    asian         declared      F F
p3 female  ''            none_declared - F
p4 ''      ''            ''            - F
p5 male    white_british none_declared - F
p6 male    black         declared      - F
p8 another ''            ''            - F
p9 female  mixed         ''            - T
""",
    "fact_progression": """
g1 A prime-a p1  2015-04-01 learning 2
g2 A prime-a p1  2015-09-01 learning 3
g3 A sub-a   p2  2015-05-01 learning -
g4 A sub-a   p2  2015-06-01 learning 1
g5 B prime-b p3  2015-06-16 learning 2
g6 B prime-b p3  2015-12-01 learning 2
g7 B prime-b p4  2016-03-31 employment -
g8 - -       p8  2016-02-28 employment -
g9 A prime-a p10 2015-11-03 learning 1
""",
    "fact_count": """
A telephony calls_offered 2015-04-01 100
A telephony calls_offered 2015-05-01 100
- telephony calls_offered 2016-02-29 1
A telephony calls_answered 2015-04-01 90
A telephony calls_answered 2015-05-01 96
A telephony calls_answered_in_time 2015-04-01 80
A telephony calls_answered_in_time 2015-05-01 90
A telephony calls_abandoned 2015-04-01 10
- telephony calls_abandoned 2016-02-29 1
A telephony calls_answered 2015-03-31 1000
- web web_sessions 2015-04-30 1000
- web web_sessions 2015-05-01 2000
- web web_call_back_requests 2015-04-30 12
- web web_form_sessions 2015-04-30 25
- web web_forum_posts 2015-04-30 7
- web web_minutes_due 2015-04-30 43200
- web web_minutes_available 2015-04-30 43000
- web web_minutes_planned_work 2015-04-30 120
- evaluation survey_asked 2015-09-30 200
- evaluation survey_answered 2015-09-30 80
- evaluation survey_progressed 2015-09-30 40
- evaluation survey_satisfied 2015-09-30 76
A evaluation records_checked 2015-09-30 20
A evaluation records_right 2015-09-30 19
B evaluation records_checked 2015-09-30 10
B evaluation records_right 2015-09-30 10
A evaluation internal_audits 2015-09-30 2
A evaluation internal_audit_points 2015-09-30 155
B evaluation external_audits 2015-09-30 1
B evaluation external_audit_points 2015-09-30 88
A evaluation core_organisations 2015-09-30 2
A evaluation core_organisations_accredited 2015-09-30 1
B evaluation core_organisations 2015-09-30 1
B evaluation core_organisations_accredited 2015-09-30 1
A site site_signposts 2015-04-01 30
A site site_signposts 2015-04-02 4
A site site_soft_referrals 2015-04-02 3
""",
}


def golden_rows() -> dict[str, list[Row]]:
    """Every table of facts with its rows, each row with all columns of its schema; what is not written is None."""
    return {name: list(_rows_of(name)) for name in SCHEMAS}


def _rows_of(name: str) -> Iterator[Row]:
    schema = SCHEMAS[name]
    columns = COLUMNS[name].split()
    for line in WRITTEN[name].strip().splitlines():
        written = dict(zip(columns, line.split(), strict=True))
        row: Row = {column: _read(written.get(column, _NO), kind) for column, kind in schema.items()}
        if "month" in schema and row["month"] is None:
            row["month"] = _first_of_month(next(row[each] for each in _DAYS if row.get(each)))
        yield row


_DAYS = ("held_on", "made_on", "told_on", "due_on", "answered_on", "opened_on", "day")


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _read(text: str, kind: str) -> object:
    if text == _NO:
        return None
    match kind:
        case "date":
            return date.fromisoformat(text)
        case "boolean":
            return {"T": True, "F": False}[text]
        case "int64":
            return int(text)
        case "float64":
            return float(text)
        case _:
            return "" if text == "''" else text
