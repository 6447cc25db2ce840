"""Addresses of the pages of returns, all under ``/staff/returns/``."""

from django.urls import URLPattern, path

from fingerpost.workspace.month import urls as _month  # noqa: F401 - registers the path converter ``month``
from fingerpost.workspace.returns import direction_views, extract_views, step_views, views

urlpatterns: list[URLPattern] = [
    path("", views.returns, name="returns"),
    path("<uuid:contract_id>/<month:month>/", views.checks, name="return_checks"),
    path("<uuid:contract_id>/<month:month>/build/", views.build, name="build_return"),
    path("<uuid:contract_id>/<month:month>/by-hand/<slug:kind>/", views.upload, name="upload_return"),
    path("<uuid:contract_id>/<month:month>/extract/<slug:kind>/", extract_views.extract, name="extract"),
    path("<uuid:contract_id>/directions/", direction_views.directions, name="directions"),
    path("directions/<uuid:direction_id>/withdraw/", direction_views.withdraw, name="withdraw_direction"),
    path("return/<uuid:return_id>/", views.one, name="return"),
    path("return/<uuid:return_id>/sign-off/", step_views.sign_off, name="sign_off_return"),
    path("return/<uuid:return_id>/send/", step_views.send, name="send_return"),
    path("return/<uuid:return_id>/answer/", step_views.answer, name="answer_return"),
    path("return/<uuid:return_id>/archive/", step_views.archive, name="return_archive"),
    path("file/<uuid:file_id>/", step_views.file, name="return_file"),
]
