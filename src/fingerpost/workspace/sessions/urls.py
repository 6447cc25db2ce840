"""Addresses of the workspace pages about sessions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
