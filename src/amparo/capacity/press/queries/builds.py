"""Files that were made: what readers are offered, what an address of one says, how they stand."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from amparo.capacity.press.models import (
    Build,
    Edition,
    Format,
    Made,
    Publication,
    State,
)
from amparo.ground.sealing import signing
from amparo.ground.texts.models import Project

KEY, PUBLIC = "signing.key", "signing.pub"
ORDER = {value: place for place, value in enumerate(Format.values)}
# One chapter by itself, and the whole shelf of a language: neither is an edition's own file.
ALONE = (Format.PAGE, Format.SHEET, Format.SLIP)
OF_THE_SHELF = (Format.ARCHIVE,)


def offered(of: Edition | Publication, language: str, *, chapter: str | None = "") -> list[Build]:
    """The files readers should take, of a publication that has a released edition; one query.

    Those of the whole, or of one chapter by itself (its slug), or (None) all; in the order of
    `Format`.
    """
    publication = of.publication_id if isinstance(of, Edition) else of.pk
    rows = Build.objects.filter(
        publication=publication,
        publication__editions__state=State.RELEASED,
        language=language,
        offered=True,
    ).select_related("edition", "publication")
    if chapter is not None:
        rows = rows.filter(chapter=chapter)
    return sorted(rows, key=lambda row: (row.chapter, ORDER[row.format]))


def to_build(slug: str | None = None) -> list[Edition]:
    """The released editions, or that of one publication."""
    rows = Edition.objects.filter(state=State.RELEASED).select_related("publication")
    if slug:
        rows = rows.filter(publication__slug=slug)
    return list(rows.order_by("publication__slug"))


def offered_as(edition: Edition, fmt: str) -> dict[str, Build]:
    """The files in one format that readers should take of an edition, by language; one query."""
    rows = Build.objects.filter(edition=edition, format=fmt, chapter="", offered=True)
    return {row.language: row for row in rows}


def publication_of_project(project_id: int) -> Publication | None:
    """The publication whose words a project of the translation desk holds."""
    owner = Project.objects.filter(pk=project_id).values_list("owner", flat=True).first() or ""
    room, _colon, pk = owner.partition(":")
    if room != "press.publication" or not pk.isdigit():
        return None
    return Publication.objects.filter(pk=int(pk)).first()


def offered_library(language: str = "") -> list[Build]:
    """The files with the whole library in a language, or in all."""
    rows = Build.objects.filter(publication=None, offered=True)
    if language:
        rows = rows.filter(language=language)
    return sorted(rows, key=lambda row: (row.language, ORDER[row.format]))


def by_code(code: str) -> Build | None:
    """The file with a short address, offered still or not; None when there never was one."""
    return (
        Build.objects.filter(code=code.strip().lower(), sha__gt="")
        .select_related("publication", "edition")
        .first()
    )


def instead_of(build: Build) -> Build | None:
    """What readers should take in the place of a file that is no longer offered."""
    rows = Build.objects.filter(
        publication=build.publication_id,
        language=build.language,
        format=build.format,
        chapter=build.chapter,
        offered=True,
    ).select_related("publication", "edition")
    if build.publication_id is not None:
        rows = rows.filter(publication__editions__state=State.RELEASED)
    return rows.first()


def place(build: Build) -> str:
    """Where a file lies in storage: under its own hash."""
    return f"press/builds/{build.sha}.{build.extension}"


def content(build: Build) -> bytes | None:
    """A file's bytes, or None when it is not there any more."""
    if not build.sha:
        return None
    try:
        with default_storage.open(place(build)) as file:
            held: bytes = file.read()
            return held
    except FileNotFoundError:
        return None


def standing(builds: Iterable[Build]) -> dict[str, int]:
    """How many files are in each state (`Made`)."""
    return dict(Counter(row.state for row in builds))


def unsigned() -> list[Build]:
    """Files made while the key was elsewhere."""
    return list(
        Build.objects.filter(state=Made.MADE, signature="").select_related("publication", "edition")
    )


def signing_key() -> signing.Key | None:
    """The key this machine signs with; None when the organisation keeps it elsewhere.

    Raises signing.KeyRefused for a file that is no such key.
    """
    try:
        return signing.read_secret(_secret(KEY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def public_key() -> signing.Public | None:
    """The key by which everybody can check our files; None before there is one."""
    try:
        return signing.read_public(_secret(PUBLIC).read_text(encoding="utf-8"))
    except FileNotFoundError:
        own = signing_key()
        return own.public if own else None


def _secret(name: str) -> Path:
    return Path(settings.AMPARO_SECRETS) / name
