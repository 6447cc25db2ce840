"""Addresses that anybody may open."""

from django.urls import path

from fingerpost.public import receipts, views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("opening-hours/", views.opening_hours, name="opening_hours"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("received/<slug:token>/", receipts.receipt, name="receipt"),
    path("brand.css", views.brand, name="brand"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
