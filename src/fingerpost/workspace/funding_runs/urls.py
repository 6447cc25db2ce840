"""Addresses of the pages of runs, all under ``/staff/runs/``."""

from django.urls import URLPattern, path

from fingerpost.workspace.funding_runs import views

urlpatterns: list[URLPattern] = [
    path("", views.runs, name="runs"),
    path("new/", views.new_run, name="new_run"),
    path("compare/", views.new_shadow, name="new_shadow"),
    path("try/", views.simulator, name="simulator"),
    path("try/<uuid:outcome_id>/", views.simulate_outcome, name="simulate_outcome"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/differences/", views.differences, name="run_differences"),
    path("<uuid:run_id>/<uuid:event_id>/", views.run_event, name="run_event"),
]
