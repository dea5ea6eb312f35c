"""What all writers share: a chapter's nodes, built once, and words that do no harm in a file."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from markdown_it.token import Token

from amparo.ground.texts.markdown import building, inline, nodes
from amparo.ground.texts.markdown.building import Built
from amparo.ground.texts.markdown.nodes import Node, Shown
from amparo.ground.texts.markdown.reading import parse_bytes
from amparo.ground.texts.markdown.tree import Refused, Segment
from amparo.ground.vocabulary import queries as vocabulary

from .book import Book, CannotWriteError, Chapter

HEADING_LEVEL = 2  # of a chapter's highest headings; the chapter's title is of the first
# What XML cannot hold, and what no reader should meet: controls, halves of characters, the rest.
UNFIT = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # marks that turn the direction of what follows
EMBEDS, ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
LEFT_TO_RIGHT = "\u200e"
END_EMBED, END_ISOLATE = "\u202c", "\u2069"


def interface_tag(language: str) -> str:
    """The language our own labels are in, in a text of this language."""
    try:
        return translation.get_supported_language_variant(language.lower())
    except LookupError:
        return settings.LANGUAGE_CODE


@contextmanager
def labels(book: Book) -> Iterator[str]:
    """Write our own labels in the book's language where we have it; gives their language."""
    code = interface_tag(book.language)
    with translation.override(code):
        yield book.language if code != settings.LANGUAGE_CODE else code


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return str(vocabulary.direction(language))


@lru_cache(maxsize=256)
def bcp47(tag: str) -> str:
    """A tag as files write it: "zh-Hans", "pt-BR"."""
    first, *others = tag.split("-")
    cased = [part.title() if len(part) == 4 else part.upper() for part in others]
    return "-".join([first.lower(), *cased])


def fit(words: str) -> str:
    """Words that any file can hold and that turn nothing but themselves."""
    words = UNFIT.sub("\ufffd", words)
    return words + _closers(words) if TURNS.search(words) else words


def _closers(words: str) -> str:
    """What ends every change of direction that these words leave open."""
    closers: list[str] = []
    for sign in TURNS.findall(words):
        if sign in EMBEDS:
            closers.append(END_EMBED)
        elif sign in ISOLATES:
            closers.append(END_ISOLATE)
        elif sign in closers:
            while closers.pop() != sign:
                pass
    return "".join(reversed(closers))


def built(book: Book, chapter: Chapter) -> Built:
    """A chapter's nodes, footnotes and headings in the book's language, built once a process.

    Shared by all formats: nobody may change them. Raises CannotWriteError.
    """
    try:
        with labels(book) as labels_in:
            return _built(
                chapter.source,
                book.source_language,
                tuple(sorted(chapter.said.items())),
                labels_in,
            )
    except Refused as refused:
        raise CannotWriteError(refused.reason, chapter=chapter.slug, line=refused.line) from None


@lru_cache(maxsize=128)
def _built(source: bytes, own: str, said: tuple[tuple[int, Shown], ...], labels_in: str) -> Built:
    words = dict(said)

    def shown(segment: Segment) -> Shown:
        return words.get(segment.position) or Shown(segment.text, own)

    made = building.build(
        parse_bytes(source), shown, labels_in=labels_in, heading_level=HEADING_LEVEL
    )
    for node in nodes.walk((*made.nodes, *made.notes.values())):
        if node.tokens:
            _make_fit(node)
            if node.language and direction(node.language) == "rtl":
                _steady(node)
        if node.alt:
            node.alt = fit(node.alt)
    outline = [entry._replace(words=fit(entry.words)) for entry in made.outline]
    return Built(made.nodes, made.notes, outline)


def _make_fit(node: Node) -> None:
    turning = ""
    for token in _each(node.tokens):
        if not token.content.isprintable():  # which letters, digits and most signs are
            token.content = UNFIT.sub("\ufffd", token.content)
            turning += "".join(TURNS.findall(token.content))
    closers = _closers(turning)
    if closers:
        node.tokens = [*node.tokens, *nodes.text(closers)]


def _steady(node: Node) -> None:
    """Keep the groups of a telephone number in their order where all else runs from the right."""
    for token in node.tokens:
        if token.type in {"text", "text_special", "code_inline"}:
            token.content = inline.TELEPHONE.sub(f"{LEFT_TO_RIGHT}\\g<0>", token.content)


def _each(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _each(token.children)


def plain(node: Node) -> str:
    """The words of a node and of all in it, without markup."""
    own = inline.plain(node.tokens)
    return own + "".join(plain(child) for child in node.children)


def notes_of(made: Built) -> list[tuple[int, Node]]:
    """A chapter's footnotes by number."""
    return sorted(made.notes.items())


def line_of(chapter: Chapter, anchor: str) -> int:
    """The line (from 1) of the heading with an anchor in a chapter's source; 0 when unknown."""
    mark = f"{{#{anchor}}}".encode()
    at = chapter.source.find(mark)
    return chapter.source.count(b"\n", 0, at) + 1 if at >= 0 else 0
