"""The service's own settings, with one page more: signed in, and asking the database nothing."""

from fingerpost.site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
# What is measured is how fast the wire answers, not how often it may be asked.
DSS_RATE = 0
