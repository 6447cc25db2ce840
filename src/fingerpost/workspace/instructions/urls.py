"""Addresses of the instructions."""

from django.urls import URLPattern, path

from fingerpost.workspace.instructions import views

urlpatterns: list[URLPattern] = [
    path("", views.instructions, name="instructions"),
    path("whole/", views.whole, name="instructions_whole"),
    path("<slug:name>/", views.chapter, name="instructions_chapter"),
]
