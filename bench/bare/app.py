"""The view: three SQLite queries, one template of the same size, Brotli at quality 4."""

import brotli
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

QUERIES = (
    "SELECT name FROM things WHERE id = %s",
    "SELECT count(*) FROM things WHERE kind = %s",
    "SELECT id, name FROM things WHERE kind = %s ORDER BY name LIMIT 10",
)


def page(request: HttpRequest) -> HttpResponse:
    found = []
    with connection.cursor() as cursor:
        for query in QUERIES:
            cursor.execute(query, [7])
            found.append(cursor.fetchall())
    response = render(request, "page.html", {"name": found[0], "count": found[1], "rows": found[2]})
    response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=4)
    response.headers["Content-Encoding"] = "br"
    response.headers["Content-Length"] = str(len(response.content))
    return response


urlpatterns = [path("", page)]
application = get_wsgi_application()
