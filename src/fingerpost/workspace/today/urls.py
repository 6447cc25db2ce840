"""Addresses of the workspace pages about today."""

from django.urls import path

from fingerpost.workspace.today import views

urlpatterns = [
    path("", views.today, name="today"),
    path("today/<slug:part>/", views.whole_list, name="today_list"),
]
