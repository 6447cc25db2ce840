"""Addresses of contracts, all under ``/staff/contracts/``."""

from django.urls import URLPattern, path

from fingerpost.workspace.contracts.views import managing, performance, terms

urlpatterns: list[URLPattern] = [
    path("", performance.contracts, name="contracts"),
    path("gaps/", performance.equality_gaps, name="equality_gaps"),
    path("advisers/", performance.advisers_view, name="advisers_view"),
    path("venues/", performance.venues_view, name="venues_view"),
    path("counts/", managing.external_counts, name="external_counts"),
    path("counts/file/", managing.external_counts_file, name="external_counts_file"),
    path("shares/", terms.month_shares, name="month_shares"),
    path("interventions/<uuid:intervention_id>/", managing.intervention, name="intervention"),
    path("questions/<uuid:request_id>/", managing.data_request, name="data_request"),
    path("<uuid:contract_id>/ask/", managing.ask_for_data, name="ask_for_data"),
    path("<uuid:contract_id>/terms/", terms.terms, name="contract_terms"),
    path("<uuid:contract_id>/terms/<slug:what>/", terms.set_term, name="set_term"),
    path("<uuid:contract_id>/<month:month>/", performance.contract, name="contract"),
    path("<uuid:contract_id>/<month:month>/known/", performance.known, name="contract_known"),
    path("<uuid:contract_id>/<month:month>/inputs/", performance.inputs, name="contract_inputs"),
]
