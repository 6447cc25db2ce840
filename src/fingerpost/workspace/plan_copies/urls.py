"""Addresses of the workspace pages about accepting a plan and giving it."""

from django.urls import path

from fingerpost.workspace.plan_copies.views import acceptance, copies, documents

urlpatterns = [
    path("attendances/<uuid:attendance_id>/plan/acceptance/", acceptance.acceptance, name="plan_acceptance"),
    path("attendances/<uuid:attendance_id>/plan/acceptance/slip/", documents.slip, name="plan_slip"),
    path("attendances/<uuid:attendance_id>/plan/copies/", copies.copies, name="plan_copies"),
    path("attendances/<uuid:attendance_id>/plan/copies/<uuid:copy_id>/", copies.plan_copy, name="plan_copy"),
    path(
        "attendances/<uuid:attendance_id>/plan/copies/<uuid:copy_id>/document/",
        documents.document,
        name="plan_copy_document",
    ),
    path(
        "attendances/<uuid:attendance_id>/plan/copies/<uuid:copy_id>/letter/",
        documents.letter,
        name="plan_copy_letter",
    ),
]
