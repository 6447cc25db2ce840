"""Addresses of the workspace pages about customers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
