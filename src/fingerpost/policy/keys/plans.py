"""Keys about the skills action plan: what it holds, how it is worded, how progress is measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fingerpost.policy.keys.kinds import COUNTED, NUMBER, ROWS, TABLE, TEXT, TEXTS, each_of
from fingerpost.policy.schema import KeySpec

KEYS: Final[Mapping[str, KeySpec]] = {
    "plan.title": KeySpec(TEXT, "What the plan is called on its first page"),
    "plan.most_pages": KeySpec(NUMBER, "How many pages a plan aims to stay within", "pages"),
    "plan.words_a_page": KeySpec(NUMBER, "How many words of a plan fill a page", "words"),
    "plan.reading_age": KeySpec(NUMBER, "The reading age that a plan aims to stay within", "years"),
    "plan.reading_fewest_words": KeySpec(NUMBER, "Words below which no reading age is worked out", "words"),
    "plan.goal_areas": KeySpec(
        TEXTS,
        "The kinds of goal that a plan has, one of each line at least",
        check=each_of("skills", "learning", "work", "skills or learning", "any"),
    ),
    "plan.options_explored": KeySpec(NUMBER, "Options in a plan below which it says why", "options"),
    "plan.review_months": KeySpec(NUMBER, "When a plan is gone back to at the latest", "months"),
    "plan.vague_words": KeySpec(TEXTS, "Words that name no step when a goal or an action begins with them"),
    "plan.smart": KeySpec(
        TABLE,
        "When the editor asks whether a goal or an action is specific, achievable and in reach",
        fields={
            "fewest_words": NUMBER,
            "most_actions_a_day": NUMBER,
            "short_months": NUMBER,
            "medium_months": NUMBER,
        },
    ),
    "plan.distance_measures": KeySpec(ROWS, "What distance travelled is measured by", fields=COUNTED),
    "plan.receipt_working_days": KeySpec(
        NUMBER,
        "How long an encrypted plan waits for word that it arrived before it is posted",
        "working days",
    ),
    "plan.print_days": KeySpec(
        TABLE,
        "How long a print that stays with the service is kept before it is destroyed",
        "calendar days",
        fields={"for_file": NUMBER, "for_review": NUMBER},
    ),
    "plan.receipt_link": KeySpec(
        TABLE,
        "How often one address may press the button that says an encrypted plan arrived, in how many minutes",
        fields={"tries": NUMBER, "minutes": NUMBER},
    ),
}
