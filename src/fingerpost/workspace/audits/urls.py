"""Addresses of the workspace pages about audits."""

from django.urls import URLPattern, path

from fingerpost.workspace.audits import log_views, views

urlpatterns: list[URLPattern] = [
    path("", views.audits, name="audits"),
    path("line/", views.audit_line, name="audit_line"),
    path("log/", log_views.security_log, name="security_log"),
    path("samples/<uuid:sample_id>/", views.audit_sample, name="audit_sample"),
    path("samples/<uuid:sample_id>/pack/", views.audit_pack, name="audit_pack"),
]
