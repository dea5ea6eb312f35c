"""Books made straight from the demonstration's folders, for tests of what is pure."""

import datetime
import posixpath
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import yaml

from amparo.capacity.press.formats.book import Book, Chapter, Colophon, Notice, Picture, Words
from amparo.ground.texts.markdown.alignment import align
from amparo.ground.texts.markdown.matching import words_of
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.tree import Kind
from amparo.ground.vocabulary import queries as vocabulary

WORLD = Path(__file__).parents[1] / "demo_world"
HANDBOOK = "writing-to-special-procedures"
LINK = re.compile(r"\]\(([^)\s]+)")
COLOPHON = Colophon(
    segments=412,
    translated=412,
    stale=0,
    tree_sha="9f" * 32,
    code="abcdefghij",
    address="https://umbral.example/k/abcdefghij",
    key="RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3",
)


def slug_of(path: str) -> str:
    """A chapter's address, as an import makes it."""
    return re.sub(r"(^|/)[0-9]+-", r"\1", path.removesuffix(".md")).replace("/", "-")


@cache
def book(language: str = "en", handbook: str = HANDBOOK, source: str = "en") -> Book:
    """A demonstration handbook in a language, as the loader would give it."""
    top = WORLD / handbook
    told = yaml.safe_load((top / "handbook.yaml").read_text(encoding="utf-8"))
    paths = sorted(
        (path.relative_to(top / source).as_posix() for path in (top / source).rglob("*.md")),
        key=lambda path: ("/" in path, path),
    )
    return Book(
        slug=handbook,
        language=language,
        direction=str(vocabulary.direction(language)),
        source_language=source,
        title=_words(told["title"], language, source),
        summary=_words(told.get("description", {}), language, source),
        house="Casa Umbral",
        edition=1,
        released=datetime.date(2026, 11, 22),
        licence=told.get("licence", ""),
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/",
        chapters=tuple(_chapter(top, path, language, source, told, paths) for path in paths),
        notices=_notices(told, language),
        colophon=COLOPHON,
    )


def _words(told: dict[str, str], language: str, source: str) -> Words:
    tag = language if language in told else source
    return Words(" ".join(told.get(tag, "").split()), tag)


def _notices(told: dict[str, dict], language: str) -> tuple[Notice, ...]:
    origin = told.get("origin", {}).get(language)
    if not origin:
        return ()
    return (Notice("origin", Words(origin["notice"], language)),)


def _chapter(  # noqa: PLR0917  (a test's own builder)
    top: Path, path: str, language: str, source: str, told: dict, paths: list[str]
) -> Chapter:
    content = (top / source / path).read_bytes()
    document = parse_bytes(content)
    said = {}
    other = top / language / path
    if language != source and other.exists():
        translated = parse_bytes(other.read_bytes())
        words = words_of(translated, document)
        pairs = align(document, translated, {}).pairs
        said = {at: Shown(words[theirs], language) for at, theirs in pairs.items()}
    titles = {
        segment.kind: said.get(segment.position, Shown(segment.text, source))
        for segment in document.segments
        if segment.kind in {Kind.TITLE, Kind.SUMMARY}
    }
    folder, here = posixpath.dirname(path), path
    part = told.get("parts", {}).get(folder)
    first = folder and here == next(one for one in paths if one.startswith(folder))
    figures, links = {}, {}
    for address in set(LINK.findall(content.decode())):
        bare, _hash, anchor = address.partition("#")
        wanted = posixpath.normpath(posixpath.join(source, folder, unquote(bare)))
        if wanted.removeprefix(f"{source}/") in paths and bare.endswith(".md"):
            slug = slug_of(wanted.removeprefix(f"{source}/"))
            links[address] = f"{slug}#{anchor}" if anchor else slug
        elif bare.endswith(".svg"):
            file = top / wanted
            figures[address] = Picture(file.read_bytes(), "image/svg+xml", file.name)
    return Chapter(
        slug=slug_of(path),
        title=Words(titles[Kind.TITLE].words, titles[Kind.TITLE].language),
        source=content,
        said=said,
        summary=Words(titles[Kind.SUMMARY].words, titles[Kind.SUMMARY].language)
        if Kind.SUMMARY in titles
        else None,
        part=_words(part, language, source) if part and first else None,
        figures=figures,
        links=links,
    )


def small(source: str, language: str = "en", **more: object) -> Book:
    """A book of one chapter, "first", that is written in a language."""
    chapter = Chapter("first", Words("First steps", language), source.encode(), {})
    given: dict[str, object] = {
        "slug": "small",
        "language": language,
        "direction": str(vocabulary.direction(language)),
        "source_language": language,
        "title": Words("A small book", language),
        "summary": Words("", language),
        "house": "Casa Umbral",
        "edition": 1,
        "released": datetime.date(2026, 11, 22),
        "licence": "CC-BY-4.0",
        "licence_url": "",
        "chapters": (chapter,),
        "notices": (),
        "colophon": COLOPHON,
    }
    return Book(**given | more)  # type: ignore[arg-type]
