"""Words of the nation's plans: what customers agreed to do, by the way they want to go.

Employers, colleges and charities are invented; none of them is anywhere. Longer than a file should be, since one list
of words reads best whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: what it is about, how far off, and how one will know that it is met."""

    area: str
    horizon: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a goal (by its place): what kind, who does it, with whom, and in how many weeks."""

    text: str
    detail: str
    weeks: int
    goal: int = 0
    kind: str = "step"
    who: str = "customer"
    organisation: str = ""
    is_for_english_maths: bool = False


@dataclass(frozen=True, slots=True)
class Gain:
    """What may come of it: the kind of outcome by its scheme, in words, and hours a week where it is work."""

    kind: str
    detail: str
    weekly_hours: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """A way somebody wants to go, with everything that a plan for it says. ``later`` is agreed when they come"
    " again."""

    starting_point: str
    options: tuple[tuple[str, str], ...]
    why: str
    goals: tuple[Goal, ...]
    steps: tuple[Step, ...]
    later: tuple[Step, ...]
    information: str
    reflection: str
    gains: tuple[Gain, ...]
    english_maths: str = "none"
    english_maths_words: str = ""


DIRECTIONS: Final[tuple[Direction, ...]] = (
    Direction(
        starting_point="Eleven years in a shop, the last three as key holder. Out of work since the shop closed in"
        " spring. No computer at home; uses a phone.",
        options=(
            ("Bookkeeping for small firms", "An evening course of a year; work near home afterwards."),
            ("Shop supervisor elsewhere", "Could begin at once; late shifts would stay."),
        ),
        why="Regular hours count more than pay just now, and numbers have always come easily.",
        goals=(
            Goal(
                "learning", "short", "Pass the first bookkeeping certificate", "The certificate is in hand."
            ),
            Goal(
                "work",
                "medium",
                "Work in an office for sixteen hours a week or more",
                "A contract is signed.",
            ),
        ),
        steps=(
            Step(
                "Go to the open evening for adult courses",
                "Comes back with the course dates and the fee.",
                2,
                organisation="Tarnside College",
            ),
            Step("Write a CV that begins with skills", "Two pages, read by the adviser.", 3, goal=1),
            Step(
                "Send the list of evening courses with their fees",
                "The list has arrived by post.",
                1,
                who="adviser",
            ),
        ),
        later=(
            Step("Enrol for the bookkeeping certificate", "The college has confirmed the place.", 5),
            Step("Apply for two office posts a week", "Copies are kept in a folder.", 8, goal=1),
        ),
        information="Job profile: bookkeeper. Local vacancies by travel time. Course directory.",
        reflection="It helped to see how much of shop work is counting and planning.",
        gains=(
            Gain("3", "Accounts assistant at Weathervane Stores", "22.5"),
            Gain("4", "Began the bookkeeping certificate at Tarnside College"),
        ),
    ),
    Direction(
        starting_point="Left college with level 2 in catering. Short contracts in kitchens since; nights do not fit"
        " with family life any more.",
        options=(
            ("Care worker with training at work", "Paid from the first day; the employer pays for training."),
            ("School kitchen", "Term time only, and close to home."),
            ("Stay in restaurants, days only", "Fewer hours to be had."),
        ),
        why="Would like a trade that is needed everywhere and has steps to climb.",
        goals=(
            Goal("work", "short", "Start in care work with training", "The first pay has come."),
            Goal("skills", "medium", "Hold the level 2 diploma in care", "The diploma is in hand."),
        ),
        steps=(
            Step("Read the job profile and list three questions", "The list comes to the next session.", 1),
            Step(
                "Ring to be introduced to employers who train",
                "A day for a talk is agreed.",
                2,
                kind="referral",
                organisation="Ropewalk Care Partnership",
            ),
            Step("Practise telling about a hard day at work", "Told once to a friend and once to us.", 3),
        ),
        later=(Step("Begin the induction", "The first week is worked.", 4),),
        information="Job profile: care worker. Labour market page: vacancies in care have risen for two years.",
        reflection="Glad to hear that kitchen experience counts for something.",
        gains=(Gain("3", "Care assistant at Ropewalk Care Partnership", "30"),),
        english_maths="english",
        english_maths_words="Would like to write reports with more ease. An evening class once a week was"
        " talked about.",
    ),
    Direction(
        starting_point="Works part time in a warehouse, sixteen hours a week. Holds a driving licence and a forklift"
        " certificate that runs out in autumn.",
        options=(
            (
                "Team leader in the same warehouse",
                "Needs a course in leading a team; the shift pattern is known.",
            ),
            ("Driver for deliveries", "More hours, and more time away."),
        ),
        why="The present employer promotes from within and pays for courses.",
        goals=(
            Goal("skills", "short", "Renew the forklift certificate", "The new card has come."),
            Goal("work", "medium", "Lead a shift", "The name stands on the rota as shift leader."),
        ),
        steps=(
            Step("Ask the manager about the course in leading a team", "There is a yes or a no.", 1, goal=1),
            Step("Book the day for the forklift test", "The booking is confirmed.", 4),
            Step(
                "Look for an evening class in maths",
                "A class and its first day are known.",
                5,
                kind="signpost",
                organisation="Orchard Adult Learning",
                is_for_english_maths=True,
            ),
        ),
        later=(Step("Write the application for shift leader", "Handed in by the closing day.", 6, goal=1),),
        information="Job profile: warehouse team leader. The employer's own training list.",
        reflection="Did not know that the employer's courses are open to part-time staff.",
        gains=(Gain("5", "Shift leader at Millpond Storage", "24"),),
        english_maths="maths",
        english_maths_words="Percentages for stock sheets: an evening class would make the step to leader easier.",
    ),
    Direction(
        starting_point="Teacher of chemistry abroad, here for two years. Speaks three languages. Works as a"
        " cleaner in the mornings.",
        options=(
            ("Laboratory technician in a school", "A first step back to school; no new degree needed."),
            ("Teacher again", "Needs the qualification to be compared and a year of training."),
        ),
        why="A technician's post brings English every day and keeps the way to teaching open.",
        goals=(
            Goal("work", "short", "Work as a technician in a school", "A contract for the term is signed."),
            Goal(
                "learning", "medium", "Have the degree compared", "The statement of comparability has come."
            ),
        ),
        steps=(
            Step("Ask for the transcript of the degree", "The university has answered.", 4, goal=1),
            Step("Read two advertisements and mark unknown words", "Both come to the next session.", 1),
            Step(
                "Introduce to the volunteer scheme for laboratories",
                "A first afternoon is agreed.",
                3,
                kind="referral",
                who="adviser",
                organisation="Pumphouse Volunteers",
            ),
        ),
        later=(Step("Apply for technician posts before the term begins", "Three applications are sent.", 6),),
        information="Job profile: laboratory technician. Guide to comparing qualifications from abroad.",
        reflection="For the first time somebody asked what was taught and not only where.",
        gains=(
            Gain("3", "Laboratory technician at Windmill Academy", "27"),
            Gain("2", "Volunteer at the school laboratory"),
        ),
        english_maths="english",
        english_maths_words="Spoken English is good; would like help with formal letters.",
    ),
    Direction(
        starting_point="At home with children for seven years, before that in a travel agency. Would like to work in"
        " school hours.",
        options=(
            ("Teaching assistant", "A course of one term; work in school hours."),
            ("Receptionist at a surgery", "Knows telephones and diaries; afternoons may be asked for."),
        ),
        why="School hours, and the children's school has spoken well of the course.",
        goals=(
            Goal(
                "learning",
                "short",
                "Finish the course for teaching assistants",
                "The certificate is in hand.",
            ),
            Goal("work", "medium", "Work as a teaching assistant", "A contract is signed."),
        ),
        steps=(
            Step("Ask the school for two mornings as a volunteer", "The days are agreed.", 2),
            Step("Try the website's skills check at the library", "The result is printed.", 1),
            Step("Find out about help with the cost of childcare", "Knows what can be claimed.", 3, goal=1),
        ),
        later=(
            Step("Enrol for the spring term", "The place is confirmed.", 6),
            Step("Write a first covering letter", "Read by the adviser.", 7, goal=1),
        ),
        information="Job profile: teaching assistant. Course directory. Leaflet on childcare costs.",
        reflection="It feels less like starting again from nothing.",
        gains=(
            Gain("4", "Began the course for teaching assistants at Saddlers College"),
            Gain("2", "Confident to apply, said so in the follow-up"),
        ),
    ),
    Direction(
        starting_point="Has been told that the factory closes in three months. Twenty years at the same"
        " machine; never wrote an application.",
        options=(
            ("Machine setter elsewhere", "Uses what is known; two employers within an hour's travel."),
            ("Maintenance in buildings", "A new trade with a course of six months."),
        ),
        why="Wants to earn without a gap and to learn on the way.",
        goals=(
            Goal("work", "short", "Have a post before the factory closes", "A starting day is agreed."),
            Goal("skills", "medium", "Hold a certificate for what is known", "The certificate is in hand."),
        ),
        steps=(
            Step(
                "Collect what was learned at the machine in a list",
                "One page, gone through together.",
                1,
                goal=1,
            ),
            Step("Write a first CV with the adviser", "A copy on paper and one by email.", 2),
            Step(
                "Go to the job fair",
                "Spoke with two employers or more.",
                3,
                organisation="Turnpike Business Club",
            ),
        ),
        later=(Step("Practise two interviews", "Once by telephone, once in the room.", 5),),
        information="Job profile: machine setter. Labour market page: engineering in the area.",
        reflection="Surprised how long the list of skills became.",
        gains=(
            Gain("3", "Machine setter at Compass and Gimlet", "37"),
            Gain("2", "Has a CV and uses it"),
        ),
        english_maths="both",
        english_maths_words="Would like to be quicker with writing and with tables. Will think about a class"
        " after the move.",
    ),
)
"""One of them is drawn for each customer who has a plan."""

LONG: Final = Direction(
    starting_point="Runs a market stall on three days, sews at home, and looks after a shop on Sundays. Keeps"
    " good books by hand. Would like one trade with a steady income, and has put money aside for a"
    " course.\n\nKnows what sells on the market and why. Has never asked for money from a bank. The stall's"
    " pitch is paid until the end of the year.",
    options=(
        ("A workshop for alterations", "The work is there; a room would have to be found and paid."),
        (
            "Teach sewing in evening classes",
            "Well liked by those who were taught; a certificate is asked for.",
        ),
        ("Sell online", "Reaches further; pictures, parcels and returns take time."),
        ("Employed at a theatre's wardrobe", "Steady pay and company; one post a year comes up."),
    ),
    why="The workshop first, with evening classes beside it: each brings customers to the other, and neither"
    " closes the door to the theatre.",
    goals=(
        Goal(
            "skills", "short", "Know what the workshop must earn", "A sheet with costs and prices for a year."
        ),
        Goal("learning", "short", "Hold the certificate for teaching adults", "The certificate is in hand."),
        Goal("work", "medium", "Open the workshop", "The first month's rent is paid from what it earned."),
        Goal("work", "medium", "Give two evening classes a week", "Eight people or more come to each."),
    ),
    steps=(
        Step(
            "Write down three months of work with hours and prices", "The sheet comes to the next session.", 4
        ),
        Step(
            "Go through the sheet with somebody who knows small firms",
            "A day is agreed and kept.",
            6,
            kind="referral",
            organisation="Turnpike Business Club",
        ),
        Step(
            "Ask three landlords about a room of twenty square metres", "Three answers in writing.", 8, goal=2
        ),
        Step("Find out what insurance a workshop needs", "Two offers to compare.", 8, goal=2),
        Step(
            "Ask about the certificate for teaching adults",
            "Knows dates, fee and what must be shown.",
            2,
            goal=1,
            kind="signpost",
            organisation="Saddlers College",
        ),
        Step("Sit in on one evening class", "Has noted what worked and what did not.", 5, goal=3),
        Step("Plan six evenings for beginners", "A page for each evening.", 10, goal=3),
        Step(
            "Send the guide to becoming self-employed in large print",
            "It has arrived.",
            1,
            goal=2,
            who="adviser",
        ),
        Step("Take pictures of ten finished pieces", "They are on the phone and named.", 3, goal=2),
        Step("Ask the theatre when the wardrobe takes people on", "Knows whom to ask and when.", 6, goal=2),
        Step(
            "Practise working out a price with waste and hours",
            "Three prices worked out alone.",
            4,
            is_for_english_maths=True,
        ),
        Step("Keep the day of the next session free", "We speak again.", 9),
    ),
    later=(
        Step("Sign for the room, or say why not", "It is settled.", 14, goal=2),
        Step("Begin the certificate for teaching adults", "The first evening is over.", 12, goal=1),
    ),
    information="Job profiles: tailor, teacher of adults, wardrobe assistant. Labour market page for the area."
    " The guide to becoming self-employed. Course directory, evening classes. The market's own list of pitches"
    " and rents.",
    reflection="Said that it is good to see all of it on one table, and that the order of things is clearer."
    " The workshop frightens a little and pleases a lot.",
    gains=(Gain("3", "Self-employed: alterations workshop", "35"),),
    english_maths="maths",
    english_maths_words="Works with figures every day and would like to be surer of percentages. Practises with"
    " the prices of the workshop.",
)
"""More than fits on two pages."""

GOT_ON: Final = Gain("5", "Has been given a team to lead", "30")
NOTES_OF_PROGRESS: Final = (
    "Rang to say that it is going well.",
    "Has put it off by a fortnight because of a family visit.",
    "Got a letter back and will bring it along.",
    "Found it easier than expected.",
)
ADDITIONS: Final = (
    "Have begun to read vacancies every Monday.",
    "A neighbour works there and will tell me about it.",
    "I would like to add a computer class.",
)
HEARD_AT_FOLLOW_UP: Final = (
    "Has had two interviews and waits for an answer.",
    "Would like to come again after the holidays.",
    "Pleased with the course so far.",
)
REASONS_FOR_LATER: Final = ("Would like to read it at home first.", "Would like to show it to family first.")
REASONS_TO_DECLINE: Final = ("Does not want anything in writing.",)
WHY_A_SUPPORTER: Final = "Asked a daughter to sign."
LATE_POST: Final = "The printer stood still; posted the next working day."
SENT_BACK: Final = "The payslip is cut off at the top. Ask for a whole copy."
"""What a claims officer wrote to the adviser."""

_EVERY: Final = (*DIRECTIONS, LONG)


def every_text() -> list[str]:
    """Everything that is said here, for a test that screens it."""
    texts: list[str] = [
        *HEARD_AT_FOLLOW_UP,
        *NOTES_OF_PROGRESS,
        *ADDITIONS,
        *REASONS_FOR_LATER,
        *REASONS_TO_DECLINE,
    ]
    texts += [GOT_ON.detail, WHY_A_SUPPORTER, LATE_POST, SENT_BACK]
    for each in _EVERY:
        texts += [each.starting_point, each.why, each.information, each.reflection, each.english_maths_words]
        texts += [text for pair in each.options for text in pair]
        texts += [text for goal in each.goals for text in (goal.text, goal.detail)]
        texts += [text for step in (*each.steps, *each.later) for text in (step.text, step.detail)]
        texts += [step.organisation for step in (*each.steps, *each.later)]
        texts += [gain.detail for gain in each.gains]
    return [text for text in texts if text]
