"""Addresses of the ledger, all under ``/staff/ledger/``. Months in them are read as `workspace.month` says."""

from django.urls import URLPattern, path

from fingerpost.workspace.ledger import files, views

urlpatterns: list[URLPattern] = [
    path("", views.ledger, name="ledger"),
    path("make/<uuid:contract_id>/<month:month>/", views.make_month_claim, name="ledger_make"),
    path("claims/<uuid:claim_id>/", views.one_claim, name="ledger_claim"),
    path("claims/<uuid:claim_id>/lines/", files.lines_file, name="ledger_lines_file"),
    path("claims/<uuid:claim_id>/invoice/", files.invoice, name="ledger_invoice"),
    path("claims/<uuid:claim_id>/step/", views.take_claim_step, name="ledger_step"),
    path("payments/<uuid:outcome_id>/hold/", views.hold_payment, name="ledger_hold"),
    path("statements/", views.statements, name="ledger_statements"),
    path("statements/<uuid:claim_id>/<uuid:organisation_id>/", views.statement, name="ledger_statement"),
    path(
        "statements/<uuid:claim_id>/<uuid:organisation_id>/file/",
        files.statement_file,
        name="ledger_statement_file",
    ),
]
