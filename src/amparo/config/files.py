"""Where files are kept: a folder of the home, or a bucket on S3-compatible storage."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

KNOWN = {"endpoint", "region"}


class FilesUrlError(Exception):
    """AMPARO_FILES_URL says something else than where files are; without repeating its keys."""


def storage(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for the storage that `url` names; without one, the folder.

    `s3://[KEY:SECRET@]BUCKET[/PREFIX][?endpoint=https://...&region=...]`; without keys in it, those
    of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Raises FilesUrlError.
    """
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
        }
    parts = _parts(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    strange = sorted(asked.keys() - KNOWN)
    if strange:
        raise FilesUrlError(f"AMPARO_FILES_URL knows endpoint and region, not {', '.join(strange)}")
    options: dict[str, Any] = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "endpoint_url": asked.get("endpoint") or None,
        "region_name": asked.get("region") or None,
        "addressing_style": "path" if asked.get("endpoint") else "auto",
        "default_acl": None,
        # A name says what is in it, so the same name twice is the same file.
        "file_overwrite": True,
    }
    if parts.username:
        options["access_key"] = unquote(parts.username)
        options["secret_key"] = unquote(parts.password or "")
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def shown(url: str) -> str:
    """Where files are, for people to read: the address without its keys; "" for the folder."""
    if not url:
        return ""
    parts = _parts(url)
    return f"s3://{parts.hostname}{parts.path.rstrip('/')}"


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "s3" and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits:
        raise FilesUrlError(
            "AMPARO_FILES_URL is not like s3://bucket/prefix?endpoint=...&region=..."
        )
    return parts
