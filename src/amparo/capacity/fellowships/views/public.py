"""What everybody sees of fellowships: calls, one call, a round's figures, fellows who agreed."""

import zoneinfo
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.capacity.fellowships import queries
from amparo.capacity.fellowships.models import Call
from amparo.capacity.fellowships.queries.public import described, report_of, words_in
from amparo.ground.questions import queries as questions
from amparo.ground.vault import queries as vault
from amparo.ground.vocabulary.queries import own_name


def _language() -> str:
    return get_language() or "en"


def call_context(row: Call) -> dict[str, Any]:
    """What a call's page shows, in the page's language."""
    language = _language()
    shape = questions.form(row.form)
    asked = shape.questions if shape else ()
    stands = queries.standing(row)
    return {
        "call": row,
        "name": words_in(row.names, language),
        "programme": words_in(row.programme.names, language),
        "programme_about": words_in(row.programme.about, language),
        "about": words_in(row.about, language),
        "reads": words_in(row.reads, language),
        "written_in": [own_name(tag) for tag in row.languages],
        "criteria": [
            (words_in(one.names, language), words_in(one.about, language), one)
            for one in row.criteria.all()
        ],
        "asked": [one.words(language).label for one in asked],
        "panel_reads": [one.words(language).label for one in asked if one.key in row.blind],
        "standing": stands,
        "zone": zoneinfo.ZoneInfo(row.time_zone),
        "extensions": [(words_in(one.reason, language), one) for one in stands.extensions],
        "left": row.closes_at - timezone.now(),
        "readable": vault.usable_epoch(row.pk) is not None,
    }


@require_safe
@login_not_required
def calls(request: HttpRequest) -> HttpResponse:
    """Calls that are open or will be, and rounds that are over."""
    language = _language()

    def told(rows: Any) -> list[dict[str, Any]]:
        return [
            {
                "call": row,
                "name": words_in(row.names, language),
                "programme": words_in(row.programme.names, language),
                "standing": queries.standing(row),
                "zone": zoneinfo.ZoneInfo(row.time_zone),
                "report": report_of(row) is not None,
            }
            for row in rows
        ]

    context = {"open": told(queries.calls_open()), "past": told(queries.calls_past())}
    return render(request, "fellowships/list.html", context | {"fellows": bool(described())})


@require_safe
@login_not_required
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: for whom, until when, who reads what, how it is judged, and the ways to apply."""
    row = queries.call(slug)
    if row is None:
        raise Http404
    return render(request, "fellowships/call.html", call_context(row))


@require_safe
@login_not_required
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """What the organisation tells of a round; not there before it was released."""
    row = queries.call(slug)
    told = report_of(row) if row else None
    if row is None or told is None:
        raise Http404
    language = _language()
    context = {
        "call": row,
        "name": words_in(row.names, language),
        "report": told,
        "words": words_in(told.words, language),
        "stages": told.stages(),
        "balance": told.balance(language),
        "criteria": [(words_in(one.names, language), one) for one in row.criteria.all()],
    }
    return render(request, "fellowships/report.html", context)


@require_safe
@login_not_required
def fellows(request: HttpRequest) -> HttpResponse:
    """Fellows who agreed to be described here, by year."""
    language = _language()
    rows = [(row, words_in(row.words, language)) for row in described()]
    return render(request, "fellowships/fellows.html", {"fellows": rows})


patterns = [
    path("fellowships/", calls, name="list"),
    path("fellowships/fellows/", fellows, name="fellows"),
]
# After every other address under fellowships/: a slug may be any word.
last = [
    path("fellowships/<slug:slug>/", call, name="call"),
    path("fellowships/<slug:slug>/report/", report, name="report"),
]
