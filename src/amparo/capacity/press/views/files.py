"""Files as they are: figures, and a publication as one HTML file."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import State
from amparo.ground.identity.queries import reader

from .opened import opened

YEAR = 365 * 24 * 3600
# A drawing may hold a script; opened by itself it must not run, nor fetch anything.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


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
    """The whole publication in one language: one file that needs nothing else."""
    book = opened(request, slug)
    row = next((row for row in queries.offered(book.edition, tag) if row.format == "html"), None)
    content = queries.content(row) if row else None
    if row is None or content is None:
        raise Http404
    # Streamed, so that nobody on the way out weighs it, marks it or packs it again.
    response = StreamingHttpResponse([content], content_type="text/html; charset=utf-8")
    response["Content-Length"] = str(len(content))
    response["Content-Disposition"] = f'attachment; filename="{slug}.{tag}.html"'
    response["Content-Language"] = tag
    response["ETag"] = f'"{row.sha[:32]}"'
    response["Cache-Control"] = "no-cache, no-transform"
    return response
