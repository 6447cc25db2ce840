"""Addresses of the workspace pages about progressions."""

from django.urls import URLPattern, path

from fingerpost.workspace.progressions import timeline_views, views

urlpatterns: list[URLPattern] = [
    path("customers/<uuid:customer_id>/progress/", views.progressions, name="progressions"),
    path("customers/<uuid:customer_id>/progress/work/", views.new_employment, name="new_employment"),
    path("customers/<uuid:customer_id>/progress/learning/", views.new_learning, name="new_learning"),
    path("customers/<uuid:customer_id>/progress/changes/", views.new_research, name="new_research_outcome"),
    path("customers/<uuid:customer_id>/timeline/", timeline_views.timeline, name="timeline"),
]
