"""Addresses of the workspace pages about surveys."""

from django.urls import URLPattern, path

from fingerpost.workspace.surveys import views

urlpatterns: list[URLPattern] = [
    path("", views.surveys, name="surveys"),
    path("<uuid:draw_id>/", views.survey, name="survey"),
]
