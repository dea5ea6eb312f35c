"""Settings, all from the environment; `docs/operating.md` lists every variable read here.

A home is one folder that holds everything an installation knows: database, files, search index,
logs and secrets. Nothing is written outside it.
"""

import json
import os
import secrets
from pathlib import Path

import dj_database_url
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from .files import storage

CLONE = Path(__file__).resolve().parents[3]


def _home() -> Path:
    """The folder of this installation.

    AMPARO_HOME if given; else `var/` when it holds an installation of its own; else the
    demonstration in `var/demonstration`.
    """
    given = os.environ.get("AMPARO_HOME")
    if given:
        return Path(given).expanduser().resolve()
    own = CLONE / "var"
    return own if (own / "installation.json").exists() else own / "demonstration"


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


AMPARO_HOME = _home()
AMPARO_SECRETS = AMPARO_HOME / "secrets"
AMPARO_INDEX = AMPARO_HOME / "search"
AMPARO_FILES = AMPARO_HOME / "files"
AMPARO_LOGS = AMPARO_HOME / "logs"
# The keys whose destruction makes every backup of a case unreadable: a folder, and backups, apart.
AMPARO_KEYSTORE = Path(os.environ.get("AMPARO_KEYSTORE") or AMPARO_HOME / "keystore")


def _is_demonstration() -> bool:
    try:
        told = json.loads((AMPARO_HOME / "installation.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    return bool(told.get("demonstration"))


AMPARO_DEMONSTRATION = _is_demonstration()


def _secret(name: str) -> str:
    """A secret of this home, made at first use, readable by its owner alone.

    Written beside and linked into place, so that two processes that start together agree.
    """
    path = AMPARO_SECRETS / name
    if not path.exists():
        AMPARO_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        AMPARO_SECRETS.mkdir(exist_ok=True, mode=0o700)
        fresh = AMPARO_SECRETS / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = os.environ.get("AMPARO_SECRET_KEY") or _secret("django.key")
# Where ground/sealing finds the key at rest: outside the database, in a backup file of its own.
AMPARO_REST_KEY = os.environ.get("AMPARO_REST_KEY") or _secret("rest.key")

DEBUG = False
ROOT_URLCONF = "amparo.config.urls"
WSGI_APPLICATION = "amparo.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# --- who may reach it: closed by default ---------------------------------------------------------
AMPARO_PORT = int(os.environ.get("AMPARO_PORT", "8000"))
ALLOWED_HOSTS = ["localhost"]
CSRF_TRUSTED_ORIGINS = [f"http://localhost:{AMPARO_PORT}"]
if not AMPARO_DEMONSTRATION:
    ALLOWED_HOSTS += _listed("AMPARO_HOSTS")
    CSRF_TRUSTED_ORIGINS += [
        f"{'http' if host.endswith('.onion') else 'https'}://{host}"
        for host in _listed("AMPARO_HOSTS")
    ]
# Where readers find this house: for the short addresses printed in files. "" prints none.
AMPARO_SITE = os.environ.get("AMPARO_SITE", "").strip().rstrip("/") or next(
    (origin for origin in CSRF_TRUSTED_ORIGINS if "//localhost:" not in origin),
    CSRF_TRUSTED_ORIGINS[0] if AMPARO_DEMONSTRATION else "",
)
# Which files the press makes, by the names `amparo press build --format` takes; none named: all.
AMPARO_FORMATS = frozenset(_listed("AMPARO_FORMATS"))
# Apprise's address of our own sender of e-mail, for notices that say nothing. "" sends none.
AMPARO_MAIL = os.environ.get("AMPARO_MAIL", "").strip()
if _flag("AMPARO_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- rooms ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "amparo.ground.interface",  # first: its form templates are the ones used
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_q",
    "amparo.ground.sealing",
    "amparo.ground.vocabulary",
    "amparo.ground.record",
    "amparo.ground.work",
    "amparo.ground.identity",
    "amparo.ground.search",
    "amparo.ground.vault",
    "amparo.ground.texts",
    "amparo.ground.questions",
    "amparo.capacity.press",
    "amparo.capacity.fellowships",
    "amparo.protection.cases",
    "amparo.direction.strategy",
    "amparo.front",
]

MIDDLEWARE = [
    "amparo.ground.interface.middleware.guarded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amparo.ground.interface.middleware.sent",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# Where the frame of every page leads. The interface knows no room above it, so the names are here.
AMPARO_ROUTES = {
    "home": "front:home",
    "learn": "front:learn",
    "get_help": "cases:help",
    "take_action": "front:take_action",
    "library": "press:library",
    "our_strategy": "strategy:framework",
    "search": "search:results",
    "my_page": "front:my_page",
    "desk": "front:desk",
    "scopes": "cases:api_overview",
    "sign_out": "identity:sign_out",
    "sign_in": "identity:sign_in",
    "how_we_protect_you": "front:how_we_protect_you",
    "accessibility": "front:accessibility",
    "about": "front:about",
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.templatetags.l10n",
                "amparo.ground.interface.templatetags.interface",
            ],
        },
    }
]

# --- rows ----------------------------------------------------------------------------------------
AMPARO_DATABASE_URL = os.environ.get("AMPARO_DATABASE_URL", "")
if AMPARO_DATABASE_URL:
    DATABASES = {
        "default": dict(
            dj_database_url.parse(AMPARO_DATABASE_URL, conn_max_age=600, conn_health_checks=True)
        )
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": AMPARO_HOME / "amparo.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    " PRAGMA secure_delete=ON;"
                ),
            },
        }
    }

# Nothing of a person is cached: the only cache is this process's own memory.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- who is here ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["amparo.ground.identity.adapter.Passphrases"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "identity:sign_in"
LOGIN_REDIRECT_URL = "front:my_page"
LOGOUT_REDIRECT_URL = "front:home"

ACCOUNT_ADAPTER = "amparo.ground.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PRESERVE_USERNAME_CASING = False  # found by equality, on the index
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_RATE_LIMITS = False  # its own keep addresses; ours are in ground/identity
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "amparo.ground.identity.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_TOTP_TOLERANCE = 1  # half a minute each way: cheap phones' clocks drift
# At once, and how many more a minute: a training room passes, a machine that never stops does not.
AMPARO_SIGN_UPS = (120, 20)
AMPARO_RECOVERIES = (120, 60)

SESSION_ENGINE = "amparo.ground.identity.sessions"
SESSION_COOKIE_NAME = "amparo"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "amparo.front.views.form_expired"

# --- https ---------------------------------------------------------------------------------------
# On loopback there is no TLS; everywhere else cookies travel only over it (an onion service is
# sealed end to end by Tor itself and is told apart by AMPARO_ONION_ONLY).
AMPARO_TLS = bool(_listed("AMPARO_HOSTS")) and not _flag("AMPARO_ONION_ONLY")
SESSION_COOKIE_SECURE = AMPARO_TLS and not AMPARO_DEMONSTRATION
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE

# --- files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = CLONE / "build" / "static"
AMPARO_CLIENT = CLONE / "build" / "client"  # what esbuild makes of the rooms' TypeScript
STATICFILES_DIRS = [AMPARO_CLIENT]
AMPARO_FILES_URL = os.environ.get("AMPARO_FILES_URL", "")
STORAGES = {
    "default": storage(AMPARO_FILES_URL, AMPARO_FILES),
    "staticfiles": {"BACKEND": "amparo.ground.interface.storage.SmallStaticFiles"},
}
WHITENOISE_MAX_AGE = 60
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "br", "gz", "woff2")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# --- words ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ru", _("Russian")),
    ("zh-hans", _("Chinese (simplified)")),
    ("pt", _("Portuguese")),
]
LANG_INFO["zh-hans"]["name_local"] = "中文"
LOCALE_PATHS = [CLONE / "src" / "amparo" / "ground" / "interface" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["amparo.ground.interface.formats"]

# --- what is written down ------------------------------------------------------------------------
# Path templates, counts and exception classes; never an address, an agent, a handle, a query
# string or a form value. No mail is sent on errors: ADMINS stays empty.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "amparo.config.logs.Plain"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("AMPARO_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS = [
    "staticfiles.W004",  # the client's folder is made by the first bin/up
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
    "security.W021",
]

# --- the queue -----------------------------------------------------------------------------------
Q_CLUSTER = {
    "name": "amparo",
    "orm": "default",
    "retry": 60,
    "timeout": 50,
}
