"""Addresses of the workspace pages about customers. Ids only: no name or postcode stands in an address."""

from django.urls import path

from fingerpost.workspace.customers.views import changes, reach, record, restricted, show

urlpatterns = [
    path("contacts/<uuid:contact_id>/new-customer/", record.new_customer, name="new_customer"),
    path("customers/<uuid:customer_id>/", show.customer, name="customer"),
    path("customers/<uuid:customer_id>/view/", show.customer_view, name="customer_view"),
    path("customers/<uuid:customer_id>/access/", show.customer_access, name="customer_access"),
    path("customers/<uuid:customer_id>/identity/", changes.customer_identity, name="customer_identity"),
    path("customers/<uuid:customer_id>/names/", changes.customer_names, name="customer_names"),
    path("customers/<uuid:customer_id>/address/", changes.customer_address, name="customer_address"),
    path("customers/<uuid:customer_id>/details/", changes.customer_details, name="customer_details"),
    path(
        "customers/<uuid:customer_id>/circumstances/",
        changes.customer_circumstances,
        name="customer_circumstances",
    ),
    path(
        "customers/<uuid:customer_id>/contact-points/",
        reach.customer_contact_points,
        name="customer_contact_points",
    ),
    path(
        "customers/<uuid:customer_id>/contact-points/<slug:kind>/",
        reach.customer_contact_point,
        name="customer_contact_point",
    ),
    path("customers/<uuid:customer_id>/equality/", restricted.customer_diversity, name="customer_diversity"),
    path(
        "customers/<uuid:customer_id>/additional-indicator/",
        restricted.customer_indicator,
        name="customer_indicator",
    ),
    path("customers/<uuid:customer_id>/secrets/", restricted.customer_secrets, name="customer_secrets"),
]
