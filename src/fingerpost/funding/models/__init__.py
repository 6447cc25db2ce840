"""What is kept of money: decisions, runs, the ledger of claims, what a contract is worth, samples for audit."""

from fingerpost.funding.models.audits import AuditSample, AuditSampleLine
from fingerpost.funding.models.decisions import FundingDecision, Verdict
from fingerpost.funding.models.ledger import (
    Claim,
    ClaimLine,
    ClaimStep,
    ClaimStepKind,
    ClaimSum,
    ClawBack,
    FrozenFacts,
    LineKind,
    SumKind,
)
from fingerpost.funding.models.runs import Run, RunDecision, RunPurpose
from fingerpost.funding.models.terms import (
    ContractYear,
    CostLine,
    FeeDeduction,
    FixedSum,
    MonthShare,
    PassThrough,
    PaymentMade,
    Profile,
    ProfileChange,
    ProfileClass,
)

__all__ = [
    "AuditSample",
    "AuditSampleLine",
    "Claim",
    "ClaimLine",
    "ClaimStep",
    "ClaimStepKind",
    "ClaimSum",
    "ClawBack",
    "ContractYear",
    "CostLine",
    "FeeDeduction",
    "FixedSum",
    "FrozenFacts",
    "FundingDecision",
    "LineKind",
    "MonthShare",
    "PassThrough",
    "PaymentMade",
    "Profile",
    "ProfileChange",
    "ProfileClass",
    "Run",
    "RunDecision",
    "RunPurpose",
    "SumKind",
    "Verdict",
]
