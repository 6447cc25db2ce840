"""Where the wire answers: below the gateway's segment of each resource, in any letter case and with any slashes."""

from django.urls import re_path

from fingerpost.dss.serving.views import wire
from fingerpost.dss.wire.catalogue import RESOURCES

_SEGMENTS = "|".join([*RESOURCES, "search"])

urlpatterns = [
    re_path(
        rf"^(?:/)*(?P<segment>(?i:{_SEGMENTS}))/+[Aa][Pp][Ii](?:/+(?P<path>[\s\S]*))?$", wire, name="wire"
    ),
]
