"""Addresses of the workspace pages about today."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
