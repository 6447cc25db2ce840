"""Addresses of opening hours."""

from django.urls import URLPattern, path

from fingerpost.workspace.opening_hours import views

urlpatterns: list[URLPattern] = [
    path("", views.opening_hours, name="opening_hours"),
    path("week/", views.set_week, name="set_opening_hours"),
    path("day/", views.set_day, name="set_exceptional_day"),
]
