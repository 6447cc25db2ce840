"""Addresses of the workspace pages about triage, under the contact that they decide."""

from django.urls import URLPattern, path

from fingerpost.workspace.triage import views

urlpatterns: list[URLPattern] = [
    path("<uuid:contact_id>/triage/", views.triage, name="triage"),
    path("<uuid:contact_id>/triage/again/", views.triage_again, name="triage_again"),
    path("<uuid:contact_id>/triage/attempt/", views.triage_attempt, name="triage_attempt"),
]
