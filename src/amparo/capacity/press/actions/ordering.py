"""The order of an edition's chapters and their addresses, out of their paths."""

import re

from django.utils.text import slugify

from amparo.capacity.press.models import Chapter, Edition
from amparo.ground.texts.markdown import frontmatter
from amparo.ground.texts.markdown.tree import Refused

from .folder import natural, sha

LAST = 10**9
SLUG_LENGTH = 110
NUMBERED = re.compile(r"\A[0-9]+[-_. ]+")
Key = tuple[tuple[int, list[tuple[int, int, str]]], ...]


def written_place(content: bytes) -> int | None:
    """The `order` a Markdown file's front matter gives; None where it gives none."""
    try:
        text = content.decode("utf-8")
        value = frontmatter.read(text, 1 if text.startswith("\ufeff") else 0).values.get("order")
        return max(-LAST, min(int(value.words), LAST)) if value else None
    except (Refused, ValueError):
        return None


def slug_of(path: str) -> str:
    """A chapter's address from its path: names without their numbers, joined ("annexes-forms").

    Names without a Latin letter get a short hash of the path, which stays the same.
    """
    bare = path.rsplit(".", 1)[0]
    names = [NUMBERED.sub("", name) or name for name in bare.split("/")]
    slug = slugify("-".join(names))[:SLUG_LENGTH].strip("-")
    return slug or f"chapter-{sha(path.encode())[:8]}"


def put_in_order(edition: Edition) -> None:
    """Give every chapter of a staged edition its order, its part and its address."""
    rows = list(edition.chapters.only("id", "path", "place", "edition"))
    places = {row.path: row.place for row in rows}
    rows.sort(key=lambda row: (_key(row, places), row.path))
    taken: set[str] = set()
    for order, row in enumerate(rows, start=1):
        row.order = order
        row.part = row.path.rpartition("/")[0]
        row.slug = _free(slug_of(row.path), taken)
    Chapter.objects.bulk_update(rows, ["order", "part", "slug"], batch_size=200)


def _key(row: Chapter, places: dict[str, int | None]) -> Key:
    """At each level what has a place comes first, then all by natural order of name.

    A folder's place is that of its index.md or README.md.
    """
    *folders, name = row.path.split("/")
    key = []
    above = ""
    for folder in folders:
        above += folder + "/"
        place = places.get(above + "index.md", places.get(above + "README.md"))
        key.append((LAST if place is None else place, natural(folder)))
    if name.rsplit(".", 1)[0].lower() in ("index", "readme"):
        return (*key, (-LAST, []))
    return (*key, (LAST if row.place is None else row.place, natural(name)))


def _free(slug: str, taken: set[str]) -> str:
    free, number = slug, 1
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    taken.add(free)
    return free
