"""Addresses of the workspace pages about contacts."""

from django.urls import URLPattern, path

from fingerpost.workspace.contacts import check_views, notice_views, views

urlpatterns: list[URLPattern] = [
    path("open/", views.open_contact, name="open_contact"),
    path("join/", views.join_contact, name="join_contact"),
    path("resume/", views.resume_contact, name="resume_contact"),
    path("<uuid:contact_id>/", views.contact, name="contact"),
    path("<uuid:contact_id>/drop/", views.drop_contact, name="drop_contact"),
    path("<uuid:contact_id>/close/", views.close_contact, name="close_contact"),
    path("<uuid:contact_id>/leave/", views.leave_contact, name="leave_contact"),
    path("<uuid:contact_id>/find/", check_views.find_customer, name="find_customer"),
    path("<uuid:contact_id>/checks/<uuid:check_id>/", check_views.identity_check, name="identity_check"),
    path("<uuid:contact_id>/checks/<uuid:check_id>/code/", check_views.send_code, name="send_code"),
    path("<uuid:contact_id>/before-advice/", notice_views.before_advice, name="before_advice"),
    path("<uuid:contact_id>/anonymous/", notice_views.stay_anonymous, name="stay_anonymous"),
]
