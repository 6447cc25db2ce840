"""The shape of the nation: who comes, why, how, and what becomes of it.

Where the sources give a share it is cited; the others are our own guesses, chosen so that every state a page
can show occurs. Codes are those of `policy.codes`; numbers in front of introductions are the wire's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shares(Generic[T]):
    """Values with their weights; `draw` takes one by chance."""

    values: tuple[T, ...]
    edges: tuple[float, ...]

    def draw(self, chance: Random) -> T:
        """One of the values, as often as its share says."""
        return chance.choices(self.values, cum_weights=self.edges)[0]


def shares(*pairs: tuple[T, float]) -> Shares[T]:
    """Shares from (value, weight) pairs."""
    return Shares(tuple(value for value, _ in pairs), tuple(accumulate(weight for _, weight in pairs)))


# EV-6.1: service year one saw 667,000 customers face to face and took 276,000 calls.
FACE_TO_FACE_SHARE: Final = 0.70
YOUNG_PEOPLE_SHARE: Final = 0.03

# EV-6.1: about 70 per cent of referrals face to face come through Jobcentres; two thirds over all channels.
JOBCENTRE_PLUS_SHARE: Final = 2 / 3
INTRODUCED_BY_OTHERS: Final = shares(
    (23, 26.0), (7, 14.0), (5, 9.0), (6, 8.0), (18, 8.0), (12, 14.0), (4, 6.0), (8, 5.0), (98, 6.0), (99, 4.0)
)

# EV customers' survey: over 60 per cent unemployed and seeking work.
EMPLOYMENT_OF_JOBCENTRE_PLUS: Final = shares(
    ("unemployed", 74.0),
    ("unemployed_redundancy", 8.0),
    ("employed", 7.0),
    ("economically_inactive", 9.0),
    ("unemployed_volunteering", 2.0),
)
EMPLOYMENT_OF_OTHERS: Final = shares(
    ("unemployed", 28.0),
    ("unemployed_redundancy", 6.0),
    ("employed", 40.0),
    ("employed_at_risk", 9.0),
    ("self_employed", 7.0),
    ("economically_inactive", 10.0),
)
OUT_OF_WORK: Final = frozenset({"unemployed", "unemployed_redundancy", "unemployed_volunteering"})
LENGTH_OF_UNEMPLOYMENT: Final = shares(
    ("under_3_months", 28.0),
    ("3_to_5_months", 20.0),
    ("6_to_11_months", 20.0),
    ("12_to_23_months", 16.0),
    ("24_to_35_months", 8.0),
    ("36_months_and_over", 8.0),
)
QUALIFICATION: Final = shares(
    ("none", 14.0),
    ("entry", 4.0),
    ("level_1", 16.0),
    ("level_2", 28.0),
    ("level_3", 18.0),
    ("level_4", 6.0),
    ("level_5", 4.0),
    ("level_6", 8.0),
    ("level_7", 2.0),
)
LEARNING: Final = shares(("not_in_learning", 92.0), ("in_learning", 8.0))
SINGLE_PARENT_SHARE: Final = 0.09
CARER_SHARE: Final = 0.06
SUPPORT_NEED_SHARE: Final = 0.07
# OI-11 (key national indicators): at least 15 per cent have a learning difficulty or disability.
DIFFICULTY_SHARE: Final = 0.17
DIFFICULTIES: Final = shares(
    (12, 22.0), (9, 22.0), (6, 14.0), (95, 16.0), (10, 9.0), (5, 5.0), (4, 4.0), (14, 5.0), (98, 3.0)
)
ETHNICITIES: Final = shares(
    (31, 72.0),
    (34, 7.0),
    (40, 4.0),
    (39, 3.0),
    (41, 2.5),
    (44, 3.5),
    (45, 2.0),
    (35, 1.5),
    (43, 1.5),
    (98, 1.5),
    (47, 0.5),
    (42, 1.0),
)
INDICATOR_SHARE: Final = 0.02
AGES: Final = shares(((18, 24), 20.0), ((25, 34), 26.0), ((35, 49), 30.0), ((50, 64), 22.0), ((65, 74), 2.0))
LANGUAGES: Final = shares(
    ("en-GB", 94.0),
    ("pl", 1.5),
    ("ur", 1.2),
    ("bn", 0.8),
    ("pa", 0.8),
    ("gu", 0.5),
    ("so", 0.5),
    ("fa", 0.4),
    ("fr", 0.3),
)

# The sources ask for the rate of missed appointments (EV-4.1.2c) and give none.
RESULTS_BOOKED: Final = shares(
    ("attended", 80.0),
    ("did_not_attend", 13.0),
    ("cancelled_by_customer", 4.5),
    ("cancelled_by_us", 1.7),
    ("could_not_be_seen", 0.8),
)
REASONS_NOT_SEEN: Final = shares((1, 25.0), (2, 14.0), (3, 14.0), (4, 16.0), (5, 16.0), (99, 15.0))
BOOKED_SHARE: Final = 0.75

_SESSIONS_OF_A_HUNDRED: Final = (83, 97)


def sessions_of(ordinal: int) -> int:
    """How many sessions the customer of this number has: 120 to every hundred customers.

    OI-20.F10: one funded session, two more for priority groups.
    """
    one, two = _SESSIONS_OF_A_HUNDRED
    place = ordinal % 100
    return 1 if place < one else 2 if place < two else 3


REASON_TEXTS: Final[Sequence[str]] = (
    "Wants to know which courses lead to warehouse supervision.",
    "Would like help to write a first CV and a covering letter.",
    "Has applied for many jobs without an interview and asks what to change.",
    "Thinks of working with children and asks what training is needed.",
    "Came because the work coach at Jobcentre Plus suggested it.",
    "Asks how to have a qualification from abroad recognised.",
    "Would like to move from catering to office work.",
    "Wants to return to work after several years at home.",
)
SITUATION_TEXTS: Final[Sequence[str]] = (
    "Ten years in retail, likes talking with customers, no recent training.",
    "Left college with level 2 qualifications and has done short contracts since.",
    "Good practical skills, unsure about writing and about computers.",
    "Speaks three languages and is confident on the telephone.",
    "Holds a driving licence; can travel to work by bus within an hour.",
    "Has experience as a volunteer in a charity shop and would give references.",
    "Works part time and looks for more hours nearer home.",
)
DISCUSSED_TEXTS: Final[Sequence[str]] = (
    "Looked at two job profiles and compared entry requirements and pay.",
    "Went through the CV line by line and moved the skills to the top.",
    "Talked about transferable skills and practised three interview questions.",
    "Compared an evening course with learning at work; cost and travel matter most.",
    "Searched vacancies together and sorted them by travel time.",
    "Agreed which strengths to lead with and wrote a short personal statement.",
)
INFORMATION_TEXTS: Final[Sequence[str]] = (
    "Job profiles on the website; local course directory.",
    "Labour market page for the area; apprenticeship search.",
    "Course directory and the college's own prospectus.",
    "Vacancy search and a list of local employers.",
)
NEXT_STEPS_TEXTS: Final[Sequence[str]] = (
    "Will apply for two posts by Friday and telephone about the course.",
    "Will bring the CV again in a month; adviser to send the list of colleges.",
    "Will ask the employer about training at work and report back.",
    "Will visit the open evening and decide between the two courses.",
    "Will register with the directory and send five applications.",
)
TEXTS: Final = {
    "reason": REASON_TEXTS,
    "situation": SITUATION_TEXTS,
    "discussed": DISCUSSED_TEXTS,
    "information_used": INFORMATION_TEXTS,
    "next_steps": NEXT_STEPS_TEXTS,
}
"""Neutral words for the five parts of the notes; a test shows that none is refused by the screen."""
