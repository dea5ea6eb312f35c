"""Folders and publications for tests."""

import re
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

from django.test import Client

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Build, Chapter, Edition, Publication
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.texts.models import Text

WAIVED = "Made up for a test."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'

ENGLISH = {
    "01-first.md": """---
title: First steps
order: 1
---

Sit down with **somebody** you trust.

## Who reads this {#who}

People read it, see [the list](parts/02-list.md#list) and [next](parts/02-list.md).

![Three circles](../figures/circles.svg)

- one
- two
""",
    "parts/02-list.md": """---
title: The list
order: 2
---

Take a pen.

## A list {#list}

| What | When |
|------|------|
| Pen  | Now  |
""",
}
ARABIC = {
    "01-first.md": """---
title: الخطوات الأولى
---

اجلس مع **شخص**
تثق به.

## من يقرأ هذا {#who}

يقرأه الناس، انظر [القائمة](parts/02-list.md#list) و[التالي](parts/02-list.md).

![ثلاث دوائر](../figures/circles.svg)

* واحد
* اثنان
""",
    "parts/02-list.md": """---
title: القائمة
---

خذ قلماً.

## قائمة {#list}

|ماذا|متى|
|---|---|
|قلم|الآن|
""",
}
FRENCH = {
    "01-first.md": """---
title: Premiers pas
---

Asseyez-vous avec **quelqu'un** de confiance.

## Qui lit ceci {#who}

Des gens le lisent, voyez [la liste](parts/02-list.md#list) et [la suite](parts/02-list.md).

![Trois cercles](../figures/circles.svg)

+ un
+ deux
""",
}


def png() -> bytes:
    """The smallest PNG there is: one grey point."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


def make_folder(root: Path, **languages: dict[str, str]) -> Path:
    """A folder with one folder a language; by default English, Arabic and a part in French."""
    languages = languages or {"en": ENGLISH, "ar": ARABIC, "fr": FRENCH}
    for tag, files in languages.items():
        for path, words in files.items():
            place = root / tag.replace("_", "-") / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(words, encoding="utf-8")
    (root / "figures").mkdir(exist_ok=True)
    (root / "figures" / "circles.svg").write_bytes(SVG)
    (root / "handbook.yaml").write_text(
        "title: {en: A short handbook, ar: دليل قصير}\nkind: guide\nlicence: CC-BY-4.0\n"
        "audience: [defenders]\norigin: {en: An example., ar: مثال.}\n",
        encoding="utf-8",
    )
    return root


def make_publication(
    root: Path, slug: str = "short", *, release: bool = True, **languages: dict[str, str]
) -> Edition:
    """A publication imported from a new folder under `root`."""
    folder = make_folder(root / slug, **languages)
    actions.import_folder(
        folder, slug=slug, source="en", by=None, release=release, waive=WAIVED if release else ""
    )
    edition = queries.newest(slug)
    assert edition is not None
    return edition


def make_files(
    edition: Edition, languages: Iterable[str] = ("en",), formats: Iterable[str] = ("html",)
) -> list[Build]:
    """Files of a released edition, made and offered; by default one page in English."""
    tags = list(languages)
    rows = actions.plan_builds(edition, tags, formats, released=True)
    actions.make(rows, released=True, most=1)
    for tag in tags:
        actions.offer_builds(edition, tag)
    return list(Build.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))


def tree(root: Path) -> dict[str, bytes]:
    """Every file under a folder, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def take(folder: Path, **more: object) -> actions.Imported:
    """Import a folder as the publication "short"."""
    given = {"slug": "short", "source": "en", "by": None, "waive": WAIVED, **more}
    return actions.import_folder(folder, **given)  # type: ignore[arg-type]


def exported(slug: str = "short") -> dict[str, bytes]:
    """What its newest edition writes back."""
    edition = queries.newest(slug)
    assert edition is not None
    return dict(queries.files(edition))


def counted() -> tuple[int, ...]:
    """How many rows there are of what an import makes."""
    return tuple(model.objects.count() for model in (Publication, Edition, Chapter, Text))


def edit(folder: Path, path: str, old: str, new: str) -> None:
    """Change words of a file."""
    file = folder / path
    words = file.read_text(encoding="utf-8")
    assert old in words
    file.write_text(words.replace(old, new), encoding="utf-8")


def stale(slug: str = "short") -> dict[str, int]:
    """How much of each language is stale."""
    edition = queries.newest(slug)
    assert edition is not None
    return {row.language: row.stale for row in edition.languages.all()}


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def words(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def everybody() -> dict[str, Client]:
    """Alice edits, Bob translates, Charlie has an account, nobody is signed out."""
    return {
        "alice": sign_in(Client(), make_account("alice", roles=[Role.EDITOR])),
        "bob": sign_in(Client(), make_account("bob", roles=[Role.TRANSLATOR])),
        "charlie": sign_in(Client(), make_account("charlie")),
        "nobody": Client(),
    }
