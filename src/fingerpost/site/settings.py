"""Django settings, made from one typed reading of the environment (`Deployment`).

Nothing else in the project reads the environment. `docs/operators.md` lists every variable.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from fingerpost import __version__
from fingerpost.dss.wire.description import Switch
from fingerpost.site.database_urls import app_database, django_database
from fingerpost.site.deployment import Deployment, secret_key

DEPLOYMENT = Deployment()
VERSION = __version__

_SOURCE = Path(__file__).resolve().parent.parent

# --- What this deployment is -------------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = secret_key(DEPLOYMENT)
SECRET_KEY_FALLBACKS = [key.get_secret_value() for key in DEPLOYMENT.secret_key_fallbacks]
ALLOWED_HOSTS = list(DEPLOYMENT.allowed_hosts)
PUBLIC_ADDRESS = DEPLOYMENT.public_address or f"http://localhost:{DEPLOYMENT.port}"
_HTTPS = urlsplit(PUBLIC_ADDRESS).scheme == "https"
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS] if _HTTPS else []

# The service's face: it was renamed twice, so pages take it from here (design: "the face is a setting").
SERVICE_NAME = DEPLOYMENT.service_name
SERVICE_MAILBOX = DEPLOYMENT.service_mailbox
SERVICE_TELEPHONE = DEPLOYMENT.service_telephone
BRAND_COLOUR = DEPLOYMENT.brand_colour

# Files kept by the service, beside the database.
FILES_ROOT = DEPLOYMENT.data / "files"
# Facts of one moment after another, and what counts them (docs/operators.md).
SNAPSHOTS_ROOT = DEPLOYMENT.data / "snapshots"
MI_ENGINE = DEPLOYMENT.mi_engine

# --- Applications ------------------------------------------------------------------------------------------

_DJANGO_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]
_LIBRARY_APPS = [
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "csp",
    "django_htmx",
]
_SIGN_IN_APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
# Rooms, from the ground up. A room comes before the libraries whose templates it replaces.
_ROOMS = [
    "fingerpost.house",
    "fingerpost.organisations",
    "fingerpost.staff",
    "fingerpost.rulebook",
    "fingerpost.files",
    "fingerpost.notices",
    "fingerpost.customers",
    "fingerpost.interactions",
    "fingerpost.appointments",
    "fingerpost.triage",
    "fingerpost.plans",
    "fingerpost.outcomes",
    "fingerpost.funding",
    "fingerpost.performance",
    "fingerpost.safeguarding",
    "fingerpost.dss",
    "fingerpost.workspace",
    "fingerpost.public",
    "fingerpost.demo",
    "fingerpost.site",
]
INSTALLED_APPS = [*_ROOMS, *_SIGN_IN_APPS, *_LIBRARY_APPS, *_DJANGO_APPS]

MIDDLEWARE = [
    "fingerpost.site.request_log.RequestLogMiddleware",
    "fingerpost.site.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fingerpost.house.error_pages.ErrorMiddleware",
    # Innermost: one request, one transaction, under one actor.
    "fingerpost.staff.middleware.ActorMiddleware",
]

ROOT_URLCONF = "fingerpost.site.urls"
WSGI_APPLICATION = "fingerpost.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database: app for reading and writing, owner for migrations, system for named jobs ---------------------

DATABASES = {"default": app_database(DEPLOYMENT.database_url)}
if DEPLOYMENT.database_owner_url is not None:
    DATABASES["owner"] = django_database(DEPLOYMENT.database_owner_url)
if DEPLOYMENT.database_system_url is not None:
    DATABASES["system"] = django_database(DEPLOYMENT.database_system_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "house_cache",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# --- Sign-in -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "staff.Account"
# One backend only: each failed try is hashed once.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "fingerpost.staff.passwords.PasswordPolicyValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:start"
SESSION_COOKIE_AGE = 12 * 60 * 60
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "fingerpost_session"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "fingerpost_csrf"
CSRF_FAILURE_VIEW = "fingerpost.house.error_pages.forgery_refused"
# Sign-in library: begin.
ACCOUNT_ADAPTER = "fingerpost.staff.adapters.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "fingerpost.staff.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Tries of one address are counted in the database by the room staff; these hold back one machine that tries many.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,10/900s/key",
    "reset_password": "30/m/ip,5/h/key",
    "reset_password_from_key": "30/m/ip",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "fingerpost.staff.forms.SignInForm",
    "reauthenticate": "fingerpost.staff.forms.PasswordAgainForm",
    "reset_password": "fingerpost.staff.forms.ForgottenPasswordForm",
    "reset_password_from_key": "fingerpost.staff.forms.NewPasswordForm",
    "change_password": "fingerpost.staff.forms.OtherPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if DEPLOYMENT.behind_proxy else 0
MFA_ADAPTER = "fingerpost.staff.adapters.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
# Passkeys need https, except under the name localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS
MFA_FORMS = {
    "authenticate": "fingerpost.staff.forms.SecondStepForm",
    "reauthenticate": "fingerpost.staff.forms.CodeAgainForm",
    "activate_totp": "fingerpost.staff.forms.AuthenticatorAppForm",
    "add_webauthn": "fingerpost.staff.forms.PasskeyForm",
}
# Sign-in library: end.

# --- Security of pages -------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DEPLOYMENT.behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
# A file that is sent is held in memory until it lies sealed in the database, and written nowhere else.
FILE_UPLOAD_HANDLERS = ["fingerpost.files.receiving.HeldInMemory"]
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# --- Static files: hashed names, served by the application -------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DEPLOYMENT.data / "static"
# The faces of documents lie beside the style sheet and are served to nobody.
_BUILT = DEPLOYMENT.frontend_root / "fingerpost"
STATICFILES_DIRS = [("fingerpost", _BUILT)] if _BUILT.is_dir() else []
DOCUMENT_FONTS = DEPLOYMENT.frontend_root / "fonts"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(FILES_ROOT)},
    },
    "staticfiles": {"BACKEND": "fingerpost.house.static_files.HashedFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- Time and language -------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
LOCALE_PATHS = [_SOURCE / "locale"]

# --- Mail --------------------------------------------------------------------------------------------------

EMAIL_BACKEND = DEPLOYMENT.email_backend
EMAIL_FILE_PATH = str(DEPLOYMENT.data / "mail")
EMAIL_HOST = DEPLOYMENT.smtp_host
EMAIL_PORT = DEPLOYMENT.smtp_port
EMAIL_HOST_USER = DEPLOYMENT.smtp_user
EMAIL_HOST_PASSWORD = DEPLOYMENT.smtp_password.get_secret_value()
EMAIL_USE_TLS = DEPLOYMENT.smtp_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = DEPLOYMENT.service_mailbox
SERVER_EMAIL = DEPLOYMENT.service_mailbox

# --- Rules -------------------------------------------------------------------------------------------------

# How long a process goes on with the rules it knows before it asks whether others were published.
RULES_CHECK_SECONDS = DEPLOYMENT.rules_check_seconds

# --- The shared record's wire ------------------------------------------------------------------------------

# Where current builds of the wire differ from what clients were written against: names of `Switch`.
DSS_SWITCHES = frozenset(Switch(name) for name in DEPLOYMENT.dss_switches)
# Requests a minute of one key, 0 for no limit; each process lets its part through.
DSS_RATE = DEPLOYMENT.wire_rate
DSS_PROCESSES = DEPLOYMENT.workers
# Whether a search answers records that the key's touchpoints have never presented.
DSS_SEARCH_WIDE = DEPLOYMENT.dss_search == "wide"
# Whether change notices may also go by plain http, and into private networks.
DSS_OPEN_LISTENERS = DEPLOYMENT.dss_open_listeners

# --- Background work ---------------------------------------------------------------------------------------

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# --- Logs: JSON lines with the request id, ids only --------------------------------------------------------

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "fingerpost.site.request_log.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": DEPLOYMENT.log_level},
    "loggers": {
        # They tell of every task, and of themselves, at every start.
        "procrastinate": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Statements and their values would carry personal data.
        "django.db.backends": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
