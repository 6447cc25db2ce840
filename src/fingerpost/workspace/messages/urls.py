"""Addresses of the workspace pages about messages that perhaps were not sent."""

from django.urls import URLPattern, path

from fingerpost.workspace.messages import views

urlpatterns: list[URLPattern] = [
    path("", views.undecided_messages, name="messages"),
    path("<uuid:message_id>/", views.decide, name="decide_message"),
]
