"""What there is to take away: files by name, sorted for a device; what is new; how often taken."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Sum

from amparo.capacity.press import permissions
from amparo.capacity.press.models import (
    EXTENSIONS,
    Build,
    Download,
    Edition,
    Format,
    LanguageRelease,
    Stage,
    State,
)
from amparo.ground.identity.models import Reader

from .builds import ALONE

# What stands between a file's language and its ending, where an ending alone would not tell.
VARIANTS = {
    Format.A4: "a4",
    Format.PHONE: "phone",
    Format.LARGE: "large",
    Format.BOOKLET: "booklet",
}
BY_NAME = {(VARIANTS.get(fmt, ""), EXTENSIONS[fmt]): fmt for fmt in Format if fmt not in ALONE}
BY_ENDING = {EXTENSIONS[fmt]: fmt for fmt in ALONE}  # of one chapter by itself
# First what opens on the device that asks, then what it can only pass on.
ON_A_PHONE = (
    Format.HTML, Format.EPUB, Format.PHONE, Format.TEXT, Format.AUDIO, Format.ZIM, Format.DOCX,
    Format.A4, Format.LARGE, Format.BOOKLET, Format.BRAILLE,
)  # fmt: skip
ON_A_TABLE = (
    Format.A4, Format.EPUB, Format.DOCX, Format.HTML, Format.BOOKLET, Format.LARGE, Format.TEXT,
    Format.ZIM, Format.PHONE, Format.AUDIO, Format.BRAILLE,
)  # fmt: skip
MOST_NEWS = 50


class News(NamedTuple):
    """An edition that came out in a language, and when (UTC)."""

    edition: Edition
    at: datetime.datetime


class Taken(NamedTuple):
    """How often one kind of file was taken in one month."""

    month: datetime.date
    slug: str  # "" for the whole library
    language: str
    format: str
    times: int


def file_name(build: Build) -> str:
    """The name under which a file is given out: what it is of, its language, its kind."""
    fmt = Format(build.format)
    of = build.publication.slug if build.publication else "library"
    parts = [of, build.chapter, build.language, VARIANTS.get(fmt, ""), EXTENSIONS[fmt]]
    return ".".join(filter(None, parts))


def by_name(slug: str, language: str, name: str) -> Build | None:
    """The file that readers take under this name (see `file_name`); one query.

    `slug` is "" for a file with the whole library.
    """
    start = f"{slug or 'library'}."
    rest = name.removeprefix(start)
    rows = Build.objects.filter(language=language, offered=True)
    if not name.startswith(start):
        return None
    if slug:
        rows = rows.filter(publication__slug=slug, publication__editions__state=State.RELEASED)
    else:
        rows = rows.filter(publication=None)
    if rest.startswith(f"{language}."):
        variant, _dot, ending = rest.removeprefix(f"{language}.").rpartition(".")
        fmt, chapter = BY_NAME.get((variant, ending)), ""
    else:
        chapter, _dot, last = rest.partition(f".{language}.")
        fmt = BY_ENDING.get(last)
        if not chapter:
            return None
    if fmt is None or "\0" in chapter:
        return None
    return rows.filter(format=fmt, chapter=chapter).select_related("publication", "edition").first()


def sorted_for(builds: Iterable[Build], *, phone: bool) -> list[Build]:
    """Files in the order in which the device that asks can use them."""
    order = {fmt: place for place, fmt in enumerate(ON_A_PHONE if phone else ON_A_TABLE)}
    return sorted(builds, key=lambda row: order.get(Format(row.format), len(order)))


def shelf_of(language: str) -> dict[int, list[Build]]:
    """Every whole file that readers take in a language, by publication; one query."""
    found: dict[int, list[Build]] = {}
    for row in (
        Build.objects.filter(
            language=language,
            offered=True,
            chapter="",
            publication__editions__state=State.RELEASED,
        )
        .select_related("publication", "edition")
        .order_by("publication__slug", "format")
    ):
        if row.publication_id is not None:
            found.setdefault(row.publication_id, []).append(row)
    return found


def languages_to_take() -> list[str]:
    """The languages in which there is any whole file to take; one query."""
    rows = Build.objects.filter(
        offered=True, chapter="", publication__editions__state=State.RELEASED
    )
    return sorted(set(rows.values_list("language", flat=True)))


def news(language: str) -> list[News]:
    """What came out last in a language, the newest first; two queries."""
    rows = (
        LanguageRelease.objects.filter(
            language=language,
            stage=Stage.RELEASED,
            released_at__isnull=False,
            edition__state=State.RELEASED,
        )
        .select_related("edition__publication")
        .defer("edition__metadata_file")
        .order_by("-released_at")[:MOST_NEWS]
    )
    return [News(row.edition, row.released_at) for row in rows if row.released_at]


def counts(by: Reader) -> list[Taken]:
    """How often files were taken, by month, the latest first; for those who may see it."""
    if not permissions.Permission.COUNTS.value.allows(by):
        return []
    rows = (
        Download.objects.values_list("month", "publication__slug", "language", "format")
        .annotate(total=Sum("times"))
        .order_by("-month", "-total", "publication__slug", "language", "format")
    )
    return [Taken(month, slug or "", tag, fmt, times) for month, slug, tag, fmt, times in rows]


def sees_counts(by: Reader) -> bool:
    """Whether this person may see how often files were taken."""
    return permissions.Permission.COUNTS.value.allows(by)
