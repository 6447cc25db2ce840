"""Addresses of the pages of claims, all under ``/staff/claims/``."""

from django.urls import URLPattern, path

from fingerpost.workspace.claims import views

urlpatterns: list[URLPattern] = [
    path("", views.claims, name="claims"),
    path("<uuid:outcome_id>/", views.claim, name="claim"),
    path("<uuid:outcome_id>/claim/", views.make_claim, name="make_claim"),
    path("<uuid:outcome_id>/send-back/", views.send_claim_back, name="send_claim_back"),
]
