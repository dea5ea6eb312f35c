"""A file that was brought, kept between its preview and its confirmation: an hour at most."""

import datetime
from uuid import UUID, uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "texts/brought"
KEPT = datetime.timedelta(hours=1)


def keep_upload(content: bytes, *, project: int, language: str, by: UUID) -> str:
    """Keep a file, and give the sealed word by which its owner alone finds it again.

    What others left more than an hour ago goes away.
    """
    sweep_uploads()
    name = uuid4().hex
    default_storage.save(f"{FOLDER}/{name}", ContentFile(content))
    return signing.dumps(name, salt=_salt(project, language, by))


def kept_upload(word: str, *, project: int, language: str, by: UUID) -> bytes | None:
    """The file again; None when the hour is over, or when it is somebody else's."""
    place = _place(word, project=project, language=language, by=by)
    if place is None:
        return None
    try:
        with default_storage.open(place) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return None
    return content


def drop_upload(word: str, *, project: int, language: str, by: UUID) -> None:
    """Keep it no longer."""
    place = _place(word, project=project, language=language, by=by)
    if place is not None:
        default_storage.delete(place)


def _place(word: str, *, project: int, language: str, by: UUID) -> str | None:
    try:
        name = signing.loads(word, salt=_salt(project, language, by), max_age=KEPT)
    except (signing.BadSignature, ValueError):
        return None
    return f"{FOLDER}/{name}"


def _salt(project: int, language: str, by: UUID) -> str:
    """Whose it is goes into the seal, not into the word: words stand in addresses."""
    return f"amparo.texts.brought.{project}.{language}.{by}"


def sweep_uploads() -> None:
    """Delete what was brought more than an hour ago."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return
    before = timezone.now() - KEPT
    for name in names:
        try:
            if default_storage.get_modified_time(f"{FOLDER}/{name}") < before:
                default_storage.delete(f"{FOLDER}/{name}")
        except FileNotFoundError:
            continue
