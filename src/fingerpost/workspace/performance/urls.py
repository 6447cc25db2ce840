"""Addresses of figures, all under ``/staff/performance/``."""

from django.urls import URLPattern, path

from fingerpost.workspace.performance import records, views

urlpatterns: list[URLPattern] = [
    path("", views.performance, name="performance"),
    path("snapshot/", views.snapshot, name="take_snapshot"),
    path("figures.json", views.figures_json, name="figures_json"),
    path("<slug:code>/", views.measure, name="measure"),
    path("<slug:code>/records/", records.measure_records, name="measure_records"),
    path("<slug:code>/file/<slug:format>/", views.measure_file, name="measure_file"),
]
