"""Files as they are: figures, everything that can be taken away, and their signatures."""

import re
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from amparo.capacity.press import actions, queries
from amparo.capacity.press.formats import MEDIA_TYPES
from amparo.capacity.press.models import Build, State
from amparo.ground.identity.queries import reader

YEAR = 365 * 24 * 3600
# A drawing may hold a script; opened by itself it must not run, nor fetch anything.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PIECE = 64_000  # bytes read at a time


@require_safe
@login_not_required
def figure(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A figure, for ever the same at its address; one of a draft is not kept by anybody."""
    found = queries.figure_bytes(reader(request), slug, name)
    if found is None:
        raise Http404
    row, content = found
    response = HttpResponse(content, content_type=actions.MEDIA_TYPES[row.extension])
    response["Content-Security-Policy"] = SANDBOX
    response["Content-Disposition"] = f'inline; filename="{row.sha[:12]}.{row.extension}"'
    response["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable"
        if row.edition.state == State.RELEASED
        else "private, no-store"
    )
    return response


@require_safe
@login_not_required
def one_file(request: HttpRequest, slug: str, tag: str) -> HttpResponseBase:
    """The whole publication as one page, at the address it had first."""
    return _given(request, slug, tag, f"{slug}.{tag}.html")


@require_safe
@login_not_required
def file(request: HttpRequest, slug: str, tag: str, name: str) -> HttpResponseBase:
    """One file of a publication, or (its name and ".minisig") its signature."""
    return _given(request, slug, tag, name)


@require_safe
@login_not_required
def library_file(request: HttpRequest, tag: str, name: str) -> HttpResponseBase:
    """One file with the whole library in a language, or its signature."""
    return _given(request, "", tag, name)


def _given(request: HttpRequest, slug: str, tag: str, name: str) -> HttpResponseBase:
    bare = name.removesuffix(".minisig")
    build = queries.by_name(slug, tag, bare)
    if build is None:
        raise Http404
    if bare != name:
        return _signature(build, name)
    return _content(request, build, name)


def _signature(build: Build, name: str) -> HttpResponse:
    if not build.signature:
        raise Http404
    response = HttpResponse(build.signature, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-cache"
    return response


def _content(request: HttpRequest, build: Build, name: str) -> HttpResponseBase:
    """The file itself, whole or, for a line that broke, from where it broke."""
    etag = f'"{build.sha[:32]}"'
    response: HttpResponseBase
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304, content_type=MEDIA_TYPES[build.format])
    else:
        first, last = _asked_for(request, build.size, etag)
        if first is None:
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{build.size}"
            return response
        place = queries.place(build)
        if not default_storage.exists(place):
            raise Http404
        # Streamed, so that nobody on the way out weighs it, marks it or packs it again.
        response = StreamingHttpResponse(
            _pieces(place, first, last), content_type=MEDIA_TYPES[build.format]
        )
        response["Content-Length"] = str(last - first + 1)
        if (first, last) != (0, build.size - 1):
            response.status_code = 206
            response["Content-Range"] = f"bytes {first}-{last}/{build.size}"
        if request.method == "GET" and first == 0:
            actions.took(build)
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = build.language
    response["Content-Security-Policy"] = SANDBOX
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache, no-transform"
    return response


def _asked_for(request: HttpRequest, size: int, etag: str) -> tuple[int | None, int]:
    """The first and the last byte that were asked for; None when there are no such bytes.

    One range is served. Several, or one of another version of the file, get the whole.
    """
    whole = (0, size - 1)
    told = RANGE.fullmatch(request.headers.get("Range", ""))
    if told is None or request.headers.get("If-Range", etag) != etag or not any(told.groups()):
        return whole
    first, last = told.groups()
    if not first:
        return max(0, size - int(last[:15])), size - 1
    begin = int(first[:15])
    end = min(int(last[:15]), size - 1) if last else size - 1
    if begin >= size:
        return None, 0
    return (begin, end) if begin <= end else whole


def _pieces(place: str, first: int, last: int) -> Iterator[bytes]:
    with default_storage.open(place) as held:
        held.seek(first)
        left = last - first + 1
        while left > 0:
            piece = held.read(min(PIECE, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
