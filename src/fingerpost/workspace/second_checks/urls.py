"""Addresses of the workspace pages about second checks."""

from django.urls import URLPattern, path

from fingerpost.workspace.second_checks import views

urlpatterns: list[URLPattern] = [
    path("", views.second_checks, name="second_checks"),
    path("given/", views.second_checks_used, name="second_checks_used"),
]
