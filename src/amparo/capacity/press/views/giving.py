"""What can be taken away, whether a copy is still current, and how to check where it is from."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request, override
from django.views.decorators.http import require_safe

from amparo.capacity.press import queries
from amparo.capacity.press.models import Build, Format
from amparo.ground.identity.queries import reader
from amparo.ground.vocabulary import queries as vocabulary

from .opened import opened


class Offer(NamedTuple):
    """A file as it is offered: where it is, and where its signature is ("" for none)."""

    build: Build
    name: str
    label: str
    url: str
    signature: str


class Given(NamedTuple):
    """A language in which the whole library can be taken."""

    language: str
    offers: list[Offer]


def offer(build: Build) -> Offer:
    """A file with its addresses."""
    name = queries.file_name(build)
    where: list[Any] = [build.language, name]
    route = "press:library_file"
    if build.publication is not None:
        where.insert(0, build.publication.slug)
        route = "press:file"
    url = reverse(route, args=where)
    return Offer(
        build,
        name,
        str(Format(build.format).label),
        url,
        f"{url}.minisig" if build.signature else "",
    )


def is_phone(request: HttpRequest) -> bool:
    """Whether what asks says that it is a phone. Nothing of it is kept."""
    hint = request.headers.get("Sec-CH-UA-Mobile", "")
    return hint == "?1" or "Mobi" in request.headers.get("User-Agent", "")


@require_safe
@login_not_required
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Every file of a publication in one language, what suits the device that asks first."""
    book = opened(request, slug)
    builds = queries.offered(book.edition, book.language)
    title, title_language = book.edition.title(book.wanted)
    response = render(
        request,
        "press/take.html",
        {
            "book": book,
            "title": title,
            "title_language": title_language,
            "phone": is_phone(request),
            "offers": [offer(row) for row in queries.sorted_for(builds, phone=is_phone(request))],
            "others": [
                (row, book.url("take", language=row.language))
                for row in book.edition.languages.all()
                if row.language != book.language
            ],
        },
    )
    return _for_this_device(response)


@require_safe
@login_not_required
def take_library(request: HttpRequest) -> HttpResponse:
    """The whole library as one file a language, feeds, and the key."""
    here = get_language() or "en"
    by_language: dict[str, list[Offer]] = {}
    for build in queries.offered_library():
        by_language.setdefault(build.language, []).append(offer(build))
    given = [Given(tag, offers) for tag, offers in by_language.items()]
    given.sort(key=lambda one: (one.language.split("-")[0] != here.split("-")[0], one.language))
    return render(
        request,
        "press/take_library.html",
        {
            "given": given,
            "public": queries.public_key(),
            "counts": queries.sees_counts(reader(request)),
        },
    )


@require_safe
@login_not_required
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The short address in a file leads to its page in the language this browser asks for."""
    with override(get_language_from_request(request)):
        return redirect("press:current", code)


@require_safe
@login_not_required
def current(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a copy that somebody holds is still what we give out."""
    build = queries.by_code(code)
    if build is None:
        raise Http404
    later = None if build.offered else queries.instead_of(build)
    here = get_language() or "en"
    title, title_language = "", here
    urgent, urgent_language = "", here
    if build.edition is not None and build.publication is not None:
        title, title_language = build.edition.title(here)
        notice = queries.amendment(build.publication)
        if notice is not None:
            source = build.publication.source_language
            urgent, urgent_language = queries.amendment_words(notice, here, source)
    return render(
        request,
        "press/current.html",
        {
            "build": build,
            "label": Format(build.format).label,
            "title": title,
            "title_language": title_language,
            "urgent": urgent,
            "urgent_language": urgent_language,
            "offer": offer(build) if build.offered else None,
            "later": offer(later) if later else None,
            "language_name": vocabulary.language_name(build.language, here),
            "public": queries.public_key(),
        },
    )


@require_safe
@login_not_required
def key(request: HttpRequest) -> HttpResponse:
    """The public key and how to check a file with it."""
    public = queries.public_key()
    here = get_language() or "en"
    example = next(iter(queries.offered_library(here) or queries.offered_library()), None)
    return render(
        request,
        "press/key.html",
        {
            "public": public,
            "name": queries.file_name(example) if example else "handbook.en.a4.pdf",
        },
    )


@require_safe
@login_not_required
def public_key(request: HttpRequest) -> HttpResponse:
    """The public key as the file that minisign reads."""
    del request
    public = queries.public_key()
    if public is None:
        raise Http404
    response = HttpResponse(public.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="minisign.pub"'
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """How often files were taken, by month: nothing else is known."""
    by = reader(request)
    if not queries.sees_counts(by):
        raise Http404
    rows = queries.counts(by)
    return render(
        request,
        "press/counts.html",
        {
            "months": [
                (month, sum(row.times for row in rows if row.month == month))
                for month in dict.fromkeys(row.month for row in rows)
            ],
            "most": max(
                (
                    sum(row.times for row in rows if row.month == month)
                    for month in {row.month for row in rows}
                ),
                default=0,
            ),
            "rows": [(row, Format(row.format).label) for row in rows],
        },
    )


def _for_this_device(response: HttpResponse) -> HttpResponse:
    """Say that another device gets another page, so that nobody keeps this one for it."""
    patch_vary_headers(response, ["User-Agent", "Sec-CH-UA-Mobile"])
    return response
