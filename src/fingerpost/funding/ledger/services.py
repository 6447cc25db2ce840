"""The writes of the ledger, in one place: claims, their steps, payments held back, what a contract is worth."""

from fingerpost.funding.ledger.claiming import invoice_due_on, make_claim, next_month
from fingerpost.funding.ledger.setting import (
    add_cost,
    change_profile,
    record_payment,
    set_contract_year,
    set_deduction,
    set_fixed_sum,
    set_pass_through,
    set_profile,
    set_shares,
    withdraw_cost,
)
from fingerpost.funding.ledger.steps import claw_back, let_go, take_step

__all__ = [
    "add_cost",
    "change_profile",
    "claw_back",
    "invoice_due_on",
    "let_go",
    "make_claim",
    "next_month",
    "record_payment",
    "set_contract_year",
    "set_deduction",
    "set_fixed_sum",
    "set_pass_through",
    "set_profile",
    "set_shares",
    "take_step",
    "withdraw_cost",
]
