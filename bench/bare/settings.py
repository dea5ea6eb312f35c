"""As little Django as serves one page: no sessions, no languages, no rooms."""

import os
from pathlib import Path

FOLDER = Path(os.environ["BARE_FOLDER"])
SECRET_KEY = "only for measuring"  # noqa: S105 - nothing here is secret
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "bench.bare.app"
INSTALLED_APPS: list[str] = []
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [FOLDER], "OPTIONS": {}}
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "bare.sqlite3",
        "CONN_MAX_AGE": None,
    }
}
USE_I18N = False
USE_TZ = True
