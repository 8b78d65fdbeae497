"""Django's settings, made from config.py. Nothing here is chosen per machine."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from vardkedja.kernel import look
from vardkedja.web.config import ROOT, read, secret_of
from vardkedja.web.postgres import APP, OWNER, Cluster

CONFIG = read(dict(os.environ))
EMBEDDED = Cluster(CONFIG.data / "postgres")


def database(url: str) -> dict:
    """Django's description of a database address. Prepared on the server: planning a page cost more than running it."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, "application_name": "vardkedja"},
    }


def _url(role: str, given: str) -> str:
    if given:
        return given
    made = (EMBEDDED.folder / "cluster.json").exists()
    return EMBEDDED.url(role) if made else f"postgresql://{role}@127.0.0.1:1/vardkedja"


def origins_of(live: str, named: list[str]) -> tuple[str, ...]:
    """Where a page may connect to for the live updates, beside its own origin."""
    if live.startswith(":"):
        return tuple(name + live.partition("/")[0] for name in named)
    parts = urlsplit(live)
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()


APP_URL, OWNER_URL = _url(APP, CONFIG.database_url), _url(OWNER, CONFIG.database_owner_url)
DATABASES = {"default": database(APP_URL)}

SECRET_KEY = secret_of(CONFIG)
SIGNING_KEY = SECRET_KEY.encode()
DEBUG = CONFIG.debug
DEMO = CONFIG.demo
ALLOWED_HOSTS = CONFIG.hosts.split(",")
LIVE_CHANNEL = "vardkedja_live"
LIVE_PORT = CONFIG.live_port or CONFIG.port + 1
LIVE_URL = (
    CONFIG.live_url or f":{LIVE_PORT}/live/"
)  # one that begins with a colon is on the host that the page came from
_SCHEME = "https" if CONFIG.secure else "http"
_NAMED = [f"{_SCHEME}://{host}" for host in ALLOWED_HOSTS if host[0] not in ".*["]  # what a policy can name
LIVE_ORIGINS = frozenset((*_NAMED, *(f"{name}:{CONFIG.port}" for name in _NAMED)))  # the pages that may listen
LIVE_SOURCES = origins_of(LIVE_URL, _NAMED)
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
LANGUAGE_CODE = "sv"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "vardkedja.web.addresses"
WSGI_APPLICATION = "vardkedja.web.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    "vardkedja.kernel",
    "vardkedja.referrals",
    "vardkedja.commitments",
    "vardkedja.web",
]
MIDDLEWARE = [
    "vardkedja.web.front.Front",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vardkedja.web.who.Who",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [look.TEMPLATES],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "vardkedja.kernel.look.env.environment",
            "auto_reload": DEBUG,
            "context_processors": ["vardkedja.web.frame.context"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"
STATIC_URL = "/static/"
NODE_MODULES = ROOT / "node_modules"
STATIC_ROOT = str(CONFIG.data / "static")
STATICFILES_DIRS = look.static_dirs(NODE_MODULES)
FONT_DIR = NODE_MODULES / "@expo-google-fonts" / "source-sans-3"
WHITENOISE_MAX_AGE = 3600
CSRF_COOKIE_NAME = "vk_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = CONFIG.secure
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "vardkedja.web.faults.csrf"
SESSION_COOKIE = "vk_session"
SESSION_HOURS = CONFIG.session_hours
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING_CONFIG = None
PROCRASTINATE_ON_APP_READY = "vardkedja.web.timers.ready"
LOCALE_PATHS = [str(Path(__file__).resolve().parent.parent / "locale")]
