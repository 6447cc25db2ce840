"""Addresses of the contractor's month, all under ``/staff/month/``."""

from django.urls import URLPattern, path, register_converter

from fingerpost.workspace.month import views
from fingerpost.workspace.months import MonthInAddress

register_converter(MonthInAddress, "month")

urlpatterns: list[URLPattern] = [
    path("", views.months, name="months"),
    path("<uuid:contract_id>/<month:month>/", views.month, name="month"),
    path("<uuid:contract_id>/<month:month>/<slug:code>/", views.duty, name="month_duty"),
]
