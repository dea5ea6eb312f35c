"""Books to write, made without a database: the demonstration's, and small ones of a few words."""

import datetime
import io
import posixpath
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from libzim.reader import Archive

from amparo.capacity.press.formats.book import Book, Chapter, Colophon, Notice, Picture, Words
from amparo.ground.texts.markdown.alignment import align
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.tree import Document, Kind
from amparo.ground.vocabulary import queries as vocabulary

WORLD = Path(__file__).parents[1] / "demo_world"
HANDBOOK = "writing-to-special-procedures"
KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
COLOPHON = Colophon(
    segments=2, translated=2, stale=0, tree_sha="ab" * 32, code="abcdefghij", key=KEY,
    address="https://casa-umbral.example/k/abcdefghij", reviewer="Noor Haddad",
)  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


def make_book(
    sources: Mapping[str, str] | str,
    *,
    language: str = "en",
    source_language: str = "en",
    said: Mapping[str, Mapping[int, Shown]] | None = None,
    links: Mapping[str, str] | None = None,
    figures: Mapping[str, bytes] | None = None,
    **more: object,
) -> Book:
    """A book of a few chapters (slug to Markdown); one string is the chapter "one"."""
    if isinstance(sources, str):
        sources = {"one": sources}
    pictures = {
        address: Picture(content, "image/svg+xml", f"{'0' * 63}{number}.svg")
        for number, (address, content) in enumerate((figures or {}).items())
    }
    chapters = tuple(
        Chapter(
            slug=slug,
            title=Words(f"Chapter {slug}", source_language),
            source=source.encode(),
            said=(said or {}).get(slug, {}),
            figures=pictures,
            links=links or {},
        )
        for slug, source in sources.items()
    )
    given: dict[str, object] = {
        "slug": "short", "language": language, "direction": str(vocabulary.direction(language)),
        "source_language": source_language, "title": Words("A short handbook", source_language),
        "summary": Words("What to do first.", source_language), "house": "Casa Umbral",
        "edition": 2, "released": datetime.date(2026, 11, 20), "licence": "CC-BY-4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/", "chapters": chapters,
        "notices": (), "colophon": COLOPHON,
    }  # fmt: skip
    return Book(**(given | more))  # type: ignore[arg-type]


def only(book: Book, slug: str) -> Book:
    """One chapter of a book by itself."""
    chapter = next(one for one in book.chapters if one.slug == slug)
    return replace(book, chapters=(chapter,), only=slug)


@cache
def demo_book(language: str, slug: str = HANDBOOK) -> Book:
    """A handbook of the demonstration in a language, as far as it is there."""
    top = WORLD / slug
    told = yaml.safe_load((top / "handbook.yaml").read_text(encoding="utf-8"))
    files = sorted((top / "en").rglob("*.md"), key=_place)
    pictures = {
        f"figures/{file.name}": Picture(
            file.read_bytes(), "image/svg+xml", f"{'0' * 56}{number:08}.svg"
        )
        for number, file in enumerate(sorted((top / "figures").iterdir()))
    }
    slugs = {_relative(top, file): _slug(_relative(top, file)) for file in files}
    chapters, total, translated, part = [], 0, 0, ""
    for file in files:
        path = _relative(top, file)
        translation = top / language / path
        document = parse_bytes(file.read_bytes())
        said: dict[int, Shown] = {}
        if language != "en" and translation.exists():
            other = parse_bytes(translation.read_bytes())
            said = {
                position: Shown(other.segments[its].text, language)
                for position, its in align(document, other).pairs.items()
            }
        total, translated = total + len(document.segments), translated + len(said)
        here = posixpath.dirname(path)
        name = told["parts"].get(here, {}) if here and here != part else {}
        part = here
        chapters.append(
            Chapter(
                slug=slugs[path],
                title=_front(document, said, Kind.TITLE) or Words(slugs[path], "en"),
                source=file.read_bytes(),
                said=said,
                summary=_front(document, said, Kind.SUMMARY),
                part=Words(name.get(language, name["en"]), language) if name else None,
                figures={
                    prefix + address: picture
                    for address, picture in pictures.items()
                    for prefix in ("../", "../../")
                },
                links={
                    posixpath.relpath(other, here or ".") + mark: slugs[other] + mark
                    for other in slugs
                    for mark in ["", *_marks(top / "en" / other)]
                },
            )
        )
    titles, summaries = told["title"], told["description"]
    tag = language if language in titles else "en"
    return Book(
        slug=slug,
        language=language,
        direction=str(vocabulary.direction(language)),
        source_language="en",
        title=Words(titles[tag], tag),
        summary=Words(summaries[tag].strip(), tag),
        house="Casa Umbral",
        edition=2,
        released=datetime.date(2026, 11, 20),
        licence=told["licence"],
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
        chapters=tuple(chapters),
        notices=(Notice("origin", Words(told["origin"][tag]["notice"], tag)),),
        colophon=replace(
            COLOPHON, segments=total, translated=total if language == "en" else translated
        ),
    )


def _relative(top: Path, file: Path) -> str:
    return file.relative_to(top / "en").as_posix()


def _place(file: Path) -> tuple[bool, str]:
    return (file.parent.name == "annexes", file.name)


def _slug(path: str) -> str:
    return "-".join(Path(path).with_suffix("").parts).lstrip("0123456789-")


def _marks(file: Path) -> list[str]:
    blocks = parse_bytes(file.read_bytes()).root.children
    return [f"#{block.anchor}" for block in blocks if block.anchor]


def _front(document: Document, said: Mapping[int, Shown], kind: Kind) -> Words | None:
    for segment in document.segments:
        if segment.kind is kind:
            shown = said.get(segment.position)
            return Words(shown.words, shown.language) if shown else Words(segment.text, "en")
    return None


# --- every kind of block, and files read back

EVERYTHING = """---
title: Everything
---

Start *slowly* with **care**.[^a] See [the end](#end), [two](two.md#here), [web](https://a.example/b).

## Lists {#lists}

1. one
2. two
   - inside

     more of it
3. three

- [ ] to do
- [x] done

> A quote.

| What | When |
|------|:----:|
| Pen  | Now[^b]  |
|      | `code` |

::: safety If you are watched
Use another telephone.

- item
:::

![Three circles](figures/c.svg "A caption")

    code <b>
    more

---

### The end {#end}

Again.[^a]

[^a]: A note with [a link](https://n.example) and **weight**.

    Its second paragraph.
[^b]: Another, calling.[^a]
"""


def everything(language: str = "en", **more: object) -> Book:
    """A book with every kind of block there is."""
    return make_book(
        {"one": EVERYTHING, "two": "## Here {#here}\n\nBack to [one](one.md#lists).\n"},
        language=language,
        links={"two.md#here": "two#here", "one.md#lists": "one#lists"},
        figures={"figures/c.svg": SVG},
        **more,
    )


def unzipped(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return {
            name: held.read(name).decode("utf-8", "replace")
            for name in held.namelist()
            if not name.endswith((".png", ".jpg"))
        }


def said(fmt: str, content: bytes) -> str:
    """What a file says, as text with its marks."""
    if fmt in {"epub", "docx"}:
        return "\n".join(unzipped(content).values())
    if fmt == "zim":
        return "\n".join(zim_pages(content).values())
    return content.decode()


def zim_pages(content: bytes) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "book.zim"
        path.write_bytes(content)
        held = Archive(path)
        items = [held._get_entry_by_id(number).get_item() for number in range(held.all_entry_count)]
        return {
            item.path.rpartition("/")[2]: bytes(item.content).decode()
            for item in items
            if item.mimetype.startswith("text/html")
        }


HOSTILE = (
    "---\ntitle: \"<script>alert(1)</script> & \\u202E turned\"\n---\n\n"
    "<script>alert(1)</script> &lt;b&gt; \x01\x0b\ufffe &#12; ]]> -->\n\n"
    "\u202eturned over &#x202D; and on\n\n"
    "## <img src=x onerror=alert(1)> {#a\"b}\n\n"
    "[x](javascript:alert(1)) [y](data:text/html,z) [z](nowhere.md) ![<i>](none.svg)\n\n"
    "```\n</pre><script>\x02\n```\n\n| <td> | \x07 |\n|---|---|\n| a | {{ x }} |\n"
)  # fmt: skip
