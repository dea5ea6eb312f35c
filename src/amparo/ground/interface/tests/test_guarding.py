"""What a browser may do on our pages."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amparo.ground.interface.guarding import POLICY, trusted_types
from amparo.ground.interface.middleware import guarded


@trusted_types
def _program(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page with a program")


def _plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page without one")


def _policy(view) -> dict[str, str]:
    response = guarded(view)(RequestFactory().get("/"))
    parts = response.headers["Content-Security-Policy"].split("; ")
    return {name: told for name, _, told in (part.partition(" ") for part in parts)}


def test_every_page_may_load_only_what_is_ours():
    policy = _policy(_plain)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["worker-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in POLICY


def test_a_page_with_a_program_never_makes_code_of_text():
    policy = _policy(_program)
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "amparo"
    assert policy["script-src"] == policy["worker-src"] == "'self'"
    assert "unsafe" not in str(policy)


def test_only_a_page_with_a_program_shows_pictures_from_memory():
    assert "blob:" in _policy(_program)["img-src"]
    assert "blob:" not in _policy(_plain)["img-src"]
