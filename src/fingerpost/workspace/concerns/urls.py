"""Addresses of the workspace pages about concerns."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
