"""What leaves the house: kept pages, weights, compression, headers."""

import gzip
import re

import brotli
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amparo.ground.interface import actions, middleware, queries
from amparo.ground.interface.middleware import WEIGHT_MARK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_shelf(monkeypatch):
    monkeypatch.setattr(middleware, "shelf", middleware.Shelf(capacity=1_000_000))


@pytest.fixture
def house():
    return actions.establish(name="Casa Umbral")


def served(view, *, path="/en/", cookie="", coding="br", **extra):
    """One request through `sent`, as granian would make it."""
    request = RequestFactory().get(path, HTTP_ACCEPT_ENCODING=coding, **extra)
    if cookie:
        request.COOKIES["amparo"] = cookie
    return middleware.sent(view)(request)


def counting(body="<p>hello</p>" + WEIGHT_MARK, **headers):
    calls = []

    def view(request: HttpRequest) -> HttpResponse:
        calls.append(request.path)
        return HttpResponse(body, headers=headers)

    return view, calls


def test_a_public_page_is_made_once_and_then_kept(house):
    view, calls = counting()
    first = served(view).content
    assert served(view).content == first
    assert calls == ["/en/"]


def test_a_public_change_drops_the_kept_page(house):
    view, calls = counting()
    served(view)
    actions.public_changed()
    served(view)
    assert calls == ["/en/", "/en/"]


def test_a_change_that_is_rolled_back_keeps_the_page(house):
    from django.db import transaction

    view, calls = counting()
    served(view)
    with transaction.atomic():
        actions.public_changed()
        transaction.set_rollback(True)
    served(view)
    assert calls == ["/en/"]


def test_a_signed_in_page_is_never_kept_nor_served_from_memory(house):
    view, calls = counting()
    served(view)
    answer = served(view, cookie="k")
    assert calls == ["/en/", "/en/"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("reason", ["cookie", "query", "status", "no-store"])
def test_a_page_that_differs_between_people_is_not_kept(house, reason):
    calls = []

    def view(request):
        calls.append(1)
        response = HttpResponse("x", status=404 if reason == "status" else 200)
        if reason == "cookie":
            response.set_cookie("csrftoken", "t")
        if reason == "no-store":
            response.headers["Cache-Control"] = "no-store"
        return response

    path = "/en/?q=x" if reason == "query" else "/en/"
    served(view, path=path)
    served(view, path=path)
    assert len(calls) == 2


def test_an_unchanged_page_is_answered_in_304(house):
    view, _ = counting()
    etag = served(view).headers["ETag"]
    again = served(view, HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(("coding", "undo"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_the_footer_says_what_was_sent(house, coding, undo):
    view, _ = counting("<p>" + "word " * 400 + "</p>" + WEIGHT_MARK)
    answer = served(view, coding=coding)
    told = float(re.search(rb"(\d+\.\d)$", undo(answer.content))[1])
    assert told == pytest.approx((len(answer.content) + queries.sheet_weight()) / 1000, abs=0.06)


def test_a_page_with_words_or_keys_is_not_compressed(house):
    view, _ = counting("secret words", **{"Cache-Control": "no-store, no-transform"})
    answer = served(view)
    assert answer.content == b"secret words"
    assert "Content-Encoding" not in answer.headers


def test_the_size_of_a_page_with_a_form_varies_though_its_content_does_not(house):
    view, _ = counting("<p>" + "word " * 50)
    assert len({len(served(view, cookie="k").content) for _ in range(30)}) > 5


def test_every_answer_carries_the_security_headers():
    answer = middleware.guarded(lambda _: HttpResponse("x"))(RequestFactory().get("/"))
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_shelf_throws_out_the_page_asked_for_longest_ago():
    shelf = middleware.Shelf(capacity=25)
    for name in "abc":
        shelf.put(name, middleware.Kept(1, {"": b"0123456789"}, (), name))
        shelf.find("a", 1)
    assert [name for name in "abc" if shelf.find(name, 1)] == ["a", "c"]


def test_a_page_with_a_form_is_not_kept_though_it_sets_no_cookie(house):
    """Whoever has the form's cookie already is sent none: the page alone says that it is theirs."""
    view, calls = counting('<input name="csrfmiddlewaretoken" value="abc">')
    assert b"abc" in served(view, coding="").content
    served(view, coding="")
    assert len(calls) == 2


def test_one_page_is_kept_once_whatever_port_the_browser_names(house):
    view, calls = counting()
    for port in range(8000, 8004):
        served(view, HTTP_HOST=f"localhost:{port}")
    assert len(calls) == 1


def test_a_foreign_host_gets_no_kept_page(house, client):
    view, _ = counting()
    served(view, HTTP_HOST="localhost")
    foreign = client.get("/en/", HTTP_HOST="elsewhere.example")
    assert foreign.status_code == 400
    assert WEIGHT_MARK.encode() not in foreign.content


def test_an_answer_in_304_says_nothing_of_a_length(house):
    view, _ = counting()
    etag = served(view).headers["ETag"]
    assert "Content-Length" not in served(view, HTTP_IF_NONE_MATCH=etag).headers
