"""What every measure says of the small world from April 2015 to March 2016, counted by hand.

``3`` is a count that is told as it is; ``2.5=3`` a number and what is told of it; ``1/4=25.0`` numerator, denominator
and what is told; ``1/0=-`` tells nothing. ``none`` is the part of rows that do not know theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fingerpost.performance.measures.definition import Dimension, Figure, Filters

WHOLE = Filters(first_month=date(2015, 4, 1), last_month=date(2016, 3, 1), scope=None)
ASKED_ON = date(2015, 5, 8)


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole, and the parts by one dimension, as written."""

    whole: str
    by: Dimension
    parts: Mapping[str, str]

    def figures(self) -> tuple[Figure, dict[str | None, Figure]]:
        """The figures that are written."""
        parts = {None if name == "none" else name: text for name, text in self.parts.items()}
        return _figure(None, self.whole), {part: _figure(part, text) for part, text in parts.items()}


def _figure(part: str | None, text: str) -> Figure:
    exact, _, told = text.partition("=")
    above, _, below = exact.partition("/")
    value = None if told == "-" else Decimal(told or above)
    return Figure(part, Decimal(above), Decimal(below) if below else None, value)


def _by(dimension: Dimension, whole: str, **parts: str) -> Answer:
    return Answer(
        whole, dimension, {name.replace("__", "-").replace("_", " "): each for name, each in parts.items()}
    )


def _contract(whole: str, **parts: str) -> Answer:
    return _by(Dimension.CONTRACT, whole, **parts)


def _organisation(whole: str, **parts: str) -> Answer:
    return _by(Dimension.ORGANISATION, whole, **parts)


def _adviser(whole: str, **parts: str) -> Answer:
    return _by(Dimension.ADVISER, whole, **parts)


def _months(whole: str, **parts: str) -> Answer:
    return Answer(
        whole, Dimension.MONTH, {name[1:].replace("_", "-") + "-01": each for name, each in parts.items()}
    )


PEOPLE = {
    "people": _contract("6", A="4", B="2"),
    "sessions": Answer("9", Dimension.VENUE, {"v1": "1", "v2": "1", "v3": "1", "none": "6"}),
    "activities": _contract("16", A="9", B="6", none="1"),
    "interventions": _contract("4", A="2", B="1", none="1"),
    "people_face_to_face": _organisation("3", prime__a="1", sub__a="1", prime__b="1"),
    "sessions_face_to_face": _months("3", m2015_04="1", m2015_05="1", m2015_06="1"),
    "sessions_telephone": _adviser("5", adv1="3", adv2="1", none="1"),
    "plan_sessions_telephone": Answer("1", Dimension.PRIORITY, {"true": "1"}),
    "referred_by_jobcentre": _contract("2/6=33.3", A="2/4=50.0", B="0/2=0.0"),
    "people_with_plan": _contract("6", A="4", B="3"),
    "impact_2010": _contract("2/6=33.3", A="1/4=25.0", B="1/3=33.3"),
    "impact_2012": _contract("2/4=50.0", A="1/3=33.3", B="1/2=50.0"),
    "impact_2014": _contract("4/4=100.0", A="3/3=100.0", B="1/2=50.0"),
    "impact_with_information": _contract("6/8=75.0", A="4/6=66.7", B="2/3=66.7"),
    "phone_information": _organisation("1/2=50.0", prime__a="0/0=-", sub__a="1/2=50.0"),
    "phone_advice": _contract("2/3=66.7", A="1/2=50.0", B="1/1=100.0"),
    "face_to_face_learning": _adviser("1/2=50.0", adv1="1/1=100.0", adv2="0/1=0.0", adv3="0/1=0.0"),
    "face_to_face_work_2010": _contract("1/2=50.0", A="1/2=50.0", B="0/1=0.0"),
    "face_to_face_work_2014": _contract("2/2=100.0", A="2/2=100.0", B="0/1=0.0"),
    "face_to_face_progress": _contract("0/2=0.0", A="0/2=0.0", B="0/1=0.0"),
    "allowance_learning": _contract("1/1=100.0", A="1/1=100.0", B="0/1=0.0"),
    "allowance_work_2010": _contract("1/1=100.0", A="1/1=100.0", B="0/1=0.0"),
    "allowance_work_2014": _contract("1/1=100.0", A="1/1=100.0", B="0/1=0.0"),
    "progress_to_learning": _contract("1/6=16.7", A="1/4=25.0", B="0/3=0.0"),
    "progress_to_work": _contract("5/6=83.3", A="3/4=75.0", B="2/3=66.7"),
}

SERVICE = {
    "plan_for_each_advice_session": _contract("3/4=75.0", A="2/2=100.0", B="1/2=50.0"),
    "advice_without_plan": _contract("1", A="0", B="1"),
    "written_up_in_time": _adviser("6/8=75.0", adv1="3/4=75.0", adv2="2/2=100.0", adv3="1/2=50.0"),
    "plan_given_in_time_telephone": _contract("0/1=0.0", A="0/1=0.0"),
    "plan_given_in_time": Answer(
        "2/3=66.7", Dimension.CHANNEL, {"1": "1/1=100.0", "2": "0/1=0.0", "4": "1/1=100.0"}
    ),
    "seen_on_time_of_attended": _contract("2/4=50.0", A="2/2=100.0", B="0/2=0.0"),
    "seen_on_time_of_booked": _contract("2/6=33.3", A="2/4=50.0", B="0/2=0.0"),
    "failure_to_attend": _contract("1/6=16.7", A="1/4=25.0", B="0/2=0.0"),
    "follow_up_in_time": _contract("2/4=50.0", A="1/3=33.3", B="1/1=100.0"),
    "follow_ups_due": _contract("5", A="3", B="2"),
    "follow_up_rate": _contract("3/5=60.0", A="2/3=66.7", B="1/2=50.0"),
    "follow_up_rate_first": _contract("2/4=50.0", A="1/2=50.0", B="1/2=50.0"),
    "follow_up_rate_second": _contract("1/1=100.0", A="1/1=100.0"),
    "follow_up_rate_six_months": _contract("0/0=-"),
    "follow_up_reached": _adviser("2/3=66.7", adv1="1/2=50.0", adv3="1/1=100.0"),
    "follow_up_tries": _adviser("8/3=2.67", adv1="6/2=3.00", adv3="2/1=2.00"),
    "follow_up_moved_on": _contract("1/2=50.0", A="1/1=100.0", B="0/1=0.0"),
    "qualified_higher_of_seen": _contract("1/2=50.0", A="1/1=100.0", B="0/1=0.0"),
    "qualified_higher_of_plans": _contract("1/1=100.0", A="1/1=100.0", B="1/1=100.0"),
    "prior_level_unknown": _contract("1", A="1", B="0"),
    "difficulty_affecting_work": _contract("1/3=33.3", A="1/2=50.0", B="0/1=0.0"),
    "difficulty_declared": _contract("2/3=66.7", A="2/2=100.0", B="0/1=0.0"),
    "difficulty_effect_not_recorded": _contract("1", A="1"),
    "satisfaction": _contract("2/3=66.7", A="1/2=50.0", B="1/1=100.0"),
    "satisfaction_answered": _contract("3/9=33.3", A="2/7=28.6", B="1/2=50.0"),
    "goals_achieved": _contract("4/8=50.0", A="1/4=25.0", B="3/4=75.0"),
    "starting_point": _contract("3/6=50.0", A="2/4=50.0", B="2/3=66.7"),
    "distance_travelled": _contract("1/4=25.0", A="1/3=33.3", B="1/2=50.0"),
    "equality_seen": Answer("6", Dimension.GENDER, {"female": "2", "male": "2", "": "1", "none": "1"}),
    "equality_with_plan": Answer(
        "2/6=33.3",
        Dimension.AGE_BAND,
        {
            "under 18": "0/1=0.0",
            "18 to 19": "0/1=0.0",
            "25 to 49": "1/2=50.0",
            "50 and over": "1/1=100.0",
            "none": "0/1=0.0",
        },
    ),
    "equality_attended": Answer(
        "3/4=75.0",
        Dimension.CONDITION,
        {"declared": "1/2=50.0", "none_declared": "1/1=100.0", "": "1/1=100.0"},
    ),
    "equality_positive": Answer(
        "5/6=83.3",
        Dimension.ETHNICITY,
        {"white_british": "1/1=100.0", "": "2/2=100.0", "mixed": "1/1=100.0", "none": "1/2=50.0"},
    ),
}

OUTCOMES = {
    "outcomes_cso": _contract("1", A="1"),
    "outcomes_cmo": Answer("3", Dimension.PRIORITY, {"true": "2", "none": "1"}),
    "outcomes_lo": _organisation("2", prime__a="1", sub__a="1"),
    "outcomes_jo": _contract("2", A="1", B="1"),
    "outcomes_jlo": _contract("4", A="3", B="1"),
    "outcomes_tot": _contract("7", A="5", B="2"),
    "outcomes_se": _contract("1", A="1"),
    "outcomes_cp": _contract("1", B="1"),
    "outcomes_recorded": _contract("11", A="8", B="3"),
    "outcomes_unclaimed": _contract("2", A="1", B="1"),
    "outcomes_claimed": _contract("9", A="7", B="2"),
    "outcomes_refused": _organisation("1", sub__a="1"),
    "outcomes_unpriced": _organisation("1", sub__a="1"),
    "outcomes_shown": _contract("8/11=72.7", A="6/8=75.0", B="2/3=66.7"),
    "customers": _contract("4", A="2", B="2"),
    "conversion_cso": _contract("1/4=25.00", A="1/2=50.00", B="0/2=0.00"),
    "conversion_cmo": _contract("3/4=75.00", A="2/2=100.00", B="1/2=50.00"),
    "conversion_lo": _contract("2/4=50.00", A="2/2=100.00", B="0/2=0.00"),
    "conversion_jo": _contract("2/4=50.00", A="1/2=50.00", B="1/2=50.00"),
    "conversion_jlo": _contract("4/4=100.00", A="3/2=150.00", B="1/2=50.00"),
}

MONEY = {
    "profile_cmo": Answer("21.25=21", Dimension.PRIORITY, {"true": "16.25=16", "false": "5"}),
    "profile_lo": _contract("2.5=3", A="2.5=3"),
    "profile_jo": _contract("4", A="4", B="0"),
    "profile_jlo": _contract("6.5=7", A="6.5=7", B="0"),
    "profile_tot": _contract("27.75=28", A="27.5=28", B="0.25=0"),
    "profile_money_cmo": _contract("92500", A="87500", B="5000"),
    "profile_money_lo": _contract("5000", A="5000"),
    "profile_money_jo": _contract("28000", A="28000", B="0"),
    "profile_money_jlo": _contract("33000", A="33000", B="0"),
    "profile_money_sf": _contract("18000", A="10000", B="8000"),
    "profile_money_tot": _months(
        "143500", m2015_04="100500", m2015_05="30000", m2015_12="13000", m2016_03="0"
    ),
    "performance_cmo": _contract("3/21.25=14.12", A="2/21=9.52", B="1/0.25=400.00"),
    "performance_lo": _contract("2/2.5=80.00", A="2/2.5=80.00"),
    "performance_jo": _contract("2/4=50.00", A="1/4=25.00", B="1/0=-"),
    "performance_jlo": _contract("4/6.5=61.54", A="3/6.5=46.15", B="1/0=-"),
    "performance_tot": _contract("7/27.75=25.23", A="5/27.5=18.18", B="2/0.25=800.00"),
    "money_claimed": _contract("51034", A="34500", B="16534"),
    "money_outcomes": _organisation("28000", prime__a="21000", sub__a="0", prime__b="7000"),
    "money_taken_back": _contract("1000", A="1000"),
    "lines_without_price": _months(
        "0",
        m2015_04="0",
        m2015_05="0",
        m2015_06="1",
        m2015_07="0",
        m2015_12="0",
        m2016_01="0",
        m2016_03="-1",
    ),
    "money_decided": _contract("28000", A="21000", B="7000"),
    "money_paid": _contract("22900", A="21000", B="1900"),
    "money_not_paid": _contract("28134", A="13500", B="14634"),
    "service_fee": _contract("17000", A="9000", B="8000"),
    "value_achieved": _organisation("45800", prime__a="19000", sub__a="0", prime__b="7000", none="19800"),
    "money_sessions": _contract("300", B="300"),
    "money_cso": _contract("1000", A="1000"),
    "money_cmo": _contract("9500", A="4500", B="5000"),
    "money_lo": _organisation("7000", prime__a="7000", sub__a="0"),
    "money_jo": _contract("9000", A="7000", B="2000"),
    "money_jlo": _contract("16000", A="14000", B="2000"),
    "average_cost": _contract("45800/7=6543", A="30500/5=6100", B="15300/2=7650"),
    "financial_performance_cmo": _contract("9500/92500=10.27", A="4500/87500=5.14", B="5000/5000=100.00"),
    "financial_performance_lo": _contract("7000/5000=140.00", A="7000/5000=140.00"),
    "financial_performance_jo": _contract("9000/28000=32.14", A="7000/28000=25.00", B="2000/0=-"),
    "financial_performance_jlo": _contract("16000/33000=48.48", A="14000/33000=42.42", B="2000/0=-"),
    "financial_performance_sf": _contract("17000/18000=94.44", A="9000/10000=90.00", B="8000/8000=100.00"),
    "financial_performance_tot": _contract(
        "45800/143500=31.92", A="30500/130500=23.37", B="15300/13000=117.69"
    ),
    "over_or_under_profile": _contract("-97700", A="-100000", B="2300"),
}

ELSEWHERE = {
    "calls_answered": _contract("186", A="186"),
    "answer_speed_of_offered": _contract("170/201=84.6", A="170/200=85.0", none="0/1=0.0"),
    "answer_speed_of_answered": _contract("170/186=91.4", A="170/186=91.4"),
    "abandonment": _contract("11/201=5.5", A="10/200=5.0", none="1/1=100.0"),
    "web_sessions": _months("3000", m2015_04="1000", m2015_05="2000"),
    "web_call_back_requests": _contract("12", none="12"),
    "web_form_sessions": _contract("25", none="25"),
    "web_forum_posts": _contract("7", none="7"),
    "web_availability": _contract("43000/43200=99.54", none="43000/43200=99.54"),
    "web_planned_work": _contract("120", none="120"),
    "web_survey_response": _contract("80/200=40.0", none="80/200=40.0"),
    "web_progression": _contract("40/80=50.0", none="40/80=50.0"),
    "web_satisfaction": _contract("76/80=95.0", none="76/80=95.0"),
    "data_quality": _contract("29/30=96.7", A="19/20=95.0", B="10/10=100.0"),
    "internal_quality": _contract("155/2=77.5", A="155/2=77.5"),
    "external_quality": _contract("88/1=88.0", B="88/1=88.0"),
    "matrix_accredited": _contract("2/3=66.7", A="1/2=50.0", B="1/1=100.0"),
    "site_signposts": _contract("34", A="34"),
    "site_soft_referrals": _contract("3", A="3"),
}

# Derived figures are asked for on Friday 8 May 2015, the fifth working day of May: Monday 4 May is a bank holiday.
DERIVED = {
    "outcomes_cmd": _contract("0.75=1", A="0", B="0.75=1"),
    "outcomes_cmo_full_rate": _contract("2.25=2", A="2", B="0.25=0"),
    "profile_customers": _contract("26.5625=27", A="26.25=26", B="0.3125=0"),
    "performance_customers": _contract("4/26.5625=15.06", A="2/26.25=7.62", B="2/0.3125=640.00"),
    "rag_score": _contract("-1", A="1", B="1"),
    "performance_of_year": _contract("7/27.75=25.23", A="5/27.5=18.18", B="2/0.25=800.00"),
    "performance_cmo_of_year": _contract("3/21.25=14.12", A="2/21=9.52", B="1/0.25=400.00"),
    "performance_lo_of_year": _contract("2/2.5=80.00", A="2/2.5=80.00"),
    "performance_jo_of_year": _contract("2/4=50.00", A="1/4=25.00", B="1/0=-"),
    "performance_jlo_of_year": _contract("4/6.5=61.54", A="3/6.5=46.15", B="1/0=-"),
    "service_fee_of_year": _contract("17000/18000=94.44", A="9000/10000=90.00", B="8000/8000=100.00"),
    "financial_performance_of_year": _contract(
        "45800/143500=31.92", A="30500/130500=23.37", B="15300/13000=117.69"
    ),
    "profile_money_of_year": _contract("143500", A="130500", B="13000"),
    "daily_profile": _contract("5220", A="5220", B="0"),
    "value_to_yesterday": _contract("2500/81180=3.08", A="2500/81180=3.08", B="0/0=-"),
    "month_forecast": _contract("3399.8522=3400", A="3399.8522=3400", B="0=-"),
    "year_forecast": _contract("4419.1919=4419", A="4018.847=4019", B="0=-"),
}

COUNTED: Mapping[str, Answer] = {**PEOPLE, **SERVICE, **OUTCOMES, **MONEY, **ELSEWHERE}
ANSWERS: Mapping[str, Answer] = {**COUNTED, **DERIVED}
