"""Addresses of the workspace pages about contacts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
