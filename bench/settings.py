"""The service's own settings, with one page more: signed in, and asking the database nothing."""

from fingerpost.site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
