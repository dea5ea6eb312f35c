"""A few lines of a found text around the words, marked."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from amparo.ground.search.models import Document
from amparo.ground.search.models.words import SPACELESS, fold, primary, terms

from .questions import asked

LENGTH = 240  # characters
_LOOKED_AT = 60_000  # characters of a body; the words of a longer one may stand further down
_WORD = re.compile(f"[{SPACELESS}]|(?:(?![{SPACELESS}])\\w)[\\w\\u0300-\\u036f\\u0640-\\u0670]*")
_SIGN = re.compile(f"[{SPACELESS}]")


class _Match(NamedTuple):
    start: int
    end: int
    term: str


def excerpt(document: Document, words: str) -> SafeString:
    """The passage of the body that holds most of the words, as safe HTML with `<mark>`.

    At most about 240 characters, cut between words; the beginning when only the title matched.
    """
    body = document.body[:_LOOKED_AT]
    language = primary(document.language)
    sought: set[str] = set()
    for slot in asked(words, None):
        sought.update(slot.words, *slot.phrases, filter(None, [slot.sign]))
    matches = list(_matches(body, language, sought))
    start, end = _window(body, matches)
    parts = ["… " if start else ""]
    at = start
    for match in matches:
        if start <= match.start and match.end <= end:
            parts += [escape(body[at : match.start]), "<mark>"]
            parts += [escape(body[match.start : match.end]), "</mark>"]
            at = match.end
    parts += [escape(body[at:end].rstrip()), " …" if end < len(document.body.rstrip()) else ""]
    return mark_safe("".join(parts))


def _matches(body: str, language: str, sought: set[str]) -> Iterator[_Match]:
    """Each stretch of the body that is one of the terms; neighbouring signs become one stretch."""
    known: dict[str, str] = {}
    last: _Match | None = None
    for word in _WORD.finditer(body):
        text = word.group()
        if _SIGN.match(text):
            pair = fold(body[word.start() : word.start() + 2])
            term = next((one for one in (pair, fold(text)) if one in sought), "")
            end = word.start() + len(term)
        else:
            if text not in known:
                known[text] = next((t for t in terms(fold(text), language) if t in sought), "")
            term, end = known[text], word.end()
        if not term:
            continue
        if last and word.start() <= last.end and _SIGN.match(text):
            last = _Match(last.start, max(end, last.end), last.term)
            continue
        if last:
            yield last
        last = _Match(word.start(), end, term)
    if last:
        yield last


def _window(body: str, matches: list[_Match]) -> tuple[int, int]:
    """Where to cut: the first stretch of LENGTH that holds the most different terms."""
    if len(body) <= LENGTH:
        return 0, len(body)
    best, start = 0, 0
    right = 0
    for left, match in enumerate(matches):
        while right < len(matches) and matches[right].end - match.start <= LENGTH * 3 // 4:
            right += 1
        different = len({one.term for one in matches[left : max(right, left + 1)]})
        if different > best:
            best, start = different, match.start
    start = max(start - LENGTH // 8, 0)
    end = min(start + LENGTH, len(body))
    return _between_words(body, start, -1), _between_words(body, end, 1)


def _between_words(body: str, at: int, step: int) -> int:
    """The nearest place from here, in this direction, that cuts no word (24 characters at most)."""
    for _ in range(24):
        if at <= 0 or at >= len(body):
            break
        before, after = body[at - 1], body[at]
        if before.isspace() or after.isspace() or _SIGN.match(after) or _SIGN.match(before):
            break
        at += step
    return min(max(at, 0), len(body))
