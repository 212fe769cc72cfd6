"""Django's settings, the same for every instance; what differs comes from the home and the environment.

There is no debug mode: errors go to the log with their request's number, and to nobody's browser.
"""

import json
from pathlib import Path
from typing import Any

from manciple.engine import logs, mail
from manciple.engine.home import Home
from manciple.engine.options import Options
from manciple.engine.plan import current_plan
from manciple.engine.targets import Target

PACKAGE = Path(__file__).resolve().parent
HOME = Home.from_environment()
OPTIONS = Options.from_environment()
PLAN = current_plan(HOME)

# Floors of the house, lowest first; a floor that is not built yet is left out.
BUSINESS_PACKAGES = (
    "kernel",
    "organization",
    "terms",
    "parties",
    "products",
    "ledger",
    "pricing",
    "workflow",
    "collaboration",
    "orders",
    "receipts",
    "invoices",
    "founding",
    "demo",
)
DOORS = ("web", "rest", "cli", "worker", "mcp")


def built(names: tuple[str, ...], floor: Path = PACKAGE) -> list[str]:
    """Answer those of the packages that exist."""
    return [name for name in names if (floor / name / "__init__.py").exists()]


def defined(*paths: str) -> list[str]:
    """Answer those dotted paths of Manciple whose module defines the last name."""

    def exists(path: str) -> bool:
        module, _, name = path.rpartition(".")
        file = PACKAGE.joinpath(*module.split(".")[1:]).with_suffix(".py")
        return file.exists() and any(f"{word} {name}" in file.read_text() for word in ("class", "def"))

    return [path for path in paths if exists(path)]


DEBUG = False
SECRET_KEY = HOME.secret("secret-key")
SECRET_KEY_FALLBACKS = (HOME.known_secret("secret-key-fallbacks") or "").split()
ALLOWED_HOSTS = list(OPTIONS.allowed_hosts)
ROOT_URLCONF = "manciple.urls"
WSGI_APPLICATION = "manciple.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
LOCALE_PATHS = [str(PACKAGE / "locale")]
SITE_NAME = "Manciple"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_structlog",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    *(f"manciple.{name}" for name in built(BUSINESS_PACKAGES)),
    *(f"manciple.doors.{name}" for name in built(DOORS, PACKAGE / "doors")),
]

MIDDLEWARE = [
    "manciple.engine.health.Probes",
    "manciple.engine.metrics.Measured",
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *defined("manciple.doors.web.security.SecurityHeaders"),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *defined("manciple.doors.web.security.IdleSessions"),
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    *defined("manciple.doors.web.middleware.Context"),
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our own pages of the account win over those of the packages, whose apps stand earlier.
        "DIRS": [str(PACKAGE / "doors" / "web" / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *defined("manciple.doors.web.context.page"),
            ],
        },
    }
]

# --- Databases ---------------------------------------------------------------------------------

LIMITS = {"lock_timeout": "5s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}
if OPTIONS.worker:  # statements may take longer there; a worker that freezes must let go sooner
    LIMITS |= {"statement_timeout": "10min", "idle_in_transaction_session_timeout": "20s"}
# A statement that is sent again and again is planned once: planning it anew for every set of values
# takes longer than doing it, and it goes by keys whatever the values are.
LIMITS |= {"plan_cache_mode": "force_generic_plan"}
POOL = {"min_size": 2, "max_size": 8, "timeout": 10}


def connection(target: Target, limits: dict[str, str], pool: dict[str, int] | None) -> dict[str, Any]:
    """Answer one entry of DATABASES."""
    info = target.conninfo
    flags = " ".join(f"-c {name}={value}" for name, value in limits.items())
    options: dict[str, Any] = {**dict(target.options), "options": flags, "application_name": "manciple"}
    if pool:
        options["pool"] = pool
    return {
        "ENGINE": "manciple.kernel.backend",
        "NAME": info["dbname"],
        "HOST": target.host,
        "PORT": str(target.port),
        "USER": target.user,
        "PASSWORD": target.password,
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": connection(PLAN.runtime, LIMITS, POOL)}
if PLAN.admin or PLAN.owner_given:
    # Used by migrations alone; web and worker never open it.
    DATABASES["owner"] = connection(PLAN.owner, {"lock_timeout": "30s"}, None)

# Shared by all processes and machines, because limits that count per process are none.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}

# --- Browser assets and files --------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = str(HOME.static)
STATICFILES_DIRS = [str(folder) for folder in [PACKAGE / "static_dist"] if folder.exists()]
MEDIA_ROOT = str(HOME.files)
_STATIC = "django.contrib.staticfiles.storage."
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _STATIC + ("StaticFilesStorage" if OPTIONS.testing else "ManifestStaticFilesStorage"),
    },
}
WHITENOISE_USE_FINDERS = OPTIONS.testing
WHITENOISE_AUTOREFRESH = OPTIONS.testing
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Accounts ------------------------------------------------------------------------------------

if "manciple.organization" in INSTALLED_APPS:
    AUTH_USER_MODEL = "organization.User"
COMPANY_MODEL = "organization.LegalEntity"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["manciple.engine.passwords.Argon2id"]
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _VALIDATION + "MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "manciple.engine.passwords.NotTooLong"},
    {"NAME": _VALIDATION + "CommonPasswordValidator"},
    {"NAME": _VALIDATION + "UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "5/m/key,30/m/ip", "reauthenticate": "10/m/user"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_PASSKEY_LOGIN_ENABLED = True
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
_OIDC = HOME.path / "oidc.json"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": json.loads(_OIDC.read_text()) if _OIDC.exists() else []}}
if _adapter := defined("manciple.doors.web.accounts.AccountAdapter"):
    ACCOUNT_ADAPTER = _adapter[0]

# --- What browsers are told ------------------------------------------------------------------------

_PREFIX = "__Host-" if OPTIONS.secure else ""
SESSION_COOKIE_NAME = f"{_PREFIX}manciple-session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 3600
SESSION_COOKIE_SECURE = OPTIONS.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_PREFIX}manciple-csrf"
CSRF_COOKIE_SECURE = OPTIONS.secure
CSRF_COOKIE_SAMESITE = "Strict"
if _refused := defined("manciple.doors.web.failures.csrf_refused"):
    CSRF_FAILURE_VIEW = _refused[0]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if OPTIONS.behind_proxy else []
SECURE_SSL_REDIRECT = OPTIONS.secure
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if OPTIONS.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OPTIONS.secure
SECURE_HSTS_PRELOAD = OPTIONS.secure
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS.behind_proxy else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- Programs: what one token, or one user's session, may ask of the API ----------------------------

API_REQUESTS_PER_SECOND = 20

# --- Mail: into the home until a server is named ---------------------------------------------------

EMAIL_FILE_PATH = str(HOME.path / "mail")
globals().update(mail.settings_of(OPTIONS.email_url))
# Where people reach this instance: what links in e-mails begin with.
ADDRESS = OPTIONS.address

# --- Logs ------------------------------------------------------------------------------------------

logs.configure()
LOGGING = logs.logging_settings(OPTIONS.log_level, OPTIONS.plain_logs)
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"

PROCRASTINATE_ON_APP_READY = None
