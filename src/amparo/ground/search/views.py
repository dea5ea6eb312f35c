"""The page of results."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.ground.identity.queries import reader, search_keys
from amparo.ground.vocabulary.queries import themes

from . import queries
from .forms import Asked
from .models import Document
from .models.index import Head
from .models.words import primary


@dataclass(frozen=True)
class Link:
    """One language of a text, and its address."""

    language: str
    title: str
    url: str


@dataclass(frozen=True)
class Row:
    """A found text as it is shown; `found_in` is the translation that held the words."""

    shown: Link
    kind: str
    excerpt: SafeString
    excerpt_language: str
    found_in: Link | None
    others: tuple[Link, ...]


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Texts with the words in `q` that this reader may see."""
    asked = Asked.read(request.GET)
    keys = search_keys(reader(request))
    named = queries.kinds()
    chosen = primary(asked.language) if asked.language else ""
    kept = {"kind": asked.kind or None, "theme": asked.theme or None}
    shown = {"asked": asked, "kinds": named, "themes": themes(), "missing": False}
    try:
        counts = queries.languages(keys, asked.words, **kept)
        if chosen:
            counts.setdefault(chosen, 0)
        found = queries.find(
            keys,
            asked.words,
            language=asked.language or None,
            prefer=get_language() or settings.LANGUAGE_CODE,
            page=asked.page,
            **kept,
        )
    except queries.IndexMissingError:
        shown["missing"] = True
    else:
        shown |= {
            "found": found,
            "rows": [_row(hit, asked.words, named) for hit in found.hits],
            "counts": sorted(counts.items(), key=lambda count: (-count[1], count[0])),
            "chosen": chosen,
            "first": asked.address(1),
            "everywhere": Asked(asked.words).address(1),
            "before": asked.address(asked.page - 1) if asked.page > 1 else "",
            "after": asked.address(asked.page + 1)
            if found.total > asked.page * queries.PAGE
            else "",
        }
    response = render(request, "search/results.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def _row(hit: queries.Hit, words: str, named: dict[str, str]) -> Row:
    """A hit with its passage, its addresses and its kind in words."""
    return Row(
        shown=_link(hit.shown),
        kind=str(named.get(hit.shown.kind, "")),
        excerpt=queries.excerpt(hit.matched, words),
        excerpt_language=hit.matched.language,
        found_in=None if hit.matched == hit.shown else _link(hit.matched),
        others=tuple(_link(other) for other in hit.others),
    )


def _link(document: Document | Head) -> Link:
    """Where a document is read: under its own language if pages are written in it, else ours."""
    tag = document.language.lower()
    if tag not in dict(settings.LANGUAGES):
        tag = get_language() or settings.LANGUAGE_CODE
    return Link(document.language, document.title, f"/{tag}/{document.path}")
