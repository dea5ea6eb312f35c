"""The view: three SQLite queries, one template of the same size, Brotli at quality 4."""

import brotli
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

application = get_wsgi_application()

from bench.bare.models import Thing  # noqa: E402 - models come after the settings


def page(request: HttpRequest) -> HttpResponse:
    of_kind = Thing.objects.filter(kind=7)
    found = {
        "one": get_object_or_404(Thing, pk=7),
        "count": of_kind.count(),
        "rows": of_kind.order_by("name")[:20],
    }
    response = render(request, "page.html", found)
    response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=4)
    response.headers["Content-Encoding"] = "br"
    response.headers["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("", page)]
