"""Django settings of the tests: the service's own, on a database of their own.

This module is read before Django starts, in the process that runs pytest and in each of its parallel
workers. The first one starts (or joins) the server and passes the addresses on in the environment.
"""

import os

from django.contrib.auth.hashers import Argon2PasswordHasher

from tests import database

os.environ.update(database.environment())

from fingerpost.site.settings import *  # noqa: F403


class QuickArgon2(Argon2PasswordHasher):
    """The service's hashing at its least cost: tests sign in thousands of times."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


PASSWORD_HASHERS = ["tests.settings.QuickArgon2"]
# Publications are read where a test says so, and no page asks a query more now and then.
RULES_CHECK_SECONDS = 0.0
# Tests ask faster than systems may; whoever tests the limit sets one.
DSS_RATE = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(database.DATA / "files")},
    },
    # Names without hashes: `make test` builds the front-end but collects nothing.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
