"""Inline tokens: their HTML, their plain words, and cutting them in two at a sentence's end."""

import copy
import re
import unicodedata
from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from django.utils import formats
from django.utils.translation import gettext as _
from markdown_it.token import Token

from .rules import SCHEME, is_allowed_link

SENTENCE = re.compile(r"[.!?؟。！？…।።:;؛][»\"”’)\]]*\s+|[。！？；]")
SPACE = re.compile(r"\s+")
# A web address in running text, without the stop or bracket that follows it.
WIDE = "，。；：！？、（）《》「」『』【】"  # Chinese writes no space behind an address
ADDRESS = re.compile(rf"(https?://[^\s<>«»\"“”{WIDE}]*[^\s<>«»\"“”{WIDE}.,;:!?،؛)\]])")
# A number of several groups, as of a telephone: in Arabic they would stand in the wrong order.
TELEPHONE = re.compile(
    r"(?:\+|\b00)\d(?:[ \u00a0./()-]{0,2}\d){5,18}\b"
    r"|\b\d{1,4}(?:[ \u00a0\u202f]\d{2,4}){2,6}\b"
    r"|\d(?:[\u00a0\u202f]\d{3})+\b"
)
FROM_THE_LEFT = re.compile(f"{ADDRESS.pattern[:-1]}|{TELEPHONE.pattern})")
NO_NAME = re.compile(r"[^A-Za-z0-9_.-]")
NOTEREF = ' epub:type="noteref"'
LEAST_PIECE = 8  # characters; a shorter run is not cut


class Figure(NamedTuple):
    """Where an image lies: its address, its size in bytes; `shown` puts it in the page at once."""

    url: str
    size: int
    shown: bool = False


class Surroundings(NamedTuple):
    """What only the caller knows of the place where a text is shown.

    `figure` maps an image's address as written to where it lies (None: not there); `link` maps a
    relative address as written ("../two.md#costs") to a URL (None: leave it); `page_url` gives the
    URL of another page of this text.
    """

    figure: Callable[[str], Figure | None] = lambda _address: None
    link: Callable[[str], str | None] = lambda _address: None
    page_url: Callable[[int], str] = lambda number: f"?page={number}"


class Place(NamedTuple):
    """What is known while a page is written: its surroundings, its number, where anchors stand.

    In a file (`file`), elements are closed as XML wants it, figures are shown, links lead only to
    what is there (`pages` holds the anchors), `prefix` goes before each anchor, and headings stand
    `shift` levels lower. `epub` adds EPUB's own attributes and makes anchors XML's names.
    """

    around: Surroundings
    page: int = 1
    pages: dict[str, int] = {}  # anchor to page
    file: bool = False
    epub: bool = False
    prefix: str = ""
    shift: int = 0
    title: str = ""  # of the text, told with the names of its regions where texts share a file

    @property
    def end(self) -> str:
        """What closes the tag of an element that has nothing inside."""
        return "/>" if self.file else ">"

    def id(self, anchor: str) -> str:
        """An anchor as it stands in this place."""
        if self.epub:
            anchor = NO_NAME.sub(lambda sign: f"_{ord(sign.group()):x}_", anchor)
        return self.prefix + anchor

    def to_anchor(self, anchor: str) -> str:
        """The address of an anchor: on this page, or with the URL of its own."""
        if self.file:
            return f"#{self.id(anchor)}"
        page = self.pages.get(anchor, self.page)
        return f"#{anchor}" if page == self.page else f"{self.around.page_url(page)}#{anchor}"


def sized(size: int) -> str:
    """A file's size as a reader takes it in, in thousands of bytes."""
    number = formats.number_format(max(size, 100) / 1000, 1 if size < 10_000 else 0)
    return _("%(size)s kB") % {"size": number}


def plain(tokens: Sequence[Token]) -> str:
    """The words of some tokens without any markup."""
    parts = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                parts.append(token.content)
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                parts.append(plain(token.children or []))
    return "".join(parts)


def _is_wide(sign: str) -> bool:
    return bool(sign) and unicodedata.east_asian_width(sign) in {"W", "F"}


def gap(tokens: Sequence[Token], index: int) -> str:
    """What stands where a line was wrapped: a space, and in Chinese and Japanese nothing."""
    before = tokens[index - 1].content[-1:] if index else ""
    after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
    return "" if _is_wide(before) and _is_wide(after) else " "


def _open_link(token: Token, place: Place) -> str:
    address = str(token.attrs.get("href", ""))
    if not is_allowed_link(address):
        return "<a>"
    if place.file:
        address = _inside(address, place)
        if not address:
            return "<a>"
    elif address.startswith("#"):
        return f'<a href="{escape(place.to_anchor(address[1:]))}">'
    if not SCHEME.match(address):
        inside = address if place.file else place.around.link(address) or address
        return f'<a href="{escape(inside)}">'
    if address.lower().startswith("mailto:"):
        return f'<a href="{escape(address)}">'
    return f'<a class="out" rel="noreferrer" href="{escape(address)}">'


def _inside(address: str, place: Place) -> str:
    """Where a link leads from a file: an anchor or a place that is there, the web; else nowhere."""
    if address.startswith("#"):
        anchor = unquote(address[1:])
        return place.to_anchor(anchor) if anchor in place.pages else ""
    return address if SCHEME.match(address) else place.around.link(address) or ""


def _image(token: Token, place: Place, *, in_link: bool) -> str:
    """An image within a line: its description, leading to it where it can be had."""
    words = escape(plain(token.children or []))
    figure = place.around.figure(str(token.attrs.get("src", "")))
    if figure is None or in_link:
        return words
    if figure.shown:
        return f'<img src="{escape(figure.url)}" alt="{words}"{place.end}'
    return (
        f'<a class="figure" href="{escape(figure.url)}">{words} ({escape(sized(figure.size))})</a>'
    )


def _words(text: str) -> str:
    """Words escaped; an address or a telephone number among them reads from left to right."""
    pieces = FROM_THE_LEFT.split(text)
    return "".join(
        f'<span dir="ltr">{escape(piece)}</span>' if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )


def html(tokens: Sequence[Token], place: Place) -> str:
    """Safe HTML: everything that was written is escaped, only our own marks are marks."""
    parts: list[str] = []
    in_link = False
    for index, token in enumerate(tokens):
        match token.type:
            case "text" | "text_special":
                parts.append(_words(token.content))
            case "softbreak":
                parts.append("\n" if gap(tokens, index) else "")
            case "hardbreak":
                parts.append("<br" + place.end)
            case "code_inline":
                parts.append(f"<code>{escape(token.content)}</code>")
            case "em_open" | "strong_open":
                parts.append(f"<{token.tag}>")
            case "em_close" | "strong_close":
                parts.append(f"</{token.tag}>")
            case "link_open":
                in_link = True
                parts.append(_open_link(token, place))
            case "link_close":
                in_link = False
                parts.append("</a>")
            case "image":
                parts.append(_image(token, place, in_link=in_link))
            case "footnote_ref" if in_link:
                parts.append(f"<sup>{token.meta['number']}</sup>")
            case "footnote_ref":
                number = token.meta["number"]
                parts.append(
                    f'<sup><a id="{place.id(token.meta["anchor"])}" role="doc-noteref"'
                    f"{NOTEREF if place.epub else ''}"
                    f' href="{escape(place.to_anchor(f"fn-{number}"))}">{number}</a></sup>'
                )
    return "".join(parts)


def _length(token: Token) -> int:
    return len(token.content) if token.type in {"text", "text_special", "code_inline"} else 1


def _cuts(tokens: Sequence[Token]) -> list[tuple[int, int, int, int]]:
    """Places to cut: (how bad, characters before it, token, characters into it)."""
    cuts = []
    before = 0
    for index, token in enumerate(tokens):
        if token.type == "text":
            cuts += [
                (0, before + m.end(), index, m.end()) for m in SENTENCE.finditer(token.content)
            ]
            cuts += [(2, before + m.end(), index, m.end()) for m in SPACE.finditer(token.content)]
        elif token.type in {"softbreak", "hardbreak"}:
            ended = index and re.search(r"[.!?؟。！？…][»\"”’)\]]*$", tokens[index - 1].content)
            cuts.append((0 if ended else 1, before + 1, index, 1))
        before += _length(token)
    if not cuts:
        before = 0
        for index, token in enumerate(tokens):
            if token.type in {"text", "text_special", "code_inline"}:
                middle = len(token.content) // 2
                cuts.append((4, before + middle, index, middle))
            elif index:
                cuts.append((3, before, index, 0))
            before += _length(token)
    return cuts


def _says(tokens: Sequence[Token]) -> bool:
    return any(token.nesting == 0 and token.type != "softbreak" for token in tokens)


def halves(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """Two runs that say the same one after the other, cut near the middle, best between sentences.

    Emphasis and links open at the cut are closed and opened again. None when there is nothing left
    to cut.
    """
    total = sum(map(_length, tokens))
    if total < LEAST_PIECE:
        return None

    def badness(cut: tuple[int, int, int, int]) -> float:
        off = abs(cut[1] / total - 0.5)
        return cut[0] + (0 if off <= 0.3 else 10 * off)

    for _bad, _at, index, offset in sorted(_cuts(tokens), key=badness):
        token = tokens[index]
        open_tokens: list[Token] = []
        for earlier in tokens[:index]:
            if earlier.nesting > 0:
                open_tokens.append(earlier)
            elif earlier.nesting < 0:
                open_tokens.pop()
        left, right = list(tokens[:index]), list(tokens[index + 1 :])
        if token.type in {"text", "text_special", "code_inline"}:
            first, second = copy.copy(token), copy.copy(token)
            first.content, second.content = token.content[:offset], token.content[offset:]
            left += [first] if first.content else []
            right = ([second] if second.content else []) + right
        elif offset == 0:
            right = [token, *right]
        left += [_closing(opened) for opened in reversed(open_tokens)]
        right = open_tokens + right
        if _says(left) and _says(right):
            return left, right
    return None


def _closing(opened: Token) -> Token:
    return Token(opened.type.replace("_open", "_close"), opened.tag, -1)
