"""The library, a publication, a chapter."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.capacity.press import queries
from amparo.capacity.press.forms import SORTS, asked
from amparo.capacity.press.models import Build, Edition, EditionLanguage, Figure, State, Who
from amparo.capacity.press.queries.reading import (
    Line,
    Part,
    origin_notice,
    resolver,
    turns,
)
from amparo.ground.identity.queries import reader
from amparo.ground.interface.keeping import alike
from amparo.ground.texts import queries as texts
from amparo.ground.vocabulary import queries as vocabulary

from .giving import offer
from .opened import Opened, opened

MOST_LINES = 100
MOST_BESIDE = 40


class Item(NamedTuple):
    """A publication on the shelf, as one reader sees it."""

    edition: Edition
    url: str
    title: str
    language: str
    direction: str
    summary: str
    summary_language: str


class Tongue(NamedTuple):
    """A language a publication can be read in: where, how far it has come, and its file."""

    standing: EditionLanguage
    url: str
    one_file: Build | None
    file_url: str
    take_url: str
    is_here: bool
    is_source: bool


@require_safe
@login_not_required
@alike
def library(request: HttpRequest) -> HttpResponse:
    """Everything there is to read."""
    here = get_language() or "en"
    wanted = asked(request.GET)
    shelf = queries.shelf(
        reader(request),
        language=wanted.language,
        theme=wanted.theme,
        who=wanted.who,
        sort=wanted.sort,
        page=wanted.page,
        shown_in=here,
    )
    return render(
        request,
        "press/library.html",
        {
            "shelf": shelf,
            "items": [_item(edition, here) for edition in shelf.items],
            "asked": wanted,
            "sorts": SORTS,
            "before": _page_url(request, shelf.page - 1) if shelf.page > 1 else "",
            "after": _page_url(request, shelf.page + 1) if shelf.page < shelf.pages else "",
            "released": State.RELEASED,
            "has_desk": queries.has_desk(reader(request)),
        },
    )


def _page_url(request: HttpRequest, page: int) -> str:
    asking = request.GET.copy()
    asking["page"] = str(page)
    return f"?{asking.urlencode()}"


def _item(edition: Edition, here: str) -> Item:
    title, language = edition.title(here)
    summary, summary_language = edition.summary(here)
    return Item(
        edition,
        reverse("press:publication", args=[edition.publication.slug]),
        title,
        language,
        str(vocabulary.direction(language)),
        summary,
        summary_language,
    )


@require_safe
@login_not_required
@alike
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """What one publication is, for whom, what is in it, and in which languages."""
    book = opened(request, slug)
    edition = book.edition
    wanted = asked(request.GET)
    listed = queries.contents(edition, book.language, suffix=book.suffix)
    pages = max(1, -(-len(listed.lines) // MOST_LINES))
    page = min(max(1, wanted.page), pages)
    shown = queries.with_summaries(
        listed.lines[(page - 1) * MOST_LINES : page * MOST_LINES], released=edition.is_given_out
    )
    parts = [
        Part(part.name, part.language, kept)
        for part in listed.parts
        if (kept := [shown[line.url] for line in part.lines if line.url in shown])
    ]
    return render(
        request,
        "press/publication.html",
        {
            **_told(book),
            "tongues": _tongues(book),
            "parts": parts,
            "first": listed.lines[0] if listed.lines else None,
            "take": book.url("take"),
            "themes": sorted(edition.publication.themes.all(), key=lambda theme: theme.order),
            "audience": [Who(row.who).label for row in edition.publication.audiences.all()],
            "before": _page_url(request, page - 1) if page > 1 else "",
            "after": _page_url(request, page + 1) if page < pages else "",
            "has_desk": queries.has_desk(reader(request)),
        },
    )


def _told(book: Opened, text_ids: list[int] | None = None) -> dict[str, Any]:
    """What every page of a publication says of it; `text_ids` are the texts on this page."""
    title, title_language = book.edition.title(book.wanted)
    summary, summary_language = book.edition.summary(book.wanted)
    origin, origin_language = origin_notice(book.edition, book.language, book.wanted)
    told = queries.told(book.edition, book.language, text_ids)
    if told.reviewer and not book.edition.origin(book.language):
        origin = ""
    source = book.edition.publication.source_language
    notice = queries.amendment(book.edition.publication)
    urgent, urgent_language = (
        queries.amendment_words(notice, book.wanted, source) if notice else ("", "")
    )
    return {
        "told": told,
        "urgent": urgent,
        "urgent_language": urgent_language,
        "urgent_at": notice.at if notice else None,
        "book": book,
        "edition": book.edition,
        "title": title,
        "title_language": title_language,
        "summary": summary,
        "summary_language": summary_language,
        "origin": origin,
        "origin_language": origin_language,
        "not_in_your_language": _speaks_otherwise(book),
        "wanted": vocabulary.name_in_text(book.here, book.here),
        "language_name": vocabulary.name_in_text(book.language, book.here),
        "source_name": vocabulary.name_in_text(book.edition.publication.source_language, book.here),
    }


def _speaks_otherwise(book: Opened) -> bool:
    """Whether the reader gets another language than the page's, without having asked for it."""
    same = book.language.split("-")[0] == book.here.split("-")[0]
    return book.language == book.default and not same


def _tongues(book: Opened) -> list[Tongue]:
    made = queries.offered_as(book.edition, "html")
    return [
        Tongue(
            row,
            book.url("publication", language=row.language),
            made.get(row.language),
            offer(made[row.language]).url if row.language in made else "",
            book.url("take", language=row.language),
            row.language == book.language,
            row.language == book.edition.publication.source_language,
        )
        for row in book.edition.languages.all()
    ]


@require_safe
@login_not_required
@alike
def chapter(request: HttpRequest, slug: str, chapter: str, page: int = 1) -> HttpResponse:
    """One page of one chapter. `?at=anchor` leads to the page on which that anchor stands."""
    book = opened(request, slug)
    row = queries.chapter(book.edition, chapter)
    if row is None:
        raise Http404

    def page_url(number: int) -> str:
        if number == 1:
            return book.url("chapter", chapter)
        return book.url("chapter_page", chapter, number)

    released = book.edition.is_given_out
    anchor = request.GET.get("at", "")[:200]
    if anchor:
        found = texts.page_of(row.text, book.language, anchor, released=released)
        return redirect(page_url(found or 1) + f"#{anchor}")
    if page == 1 and request.resolver_match and request.resolver_match.url_name != "chapter":
        return redirect(page_url(1))
    surroundings = resolver(
        book.edition, book.language, figure=_figure_of(book), link=_link_to(book)
    )(row, page_url)
    try:
        shown = texts.page(
            row.text, book.language, page, surroundings=surroundings, released=released
        )
    except texts.NoSuchPage as error:
        raise Http404 from error
    lines = queries.contents(book.edition, book.language, suffix=book.suffix).lines
    before, after = turns(lines, row, shown.number, shown.of, page_url)
    title, title_language = row.title(book.language, book.edition.publication.source_language)
    standing = (
        texts.standing([row.text], book.language, released=released) if shown.fallback else None
    )
    spoken = texts.languages([row.text_id], released=released).get(row.text_id, set())
    return render(
        request,
        "press/chapter.html",
        {
            **_told(book, [row.text_id]),
            "chapter": row,
            "chapter_title": title,
            "chapter_title_language": title_language,
            "shown": shown,
            "direction": str(vocabulary.direction(shown.shown_language)),
            "segments": standing.total if standing else 0,
            "beside": beside(lines, row.pk),
            "outline": [line for line in shown.outline if line.page == shown.number],
            "before": before,
            "after": after,
            "offers": [
                offer(build)
                for build in queries.offered(book.edition, book.language, chapter=row.slug)
            ],
            "others": [
                (other, book.url("chapter", chapter, language=other.language))
                for other in book.edition.languages.all()
                if other.language != book.language
                and (other.language in spoken or _is_source(book, other.language))
            ],
        },
    )


def _is_source(book: Opened, language: str) -> bool:
    return language == book.edition.publication.source_language


def _figure_of(book: Opened) -> Any:
    def figure(row: Figure) -> texts.Figure:
        return texts.Figure(book.file_url("figure", row.name), row.size)

    return figure


def _link_to(book: Opened) -> Any:
    def link(row: Any, anchor: str) -> str:
        url = book.url("chapter", row.slug)
        if not anchor:
            return url
        return f"{url}{'&' if '?' in url else '?'}at={anchor}#{anchor}"

    return link


def beside(lines: list[Line], here: int) -> list[Line]:
    """The contents beside a chapter: all of them, or those around it where they are many."""
    if len(lines) <= MOST_BESIDE:
        return lines
    place = next(place for place, line in enumerate(lines) if line.chapter.pk == here)
    start = max(0, min(place - MOST_BESIDE // 2, len(lines) - MOST_BESIDE))
    return lines[start : start + MOST_BESIDE]
