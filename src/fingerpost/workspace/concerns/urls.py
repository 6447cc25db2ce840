"""Addresses of the workspace pages about concerns."""

from django.urls import URLPattern, path

from fingerpost.workspace.concerns import views

urlpatterns: list[URLPattern] = [
    path("", views.concerns, name="concerns"),
    path("new/", views.raise_concern, name="raise_concern"),
    path("<uuid:concern_id>/", views.concern, name="concern"),
    path("<uuid:concern_id>/raised/", views.concern_raised, name="concern_raised"),
    path("<uuid:concern_id>/acknowledge/", views.acknowledge_concern, name="acknowledge_concern"),
    path("<uuid:concern_id>/close/", views.close_concern, name="close_concern"),
    path("<uuid:concern_id>/customer/", views.open_customer, name="open_concern_customer"),
]
