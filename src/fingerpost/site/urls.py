"""Every address of the service. Each room keeps its own list; this page only joins them."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []

for _room, _prefix in (("staff", ""), ("workspace", "staff/"), ("public", "")):
    if find_spec(f"fingerpost.{_room}.urls") is not None:
        urlpatterns.append(path(_prefix, include(f"fingerpost.{_room}.urls")))

handler400 = "fingerpost.house.error_pages.bad_request"
handler403 = "fingerpost.house.error_pages.forbidden"
handler404 = "fingerpost.house.error_pages.not_found"
handler500 = "fingerpost.house.error_pages.server_error"
