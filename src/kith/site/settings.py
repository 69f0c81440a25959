"""Django's settings. Every value that differs between clinics comes from the environment (env.py).

One file for every place Kith runs: demo, clinic and tests differ by KITH_ variables only. What a
page may show or a person may do is not a setting; it belongs in `record.access`.
"""

import os
import zoneinfo
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from kith.core import catalogue
from kith.site import env as reading

env = reading.Environment(os.environ)
PACKAGE = Path(__file__).resolve().parents[1]

# ---------------------------------------------------------------- where things are

DATA = env.path(
    "KITH_DATA",
    reading.home() / "var",
    meaning="Folder of the database, the secret key and the collected static files.",
)
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
catalogue.use_clinic(DATA / "instruments")

SECRET_KEY = env.secret(
    "KITH_SECRET_KEY",
    meaning="Signs sessions and links. Made once, in the data folder, where it is not given.",
) or reading.key_in(DATA / "secret.key")
DEBUG = False
HTTPS = env.flag(
    "KITH_HTTPS",
    meaning="Kith is reached by https (through a proxy that sets X-Forwarded-Proto).",
)
HOSTS = env.words("KITH_HOSTS", [], meaning="Names under which browsers elsewhere reach Kith.")
ALLOWED_HOSTS = [*HOSTS, "localhost", "127.0.0.1", "[::1]"]
PROXIES = env.number(
    "KITH_PROXIES",
    0,
    least=0,
    most=5,
    meaning="How many trusted proxies stand in front; sign-in limits count the address they saw.",
)

# ---------------------------------------------------------------- what runs

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "kith.record",
    "kith.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kith.site.sessions.IdleTimeout",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kith.site.privacy.PrivatePages",
    "kith.web.typed.TypedWords",
    "kith.web.http.RefusalMiddleware",
]
ROOT_URLCONF = "kith.site.urls"
WSGI_APPLICATION = "kith.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "environment": "kith.web.http.environment",
            "autoescape": True,
        },
    },
    {
        # For the sign-in pages of allauth, which bring templates in Django's own language.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kith.site.accounts.demo_sign_ins",
            ],
        },
    },
]

# ---------------------------------------------------------------- database and cache

DATABASE_URL = env.secret(
    "KITH_DATABASE_URL",
    meaning="postgresql://user:pass-phrase@host:5432/name; without it Kith keeps a SQLite file.",
)
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "kith.sqlite3",
    # No ATOMIC_REQUESTS: with IMMEDIATE every page view would take the one write lock.
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an answer that was acknowledged survives a loss of power.
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=27103364",
    },
}
DATABASES: dict[str, Any] = {
    "default": reading.postgresql("KITH_DATABASE_URL", DATABASE_URL) if DATABASE_URL else SQLITE
}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = bool(DATABASE_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # In the database, so that sign-in limits count across processes.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kith_cache",
    }
}

# ---------------------------------------------------------------- signing in

AUTH_USER_MODEL = "record.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kith.site.accounts.ClosedAdapter"
ACCOUNT_FORMS = {"login": "kith.site.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Kith: "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Kith"
# Browsers allow passkeys on http://localhost only; a clinic on https keeps the strict check.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# ---------------------------------------------------------------- sessions and headers

SESSION_MINUTES = env.number(
    "KITH_SESSION_MINUTES",
    60,
    least=5,
    most=720,
    meaning="Minutes without activity after which somebody is signed out.",
)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = SESSION_MINUTES * 60
# Messages name clients: they wait in the database, not in a cookie that lies in the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-kith" if HTTPS else "kith"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "kith.web.http.csrf_failed"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS] if HTTPS else []
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of a one-time-code enrolment is a data: image
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# ---------------------------------------------------------------- static files

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise looks there when it starts
STATICFILES_BACKEND = env.choice(
    "KITH_STATIC",
    "plain",
    allowed=["plain", "hashed"],
    meaning="hashed: collected, compressed, cached for ever (demo and serve set it). "
    "plain: read where they lie (tests).",
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATICFILES_BACKEND == "hashed"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = STATICFILES_BACKEND == "plain"
WHITENOISE_AUTOREFRESH = False

# ---------------------------------------------------------------- language, place, mail

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.choice(
    "KITH_TIME_ZONE",
    "Europe/London",
    allowed=sorted(zoneinfo.available_timezones()),
    meaning="The clinic's time zone, as in Europe/London.",
)

MAIL_HOST = env.text("KITH_MAIL_HOST", meaning="Mail server. Without it, mail is written to files.")
EMAIL_HOST = MAIL_HOST
EMAIL_PORT = env.number("KITH_MAIL_PORT", 587, least=1, most=65535, meaning="Its port.")
EMAIL_HOST_USER = env.text("KITH_MAIL_USER", meaning="The name Kith signs in with there.")
EMAIL_HOST_PASSWORD = env.secret("KITH_MAIL_PASS_PHRASE", meaning="Its pass phrase there.")
EMAIL_USE_TLS = bool(MAIL_HOST) and EMAIL_PORT != 465
EMAIL_USE_SSL = bool(MAIL_HOST) and EMAIL_PORT == 465
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text(
    "KITH_MAIL_FROM", "kith@localhost", meaning="The address Kith's mail comes from."
)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"

# ---------------------------------------------------------------- logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "kith.site.privacy.WithoutRequests"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["private"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "kith": {"level": "INFO"},
    },
}

# ---------------------------------------------------------------- read by programs beside the site

env.allow(
    "KITH_REQUIRE_BROWSER", meaning="1: a test run without Chromium fails instead of skipping."
)
env.allow("KITH_CHROMIUM", meaning="The Chromium the tests drive, where it is not on the PATH.")
env.allow("KITH_PG_BIN", meaning="Folder of PostgreSQL's programs, for the tests' own cluster.")
env.allow("KITH_KILLS", meaning="How often the drill kills the server.")
env.refuse_unknown()
