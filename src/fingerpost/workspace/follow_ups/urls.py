"""Addresses of the workspace pages about follow-ups."""

from django.urls import URLPattern, path

from fingerpost.workspace.follow_ups import call_views, team_views, views

urlpatterns: list[URLPattern] = [
    path("follow-ups/", team_views.team, name="follow_ups"),
    path("follow-ups/<uuid:follow_up_id>/hand-over/", team_views.hand_over_follow_up, name="hand_over"),
    path("customers/<uuid:customer_id>/calls/", call_views.calls, name="calls"),
    path("calls/<uuid:call_id>/", call_views.call, name="call"),
    path(
        "call-agreements/<uuid:agreement_id>/withdraw/",
        call_views.withdraw_calls,
        name="withdraw_calls",
    ),
    path("follow-ups/<uuid:follow_up_id>/", views.follow_up, name="follow_up"),
    path("follow-ups/<uuid:follow_up_id>/close/", views.close_follow_up, name="close_follow_up"),
    path("customers/<uuid:customer_id>/informal-contact/", views.informal_contact, name="informal_contact"),
]
