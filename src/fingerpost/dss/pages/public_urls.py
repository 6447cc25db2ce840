"""Addresses of the wire that anybody may open, and the listener for other services' change notices."""

from django.urls import path

from fingerpost.dss.pages import reading_views, taking_views

app_name = "wire_public"

urlpatterns = [
    path("", reading_views.overview, name="overview"),
    path("openapi.json", reading_views.openapi, name="openapi"),
    path("notices/<uuid:remote_id>/", taking_views.take_notice, name="take_notice"),
    path("<slug:segment>/", reading_views.resource, name="resource"),
]
