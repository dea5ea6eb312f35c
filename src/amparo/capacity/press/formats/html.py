"""A book, or one chapter of it, as one HTML file that needs no network and nothing beside it."""

import base64
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from django.utils.translation import gettext as _

from . import tree, words
from .book import Book, Chapter, Picture
from .markup import MARK, Markup

STYLE = Path(__file__).with_name("one_file.css")
# Nothing in the file may run, and nothing is fetched, whatever a text says.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def write(book: Book) -> bytes:
    """The file as UTF-8. Raises CannotWriteError."""
    pictures: dict[str, str] = {}
    markup = Markup(
        book,
        url=lambda slug, anchor: f"#{anchor or _top(slug)}",
        picture=lambda picture: _inlined(picture, pictures),
        prefix=lambda slug: f"{slug}--",
        shift=0 if book.only else 1,
    )
    with tree.labels(book):
        parts = [_head(book), f"<body{' class=only' if book.only else ''}>"]
        parts.append(f'<a class="skip" href="#text">{escape(_("Go to the text"))}</a>')
        parts.append(cover(book, markup))
        if not book.only:
            parts.append(contents(book, markup, lambda slug: f"#{_top(slug)}"))
        parts.append('<main id="text">')
        parts += [_chapter(book, chapter, markup) for chapter in book.chapters]
        parts.append("</main>")
        parts.append(colophon(book))
        parts.append("</body>\n</html>\n")
    return "\n".join(parts).encode()


write_page = write


def _top(slug: str) -> str:
    return f"{slug}--top"


def _head(book: Book) -> str:
    tag = escape(tree.bcp47(book.language))
    title = words.title(book)
    return (
        f'<!doctype html>\n<html lang="{tag}" dir="{book.direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title.words)}</title>\n"
        f"<style>\n{style()}</style>\n</head>"
    )


@cache
def style() -> str:
    """The style sheet of the file."""
    return STYLE.read_text(encoding="utf-8")


def cover(book: Book, markup: Markup) -> str:
    """House, title, what it is, edition, and what a reader must know first."""
    parts = [
        '<header class="cover">',
        f'<p class="house">{MARK}<bdi>{escape(tree.fit(book.house))}</bdi></p>',
        markup.told("h1", words.title(book)),
    ]
    if book.only:
        parts.append(markup.told("p", book.title, ' class="lead"'))
    elif book.summary.words:
        parts.append(markup.told("p", book.summary, ' class="lead"'))
    parts.append(f'<p class="meta">{escape(words.edition(book))}</p>')
    parts.append(notices(book, markup))
    parts.append("</header>")
    return "\n".join(parts)


def notices(book: Book, markup: Markup) -> str:
    """What a reader must know first, urgent notices in a box of their own."""
    parts = []
    for told in words.notices(book):
        urgent = " safety urgent" if told.urgent else ""
        parts.append(
            f'<div class="note{urgent}" role="note">'
            f'<p class="label">{escape(told.label)}</p>'
            f"{markup.told('p', told.words)}</div>"
        )
    return "\n".join(parts)


def contents(book: Book, markup: Markup, url: Callable[[str], str]) -> str:
    """The chapters by part; `url` says where each is."""
    label = escape(_("Contents"))
    parts = [f'<nav aria-label="{label}"><h2>{label}</h2>']
    is_open = False
    for number, chapter in enumerate(book.chapters, start=1):
        if chapter.part or not is_open:
            parts.append("</ol>" if is_open else "")
            if chapter.part and chapter.part.words:
                parts.append(markup.told("h3", chapter.part))
            parts.append(f'<ol start="{number}">')
            is_open = True
        href = f' href="{escape(url(chapter.slug))}"'
        parts.append(f"<li>{markup.told('a', chapter.title, href)}</li>")
    parts.append("</ol></nav>" if is_open else "</nav>")
    return "\n".join(part for part in parts if part)


def _chapter(book: Book, chapter: Chapter, markup: Markup) -> str:
    tag, direction = escape(tree.bcp47(book.language)), book.direction
    parts = [f'<article id="{escape(_top(chapter.slug))}" lang="{tag}" dir="{direction}">']
    if not book.only:
        parts.append(markup.told("h2", chapter.title))
    parts.append(markup.whole(chapter))
    if not book.only:
        parts.append(f'<p class="up"><a href="#">{escape(_("Back to the top"))}</a></p>')
    parts.append("</article>")
    return "\n".join(parts)


def colophon(book: Book) -> str:
    """The colophon as a footer."""
    parts = [f"<footer><h2>{escape(_('About this file'))}</h2>\n<dl>"]
    for line in words.colophon(book):
        said = escape(line.words)
        if line.code:
            said = f'<code dir="ltr">{said}</code>'
        if line.url:
            said = f'<a class="out" rel="noreferrer" href="{escape(line.url)}">{said}</a>'
        parts.append(f"<dt>{escape(line.term)}</dt><dd>{said}</dd>")
    parts.append("</dl></footer>")
    return "\n".join(parts)


def _inlined(picture: Picture, known: dict[str, str]) -> str:
    """A picture as an address that holds it; each made once a file."""
    if picture.name not in known:
        if picture.media_type == "image/svg+xml":
            known[picture.name] = f"data:image/svg+xml,{quote(picture.content, safe=SAFE)}"
        else:
            inside = base64.b64encode(picture.content).decode()
            known[picture.name] = f"data:{picture.media_type};base64,{inside}"
    return known[picture.name]


SAFE = " !()*,/:;=?@$'"
