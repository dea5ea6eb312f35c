"""The desk of one language: segments beside their translations, and one segment with all help."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from amparo.ground.texts import queries
from amparo.ground.texts.forms import Asked, Posted, asked, number, posted
from amparo.ground.texts.queries import ChapterLine, Row, Show
from amparo.ground.texts.queries.history import around, history

from .fields import Field, fields_of
from .opened import Desk, desk, together
from .posting import Outcome, carry_out

PER_PAGE = 15


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, project: int, tag: str, text: int = 0) -> HttpResponse:
    """A page of segments, of one chapter or of all; saved one by one or together."""
    found = desk(request, project, tag)
    question = asked(request.GET)
    given, outcome = None, None
    if request.method == "POST":
        given = posted(request.POST)
        outcome = carry_out(found.project, found.language, given, by=found.by)
        if _wants_json(request):
            return _told(request, found, given, outcome)
        if not outcome.problems:
            return _onward(found, given, outcome, question, here=_address(found, text))
    chapters = queries.chapters_of(found.project, found.language)
    chapter = next((line for line in chapters if line.text.pk == text), None)
    if text and chapter is None:
        raise Http404
    return _list_page(request, found, question, chapters, chapter, given=given, outcome=outcome)


@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: HttpRequest, project: int, tag: str, segment: int) -> HttpResponse:
    """One segment with everything that helps to translate it."""
    found = desk(request, project, tag)
    question = asked(request.GET, Show.UNTRANSLATED)
    row = queries.row(found.project, found.language, segment)
    if row is None:
        raise Http404
    given, outcome = None, None
    if request.method == "POST":
        given = posted(request.POST)
        outcome = carry_out(found.project, found.language, given, by=found.by)
        if _wants_json(request):
            return _told(request, found, given, outcome)
        if not outcome.problems:
            here = reverse("texts:segment", args=[found.project.pk, found.language, segment])
            return _onward(found, given, outcome, question, here=here, at=segment)
        row = queries.row(found.project, found.language, segment) or row
    return _segment_page(request, found, question, row, given=given, outcome=outcome)


@require_safe
def onward(request: HttpRequest, project: int, tag: str) -> HttpResponse:
    """To the next segment where there is something to do, from the beginning again at the end."""
    found = desk(request, project, tag)
    question = asked(request.GET, Show.UNTRANSLATED)
    return _next(found, question.show, question.after)


def _next(found: Desk, show: Show, after: int) -> HttpResponseRedirect:
    row = queries.next_row(found.project, found.language, after or None, show)
    if row is None and after:
        row = queries.next_row(found.project, found.language, None, show)
    if row is None:
        done = reverse("texts:language", args=[found.project.pk, found.language])
        return HttpResponseRedirect(f"{done}?done={show.value}")
    place = reverse("texts:segment", args=[found.project.pk, found.language, row.segment.pk])
    return HttpResponseRedirect(f"{place}?show={show.value}")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _told(request: HttpRequest, found: Desk, given: Posted, outcome: Outcome) -> JsonResponse:
    """What the script of the page puts in place of what stands beside each field."""
    touched = dict.fromkeys([*given.rows, *given.take, *outcome.judged, given.fresh])
    rows = [row for one in touched if (row := queries.row(found.project, found.language, one))]
    return JsonResponse(
        {
            "said": outcome.words,
            "rows": {
                str(field.pk): {
                    "seen": field.row.seen,
                    "words": field.row.words,
                    "bad": field.problem is not None,
                    "severity": field.row.severity or "",
                    "after": render_to_string(
                        "texts/after.html", {"field": field, "desk": found}, request
                    ),
                }
                for field in fields_of(rows, found.language, outcome=outcome)
            },
        },
        status=409 if outcome.problems else 200,
    )


def _onward(
    found: Desk, given: Posted, outcome: Outcome, question: Asked, *, here: str, at: int = 0
) -> HttpResponse:
    """Where somebody goes when all went well: where the button said, else back to the page."""
    then, _dash, rest = given.then.partition("-")
    if then == "next":
        return _next(found, question.show, at or number(rest))
    if then == "open" and number(rest):
        place = reverse("texts:segment", args=[found.project.pk, found.language, number(rest)])
        return redirect(f"{place}?show={question.show.value}")
    asking = (
        []
        if question.show == (Show.UNTRANSLATED if at else Show.ALL)
        else [f"show={question.show.value}"]
    )
    # Under a filter, what was saved leaves the page and what follows moves up.
    page = number(rest) if then == "page" else question.page
    if page > 1 and (question.show in {Show.ALL, Show.COMMENTED} or not outcome.saved):
        asking.append(f"page={page}")
    asking.append(f"saved={len(outcome.saved)}-{len(outcome.judged)}-{len(outcome.commented)}")
    fragment = f"#s{number(rest)}" if then == "stay" and number(rest) else ""
    return redirect(f"{here}?{'&'.join(asking)}{fragment}")


def _said(request: HttpRequest, outcome: Outcome | None) -> str:
    """The line about what was just done."""
    if outcome is not None:
        return outcome.words
    done = [[0] if number(one) else [] for one in request.GET.get("saved", "").split("-")]
    if len(done) != 3:
        return ""
    return Outcome(saved=done[0], judged=done[1], commented=done[2]).words


def _address(found: Desk, text: int) -> str:
    if text:
        return reverse("texts:chapter", args=[found.project.pk, found.language, text])
    return reverse("texts:words", args=[found.project.pk, found.language])


def _list_page(
    request: HttpRequest,
    found: Desk,
    question: Asked,
    chapters: list[ChapterLine],
    chapter: ChapterLine | None,
    *,
    given: Posted | None = None,
    outcome: Outcome | None = None,
) -> HttpResponse:
    text = chapter.text if chapter else None
    shown = queries.rows(
        found.project,
        found.language,
        text=text,
        show=question.show,
        page=question.page,
        per_page=PER_PAGE,
    )
    items: list[Row] = shown.items
    if given is not None:  # the very rows that came back, also those a filter lets go now
        again = (queries.row(found.project, found.language, one) for one in given.rows)
        items = [row for row in again if row is not None]
    place = _address(found, text.pk if text else 0)
    standing = chapter.standing if chapter else together(chapters)
    context: dict[str, Any] = {
        "desk": found,
        "chapter": chapter,
        "chapters": chapters,
        "fields": fields_of(items, found.language, given=given, outcome=outcome),
        "rows": shown,
        "show": question.show,
        "query": question.query,
        "filters": [
            (show, count, place + ("" if show == Show.ALL else f"?show={show.value}"))
            for show, count in (
                (Show.ALL, standing.total),
                (Show.UNTRANSLATED, standing.total - standing.translated),
                (Show.STALE, standing.stale),
                (Show.UNREVIEWED, standing.translated - standing.reviewed),
                (Show.UNAPPROVED, standing.translated - standing.approved),
                (Show.COMMENTED, None),
            )
        ],
        "standing": standing,
        "here": place,
        "said": _said(request, outcome),
        "wrong": outcome is not None,
    }
    return render(request, "texts/words.html", context, status=409 if outcome else 200)


def _unsent(segment: int, given: Posted | None, outcome: Outcome | None) -> str:
    """A comment that could not be kept stays in its field."""
    if given is None or outcome is None or segment in outcome.commented:
        return ""
    return given.comments.get(segment, ("", False))[0]


def _segment_page(
    request: HttpRequest,
    found: Desk,
    question: Asked,
    row: Row,
    *,
    given: Posted | None,
    outcome: Outcome | None,
) -> HttpResponse:
    field: Field = fields_of([row], found.language, given=given, outcome=outcome)[0]
    before, after = around(row.segment)
    context: dict[str, Any] = {
        "desk": found,
        "field": field,
        "before": before,
        "after": after,
        "show": question.show,
        "left": together(queries.chapters_of(found.project, found.language)).words_left,
        "suggestions": queries.suggestions(found.project, row.segment, found.language),
        "terms": queries.terms_in(row.source, row.source_language, found.language),
        "comments": queries.comments(row.segment, found.language),
        "history": history(row.segment, found.language),
        "unsent": _unsent(field.pk, given, outcome),
        "said": _said(request, outcome),
        "wrong": outcome is not None,
    }
    return render(request, "texts/segment.html", context, status=409 if outcome else 200)
