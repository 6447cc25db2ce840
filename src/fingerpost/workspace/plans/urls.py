"""Addresses of the workspace pages about plans. Ids only: nothing of a plan stands in an address."""

from django.urls import path

from fingerpost.workspace.plans.views import editor, group, history, progress

urlpatterns = [
    path("attendances/<uuid:attendance_id>/plan/", editor.plan, name="plan"),
    path("attendances/<uuid:attendance_id>/plan/begin/", editor.begin_plan, name="begin_plan"),
    path("customers/<uuid:customer_id>/plan/", history.plan_history, name="plan_history"),
    path("customers/<uuid:customer_id>/plan/progress/", progress.plan_progress, name="plan_progress"),
    path("plans/<uuid:version_id>/", history.plan_version, name="plan_version"),
    path("sessions/<uuid:session_id>/plans/", group.group_plan, name="group_plan"),
    path("sessions/<uuid:session_id>/plans/print/", group.group_plan_print, name="group_plan_print"),
]
