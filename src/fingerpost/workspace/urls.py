"""Addresses of the staff workspace, all under ``/staff/``."""

from django.urls import include, path

app_name = "workspace"
urlpatterns = [
    path("", include("fingerpost.workspace.today.urls")),
    path("contacts/", include("fingerpost.workspace.contacts.urls")),
    path("contacts/", include("fingerpost.workspace.triage.urls")),
    path("", include("fingerpost.workspace.customers.urls")),
    path("", include("fingerpost.workspace.sessions.urls")),
    path("", include("fingerpost.workspace.plan_copies.urls")),
    path("", include("fingerpost.workspace.plans.urls")),
    path("", include("fingerpost.workspace.follow_ups.urls")),
    path("", include("fingerpost.workspace.outcomes.urls")),
    path("", include("fingerpost.workspace.progressions.urls")),
    path("surveys/", include("fingerpost.workspace.surveys.urls")),
    path("month/", include("fingerpost.workspace.month.urls")),
    path("contracts/", include("fingerpost.workspace.contracts.urls")),
    path("returns/", include("fingerpost.workspace.returns.urls")),
    path("claims/", include("fingerpost.workspace.claims.urls")),
    path("ledger/", include("fingerpost.workspace.ledger.urls")),
    path("runs/", include("fingerpost.workspace.funding_runs.urls")),
    path("audits/", include("fingerpost.workspace.audits.urls")),
    path("performance/", include("fingerpost.workspace.performance.urls")),
    path("reports/", include("fingerpost.workspace.reports.urls")),
    path("concerns/", include("fingerpost.workspace.concerns.urls")),
    path("messages/", include("fingerpost.workspace.messages.urls")),
    path("second-checks/", include("fingerpost.workspace.second_checks.urls")),
    path("rules/publications/", include("fingerpost.workspace.publications.urls")),
    path("rules/", include("fingerpost.workspace.rules.urls")),
    path("opening-hours/", include("fingerpost.workspace.opening_hours.urls")),
    path("instructions/", include("fingerpost.workspace.instructions.urls")),
]
