"""A customer with one record of every kind that is synchronised, whoever posts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.dss import kit

Post = Callable[[str, dict[str, object]], dict[str, Any]]


def plant(post: Post, **customer: object) -> dict[str, str]:
    """Post the whole tree; the path of each record by its segment."""
    adviser = post("/adviserdetails/api/AdviserDetails", kit.adviser_body())["AdviserDetailId"]
    own = post("/customers/api/Customers/", {**kit.customer_body(), **customer})["CustomerId"]
    found = {
        "adviserdetails": f"/adviserdetails/api/AdviserDetails/{adviser}",
        "customers": f"/customers/api/Customers/{own}",
    }

    def below(segment: str, route: str, key: str, body: dict[str, object]) -> str:
        path = f"/{segment}/api/Customers/{own}/{route}"
        record = str(post(path, body)[key])
        found[segment] = f"{path}/{record}"
        return record

    below("addresses", "Addresses", "AddressId", kit.address_body())
    below("contactdetails", "ContactDetails", "ContactId", kit.contact_body())
    below("diversitydetails", "DiversityDetails", "DiversityId", kit.diversity_body())
    below(
        "employmentprogressions", "employmentprogressions", "EmploymentProgressionId", kit.employment_body()
    )
    below("learningprogressions", "LearningProgressions", "LearningProgressionId", kit.learning_body())
    call = {**kit.interaction_body(), "AdviserDetailsId": adviser}
    meeting = f"Interactions/{below('interactions', 'Interactions', 'InteractionId', call)}"
    session = below("sessions", f"{meeting}/sessions", "SessionId", kit.session_body())
    below("transfers", f"{meeting}/Transfers", "TransferId", kit.transfer_body())
    below("webchats", f"{meeting}/WebChats", "WebChatId", kit.web_chat_body())
    plan = below("actionplans", f"{meeting}/ActionPlans", "ActionPlanId", kit.plan_body(session))
    below("actions", f"{meeting}/ActionPlans/{plan}/Actions", "ActionId", kit.action_body())
    below("goals", f"{meeting}/ActionPlans/{plan}/Goals", "GoalId", kit.goal_body())
    below("outcomes", f"{meeting}/ActionPlans/{plan}/Outcomes", "OutcomeId", kit.outcome_body(session))
    return found
