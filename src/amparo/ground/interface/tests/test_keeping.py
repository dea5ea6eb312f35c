"""Pages made once for everybody who may see the same."""

import re
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from amparo.ground.interface import actions, keeping

pytestmark = pytest.mark.django_db
READER = SimpleNamespace(sees_what_all_see=True)
STAFF = SimpleNamespace(sees_what_all_see=False)


@pytest.fixture(autouse=True)
def _house(monkeypatch):
    monkeypatch.setattr(keeping, "signed_in", keeping.Shelf(capacity=1_000_000))
    actions.establish(name="Casa Umbral")


def page():
    made = []

    @keeping.alike
    def view(request: HttpRequest) -> HttpResponse:
        made.append(request.path)
        field = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
        return HttpResponse(f"<p>hello</p>{field}")

    return view, made


def asked(view, user, path="/en/"):
    request = RequestFactory().get(path)
    request.user = user
    return view(request), request


def token_in(response):
    return re.search(rb'value="([A-Za-z0-9]+)"', response.content)[1].decode()


def test_readers_without_a_role_share_a_page_but_never_a_form_token():
    view, made = page()
    first, _ = asked(view, READER)
    second, request = asked(view, READER)
    assert made == ["/en/"]
    assert token_in(first) != token_in(second)
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]


def test_what_is_kept_holds_nobodys_form_token():
    view, _ = page()
    response, _ = asked(view, READER)
    (kept,) = keeping.signed_in.pages.values()
    assert token_in(response).encode() not in kept.bodies[""]


def test_staff_and_questions_get_a_fresh_page():
    view, made = page()
    asked(view, READER)
    asked(view, STAFF)
    asked(view, READER, "/en/?page=2")
    assert len(made) == 3


def test_a_public_change_drops_what_signed_in_readers_share():
    view, made = page()
    asked(view, READER)
    actions.public_changed()
    asked(view, READER)
    assert len(made) == 2


def test_a_page_with_two_forms_is_not_shared():
    calls = []

    @keeping.alike
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        field = f'name="csrfmiddlewaretoken" value="{get_token(request)}"'
        return HttpResponse(field + field)

    asked(view, READER)
    asked(view, READER)
    assert len(calls) == 2
