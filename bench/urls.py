"""The service's addresses and the baseline page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from fingerpost.house.permissions import signed_in_page


@signed_in_page
def empty_page(request: HttpRequest) -> HttpResponse:
    """A page of the staff workspace that asks the database nothing: session and actor are the frame's."""
    return render(request, "house/page_staff.html")


urlpatterns = [path("bench/empty/", empty_page), path("", include("fingerpost.site.urls"))]
