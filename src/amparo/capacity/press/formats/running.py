"""The words of a line as Typst's markup: emphasis, links, footnotes, quotation marks."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from amparo.ground.texts.markdown import inline, rules

from . import tree
from .typography import Marks, tongue

SPACES = re.compile(r"[ \t\r\n]+")
UNFIT_LABEL = re.compile(r"[^\w.:-]")


def string(text: str) -> str:
    """A Typst string that says these words."""
    return '"' + escaped(SPACES.sub(" ", tree.fit(text))) + '"'


def verbatim(code: str) -> str:
    """A Typst string of code, with its line ends."""
    fit = tree.fit(code.rstrip("\n")).expandtabs(4).replace("\r", "")
    return '"' + escaped(fit).replace("\n", "\\n") + '"'


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def words(text: str) -> str:
    """Words in markup, none of them a mark."""
    return f"#{string(text)};" if text else ""


def name(text: str) -> str:
    """Words as the name of a place or a file."""
    return UNFIT_LABEL.sub("-", text)


def label(chapter: str, anchor: str) -> str:
    """The name of a place in the book."""
    return name(f"{chapter}--{anchor}" if anchor else f"{chapter}--top")


def address(written: str) -> str:
    """An address as words that can be followed; it reads from left to right everywhere."""
    target = written if rules.SCHEME.match(written) else f"mailto:{written}"
    return f"#link({string(target)})[#text(dir: ltr, {string(written)})];"


def with_addresses(text: str, marks: Marks) -> str:
    """Words; bare addresses among them can be followed, and the groups of a telephone number keep
    their order in Arabic."""
    parts = []
    for index, piece in enumerate(inline.FROM_THE_LEFT.split(text)):
        if index % 2 == 0:
            parts.append(words(marks.set(piece)))
            continue
        marks.skip()
        bare = f"#text(dir: ltr, {string(piece)});"
        parts.append(address(piece) if rules.SCHEME.match(piece) else bare)
    return "".join(parts)


class Around(NamedTuple):
    """What a line must know: its chapter, where that one's relative links lead ("slug#anchor"),
    the places there are, the footnote of a name, and whether it is printed (an address behind
    words is then written out)."""

    chapter: str
    links: Mapping[str, str]
    places: set[str]
    footnote: Callable[[str], str]
    printed: bool


class Opened(NamedTuple):
    """A link that is open: what closes it, and the address to write out behind it."""

    closing: str
    told: str


class Line:
    """One run of inline tokens, written."""

    def __init__(self, around: Around, language: str, *, in_note: bool) -> None:
        self.around = around
        self.marks = Marks(language)
        # A number behind "2000." would join it and stand on its wrong side; and behind a mark
        # that turns the direction, it would begin a line.
        self.turn = '#"\\u{200f}\\u{2060}";' if tongue(language).rtl else ""
        self.in_note = in_note
        self.links: list[Opened] = []
        self.late = ""  # footnotes called inside a link stand behind it
        self.wide = False  # the line before a line end ended with a Chinese sign

    def write(self, tokens: Sequence[Token]) -> str:
        """The tokens in markup."""
        ways: dict[str, Callable[[Token], str]] = {
            "text": self.text,
            "text_special": self.text,
            "hardbreak": self.hardbreak,
            "code_inline": self.code,
            "em_open": lambda _token: "#emph[",
            "strong_open": lambda _token: "#strong[",
            "em_close": lambda _token: "];",
            "strong_close": lambda _token: "];",
            "link_close": lambda _token: self.close(),
            "image": lambda token: words(self.marks.set(inline.plain(token.children or []))),
            "footnote_ref": self.call,
        }
        parts = []
        for index, token in enumerate(tokens):
            if token.type == "softbreak":
                parts.append(self.softbreak(tokens, index))
            elif token.type == "link_open":
                parts.append(self.open(token, tokens[index + 1 :]))
            elif token.type in ways:
                parts.append(ways[token.type](token))
        return "".join(parts)

    def text(self, token: Token) -> str:
        if self.links:
            return words(self.marks.set(token.content))
        return with_addresses(token.content, self.marks)

    def softbreak(self, tokens: Sequence[Token], index: int) -> str:
        """A space, except between Chinese signs."""
        before = tokens[index - 1].content[-1:] if index else ""
        after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
        if before > "\u2e7f" and after > "\u2e7f":
            return ""
        return words(self.marks.set(" "))

    def hardbreak(self, _token: Token) -> str:
        self.marks.set(" ")
        return "#linebreak();"

    def code(self, token: Token) -> str:
        self.marks.skip()
        return f"#raw({string(token.content)});"

    def call(self, token: Token) -> str:
        called = self.turn + self.around.footnote(str(token.meta["label"]))
        if self.links:
            self.late += called
            return ""
        return called

    def open(self, token: Token, behind: Sequence[Token]) -> str:
        target = str(token.attrs.get("href", ""))
        if not rules.is_allowed_link(target):
            self.links.append(Opened("", ""))
            return ""
        if rules.SCHEME.match(target):
            until = next((i for i, t in enumerate(behind) if t.type == "link_close"), 0)
            said = inline.plain(behind[:until]).strip()
            bare = target.removeprefix("mailto:")
            plain = not self.around.printed or bare in said or said in bare
            self.links.append(Opened("];", "" if plain else bare))
            return f"#link({string(target)})["
        place = self.place(target)
        self.links.append(Opened("];" if place else "", ""))
        return f"#link(label({string(place)}))[" if place else ""

    def place(self, target: str) -> str:
        """Where a link within the book leads, "" when it is not in this one."""
        if target.startswith("#"):
            slug, anchor = self.around.chapter, target[1:]
        else:
            slug, _hash, anchor = self.around.links.get(target, "").partition("#")
        for place in (label(slug, anchor), label(slug, "")):
            if slug and place in self.around.places:
                return place
        return ""

    def close(self) -> str:
        opened = self.links.pop() if self.links else Opened("", "")
        behind = ""
        if opened.told and self.in_note:
            behind = f'#" (";{address(opened.told)}#")";'
        elif opened.told:
            behind = f"{self.turn}#footnote[{address(opened.told)}];"
        late = "" if self.links else self.late
        self.late = self.late if self.links else ""
        return opened.closing + behind + late
