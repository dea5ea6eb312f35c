"""Putting words into slices, so that nothing else of a file moves."""

import json
import re
from collections.abc import Mapping

from . import rules
from .tree import Document, Kind, Segment, folded

# What would begin another block at the start of a line, and where to put the backslash.
OPENER = re.compile(
    r"(?:\d{1,9}(?=[.)](?:[ \t]|$))"  # 1.  1)
    r"|(?=[-+*](?:[ \t]|$)|\#{1,6}(?:[ \t]|$)|>|`{3}|~{3}|:{3}"
    r"|(?:[-*_][ \t]*){3,}$|=+[ \t]*$|-+[ \t]*$|[|:-][-:| \t]*$"
    r"|\[\^[^\] ]+\]:|\[[ xX]\][ \t]))"
)
DEFINITION = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:", re.DOTALL)
MARKS = re.compile(r"([\\`*_\[\]<>&!\"'(){}#])")


def tidy(words: str) -> str:
    """Words as they may be kept: one kind of line end, no empty line, no space around."""
    words = re.sub(r"\r\n?", "\n", words).replace("\0", "\ufffd")
    lines = (line.lstrip(" \t") for line in words.split("\n"))
    return "\n".join(line for line in lines if line.strip(" \t")).strip()


def _guarded(line: str) -> str:
    """A line that begins nothing but text."""
    found = OPENER.match(line)
    return f"{line[: found.end()]}\\{line[found.end() :]}" if found else line


def _undefined(words: str) -> str:
    """Words that do not define where a link goes."""
    return "\\" + words if DEFINITION.match(words) else words


def _one_line(words: str) -> str:
    """Words on one line; a hard line break becomes a space."""
    return re.sub(r"[ \t]*\\?\n", " ", words).strip()


def _with_odd_end_closed(words: str) -> str:
    """Words whose last backslash does not escape what comes after them."""
    slashes = len(words) - len(words.rstrip("\\"))
    return words + "\\" if slashes % 2 else words


def _has_lone_backtick(words: str) -> bool:
    """Whether a code span begins that does not end: it would reach for what stands behind."""
    tokens = rules.inline(words, references={}, footnotes=frozenset())
    return any(token.type == "text" and "`" in token.content for token in tokens)


def _escaped(words: str) -> str:
    """Words in which nothing is a mark."""
    return MARKS.sub(r"\\\1", words)


def _alt(words: str) -> str:
    """Words between the brackets of an image; all its marks escaped where they would end it."""
    words = _with_odd_end_closed(_one_line(words))
    tokens = rules.inline(f"![{words}](x)", references={}, footnotes=frozenset())
    kept = len(tokens) == 1 and tokens[0].type == "image" and tokens[0].attrs.get("src") == "x"
    return words if kept and not _has_lone_backtick(words) else _escaped(words)


def _caption(words: str, quote: str, before: str) -> str:
    """Words between the quotes of an image's title; `before` is its line up to them."""
    words = _with_odd_end_closed(_one_line(words))
    words = re.sub(rf"(?<!\\)((?:\\\\)*){quote}", rf"\1\\{quote}", words)
    made = f"![x](x {quote}{words}{quote})"
    tokens = rules.inline(made, references={}, footnotes=frozenset())
    kept = len(tokens) == 1 and tokens[0].type == "image" and "title" in tokens[0].attrs
    if "`" in words and ("`" in before or _has_lone_backtick(words)):
        kept = False
    return words if kept else _escaped(words)


def _heading(words: str) -> str:
    """Words behind number signs: no closing signs and no id of their own."""
    words = _one_line(words)
    if words.endswith("#"):
        words = words[:-1] + "\\#"
    return re.sub(r"\{(?=[ \t]*#[\w.:-]+[ \t]*\}$)", r"\\{", words)


def _cell(words: str, before: str, after: str) -> str:
    """Words in a cell; `before` and `after` are the rest of its line."""
    words = _one_line(words)
    if words.endswith("\\"):
        words += " "
    said = (words if "|" in before else _guarded(words)).replace("|", "\\|")
    # A head of one column is one by its only pipe, which the old words may have held.
    return said if "|" in before + said + after else f"|{said}"


def _lines(words: str, segment: Segment, newline: str) -> str:
    """Words of a paragraph, each further line behind its prefix."""
    lines = _undefined(words).split("\n")
    return (newline + segment.prefix).join(map(_guarded, lines))


def _newline(source: str) -> str:
    """The line end a file uses."""
    return next((end for end in ("\r\n", "\n", "\r") if end in source), "\n")


def slice_for(document: Document, segment: Segment, words: str) -> str:  # noqa: PLR0911  (a table of kinds)
    """The slice that says `words` in the place of a segment.

    The slice as it is, to the byte, when the words are the segment's own.
    """
    source = document.source
    own = source[segment.start : segment.end]
    words = tidy(words)
    if not words or words == tidy(segment.text):
        return own
    start_of_line = max(source.rfind("\n", 0, segment.start), source.rfind("\r", 0, segment.start))
    before = source[start_of_line + 1 : segment.start]
    match segment.kind:
        case Kind.TITLE | Kind.SUMMARY:
            # JSON's strings are YAML's; a value of several lines owns its last line end.
            end = own[len(own.rstrip("\r\n")) :]
            return json.dumps(folded(words), ensure_ascii=False) + end
        case Kind.ALT:
            return _alt(words)
        case Kind.CAPTION:
            return _caption(words, source[segment.end], before)
        case Kind.LABEL:
            return _one_line(words)
        case Kind.HEADING if before.rstrip(" \t").endswith("#"):
            return _heading(words)
        case Kind.HEADING:
            # Over an underline, a line with a single column would be a table's head.
            return _guarded(_undefined(_heading(words))).replace("|", "&#124;")
        case Kind.CELL | Kind.HEAD_CELL:
            return _cell(words, before, re.split(r"[\r\n]", source[segment.end :], maxsplit=1)[0])
        case _:
            return _lines(words, segment, _newline(source))


def weave(document: Document, words: Mapping[int, str]) -> str:
    """The file with some segments, by position, saying other words; all else stays to the byte."""
    source, parts, at = document.source, [], 0
    for segment in document.segments:
        if segment.position in words:
            parts.append(source[at : segment.start])
            parts.append(slice_for(document, segment, words[segment.position]))
            at = segment.end
    parts.append(source[at:])
    return "".join(parts)
