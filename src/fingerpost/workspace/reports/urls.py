"""Addresses of saved reports, all under ``/staff/reports/``."""

from django.urls import URLPattern, path

from fingerpost.workspace.reports import views

urlpatterns: list[URLPattern] = [
    path("", views.reports, name="reports"),
    path("new/", views.new_report, name="new_report"),
    path("<uuid:report_id>/", views.report, name="report"),
    path("<uuid:report_id>/change/", views.change, name="change_report"),
    path("<uuid:report_id>/make/", views.make, name="make_report"),
    path("<uuid:report_id>/remove/", views.remove, name="remove_report"),
    path("<uuid:report_id>/made/<uuid:made_id>/<slug:format>/", views.made_file, name="report_file"),
]
