# SPDX-License-Identifier: EUPL-1.2
"""Django's settings, made from :mod:`speelveld.web.config`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from speelveld.web.config import configuration

_here = Path(__file__).resolve().parent
_installation = configuration()


def database(url: str, data_dir: Path) -> dict[str, object]:
    """SQLite in the data folder, or the PostgreSQL database of ``url``."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "speelveld.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.hostname or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "SPEELVELD_DATABASE_URL must look like postgres://user:password@host:5432/name; leave it empty for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
    }


SECRET_KEY = _installation.key()
DEBUG = _installation.debug
ALLOWED_HOSTS = _installation.allowed_hosts

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "speelveld.web.dashboard",
]

# No session, no messages, no CSRF cookie: a visitor of the public pages gets no cookie at all.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "speelveld.web.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "speelveld.web.faults.Faults",
    "speelveld.web.validators.Validators",
]

ROOT_URLCONF = "speelveld.web.urls"
WSGI_APPLICATION = "speelveld.web.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "speelveld.web.context.site"],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "speelveld.web.dashboard.templatetags.speelveld",
            ],
        },
    }
]

DATABASES = {"default": database(_installation.database_url, _installation.data_dir)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = _installation.language
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [_here.parent / "locale"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [*([_installation.theme_dir] if _installation.theme_dir else []), _here / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _installation.https
SECURE_HSTS_SECONDS = 31536000 if _installation.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _installation.https else None
# HSTS for subdomains and preloading are the decision of who owns the domain; Django's warnings about them are answered.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "security.W003"]

SPEELVELD = _installation
