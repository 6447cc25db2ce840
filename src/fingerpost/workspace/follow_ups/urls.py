"""Addresses of the workspace pages about follow-ups."""

from django.urls import URLPattern, path

from fingerpost.workspace.follow_ups import views

urlpatterns: list[URLPattern] = [
    path("follow-ups/<uuid:follow_up_id>/", views.follow_up, name="follow_up"),
    path("follow-ups/<uuid:follow_up_id>/close/", views.close_follow_up, name="close_follow_up"),
    path("customers/<uuid:customer_id>/informal-contact/", views.informal_contact, name="informal_contact"),
]
