"""Addresses of the workspace pages about outcomes, their evidence and the customer's answer."""

from django.urls import URLPattern, path

from fingerpost.workspace.outcomes import evidence_views, satisfaction_views, views

urlpatterns: list[URLPattern] = [
    path("customers/<uuid:customer_id>/outcomes/", views.outcomes, name="outcomes"),
    path("customers/<uuid:customer_id>/outcomes/new/", views.new_outcome, name="new_outcome"),
    path("outcomes/<uuid:outcome_id>/", views.outcome, name="outcome"),
    path("outcomes/<uuid:outcome_id>/change/", views.change, name="change_outcome"),
    path("outcomes/<uuid:outcome_id>/withdraw/", views.withdraw, name="withdraw_outcome"),
    path("outcomes/<uuid:outcome_id>/evidence/new/", evidence_views.add, name="add_evidence"),
    path("evidence/<uuid:evidence_id>/", evidence_views.evidence, name="evidence"),
    path("evidence/<uuid:evidence_id>/withdraw/", evidence_views.withdraw, name="withdraw_evidence"),
    path("customers/<uuid:customer_id>/satisfaction/", satisfaction_views.satisfaction, name="satisfaction"),
]
