"""What each role may do, written out by hand."""

from fingerpost.staff.access import CAPABILITIES, Capability, Role

# One column for each capability, in this order; x: the role holds it.
ORDER = [
    "work_contacts",
    "give_advice",
    "make_records",
    "key_paper",
    "read_records",
    "see_diversity",
    "hold_indicator",
    "raise_concern",
    "handle_concerns",
    "see_own_work",
    "audit_records",
    "read_rules",
    "publish_rules",
    "extend_words",
    "acknowledge_rules",
    "confirm_words",
    "know_words",
    "set_hours",
    "record_outcomes",
    "claim_outcomes",
    "see_money",
    "follow_up",
    "capture_satisfaction",
    "decide_messages",
    "see_performance",
    "send_returns",
    "set_terms",
    "receive_returns",
    "draw_samples",
    "manage_keys",
    "settle_findings",
]
TABLE = """
first_line_adviser           x . x . x x x x . x . x . . . x x . . . . . x . . . . . . . .
telephone_adviser            x x x . x x x x . x . x . . . x x . x . . x x x . . . . . . .
language_adviser             x x x . x x x x . x . x . . . x x . x . . x x x . . . . . . .
area_adviser                 x x x . x x x x . x . x . . . x x . x . . x x x . . . . . . .
trainee                      x x x . x x x x . x . x . . . . x . x . . x x x . . . . . . .
information_adviser          x . x . x x x x . x . x . . . x x . . . . . x . . . . . . . .
subcontractor_administrator  x . x x x . . x . x . x . . . x x . x . . x x . . . . . . . x
claims_officer               . . . . x . . x . x . x . . . . . . . x x . . . x . . . . . .
returns_manager              . . . . x . . x . x . x . x x x . x . . x . . x x x . . . . .
compliance                   . . . . x . . x . x x x . x x x . x . . x . . x x . . . x . x
safeguarding_lead            . . . . x . . x x x . x . . . x . . . . . . . . . . . . . . .
contract_manager             . . . . . . . x . . . x x . . . . . . . . . . . x . x x . . .
auditor                      . . . . x . . x . . x x . . . . . . . . x . . . . . . . x . x
technician                   . . . . . . . x . . . x . . . . . . . . . . . . . . . . . x .
"""


def test_capabilities_when_compared_with_the_table_then_exactly_these() -> None:
    expected = {}
    for line in TABLE.strip().splitlines():
        role, *cells = line.split()
        assert len(cells) == len(ORDER)
        expected[role] = {name for name, cell in zip(ORDER, cells, strict=True) if cell == "x"}
    assert set(ORDER) == {each.value for each in Capability}
    assert {role.value: {each.value for each in held} for role, held in CAPABILITIES.items()} == expected
    assert set(expected) == set(Role.values)
