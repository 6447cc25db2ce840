"""Every address of the service. Each room keeps its own list; this page only joins them."""

from django.urls import include, path

urlpatterns = [
    path("", include("fingerpost.staff.urls")),
    path("staff/shared-record/", include("fingerpost.dss.pages.urls")),
    path("staff/", include("fingerpost.workspace.urls")),
    path("shared-record/", include("fingerpost.dss.pages.public_urls")),
    path("", include("fingerpost.dss.serving.routes")),
    path("", include("fingerpost.public.urls")),
]

handler400 = "fingerpost.house.error_pages.bad_request"
handler403 = "fingerpost.house.error_pages.forbidden"
handler404 = "fingerpost.house.error_pages.not_found"
handler500 = "fingerpost.house.error_pages.server_error"
