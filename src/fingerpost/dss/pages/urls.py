"""Addresses of the wire's staff pages, all under ``/staff/shared-record/``."""

from django.urls import URLPattern, URLResolver, path

from fingerpost.dss.pages import elsewhere_views, finding_views, key_views, listener_views

app_name = "shared_record"
urlpatterns: list[URLPattern | URLResolver] = [
    path("keys/", key_views.keys, name="keys"),
    path("keys/new/", key_views.new_key, name="new_key"),
    path("keys/<uuid:key_id>/replace/", key_views.replace_key, name="replace_key"),
    path("keys/<uuid:key_id>/withdraw/", key_views.withdraw_key, name="withdraw_key"),
    path("systems/", key_views.systems, name="systems"),
    path("customers/<uuid:customer_id>/", elsewhere_views.other_systems, name="other_systems"),
    path("notices/", listener_views.notices, name="notices"),
    path("notices/new/", listener_views.new_listener, name="new_listener"),
    path("notices/<uuid:door_id>/", listener_views.listener, name="listener"),
    path("notices/<uuid:door_id>/again/", listener_views.replay, name="replay_notices"),
    path("notices/<uuid:door_id>/secret/", listener_views.renew_secret, name="renew_secret"),
    path("notices/<uuid:door_id>/end/", listener_views.end_listener, name="end_listener"),
    path("findings/", finding_views.findings, name="findings"),
    path("findings/<uuid:finding_id>/", finding_views.finding, name="finding"),
]
