"""Every address of the project stands in a room's declaration, and is held to it."""

import importlib
import importlib.util
import re
import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from tests.architecture.access import Access, Owned, Public, SignedIn, Staff
from tests.architecture.house import rooms

# What anybody may open. A change here is a change of the law, and wants a second pair of eyes.
PUBLIC: frozenset[str] = frozenset(
    {
        "account_login",
        "cases:again",
        "cases:ask",
        "cases:ask_sealed",
        "cases:figures",
        "cases:figures_csv",
        "cases:help",
        "cases:safeguarding",
        "cases:safeguarding_sealed",
        "choose_language",
        "fellowships:again",
        "fellowships:apply",
        "fellowships:apply_sealed",
        "fellowships:call",
        "fellowships:fellows",
        "fellowships:list",
        "fellowships:offline",
        "fellowships:offline_file",
        "fellowships:reference",
        "fellowships:report",
        "fellowships:upload",
        "front:about",
        "front:accessibility",
        "front:goodbye",
        "front:home",
        "front:how_we_protect_you",
        "front:learn",
        "front:set_up",
        "front:take_action",
        "identity:recover",
        "identity:sign_in",
        "identity:sign_in_code",
        "identity:sign_in_passkey",
        "identity:sign_up",
        "interface:leave",
        "mfa_authenticate",
        "press:catalogue",
        "press:chapter",
        "press:chapter_page",
        "press:current",
        "press:figure",
        "press:file",
        "press:key",
        "press:library",
        "press:library_file",
        "press:news",
        "press:one_file",
        "press:public_key",
        "press:publication",
        "press:shelf",
        "press:take",
        "press:take_library",
        "search:results",
        "short",
        "strategy:framework",
        "vault:blobs",
    }
)
TONGUES = "en|fr|es|ar|ru|zh-hans|zh-Hans|pt"
TOKEN = re.compile(r"""(csrfmiddlewaretoken["'] value=["'])[^"']*""")


def _routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback


def _declared() -> dict[str, Access]:
    declared: dict[str, Access] = {}
    for room in rooms():
        name = f"amparo.{room.name}.tests.access"
        if (room.folder / "tests" / "access.py").exists():
            module = importlib.import_module(name)
            twice = set(declared) & set(module.ACCESS)
            assert twice == set(), f"{room.name} declares again {twice}"
            declared |= module.ACCESS
    return declared


with translation.override("en"):
    ROUTES = dict(_routes(get_resolver().url_patterns))
DECLARED = _declared()
WALKED = sorted(set(ROUTES) & set(DECLARED))


def _of(kind):
    return [name for name in WALKED if isinstance(DECLARED[name], kind)]


def _client(handle=None, roles=()):
    """A browser, signed in as a new account or not at all."""
    client = Client()
    if handle:
        sign_in(client, make_account(handle, roles=roles))
    return client


def _ask(client, method, path):
    return client.generic(method, path, HTTP_HOST="localhost")


def _shape(response, path):
    """What an answer gives away: status, headers and body, without its path and token."""
    body = TOKEN.sub(r"\1", response.content.decode(errors="replace"))
    rest = path.split("/", 2)[2]
    body = re.sub(rf"/({TONGUES})/{re.escape(rest)}", r"/\1/", body)
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    headers.pop("Content-Language", None)
    return response.status_code, headers, re.sub(r"\d+([.,]\d+)? kB", "", body)


def _missing_page(client, method="GET"):
    """The answer to an address that no room has."""
    path = "/en/there-is-no-such-place/"
    return _shape(_ask(client, method, path), path)


def _redirects_to_sign_in(response, path):
    where = response.headers.get("Location", "")
    return response.status_code == 302 and where == f"{reverse('identity:sign_in')}?next={path}"


def _nobodys(arguments):
    """The same arguments for something that is not there."""
    absent = {int: 987_654_321, str: "there-is-no-such-thing", uuid.UUID: uuid.uuid4()}
    return {name: absent[type(value)] for name, value in arguments.items()}


def test_every_address_has_a_name_and_every_name_is_declared():
    assert sorted(set(ROUTES) - set(DECLARED)) == []


def test_nothing_is_declared_that_has_no_address():
    assert sorted(set(DECLARED) - set(ROUTES)) == []


def test_the_list_of_public_addresses_is_pinned():
    assert {name for name, access in DECLARED.items() if isinstance(access, Public)} == PUBLIC


def test_a_view_opens_itself_to_the_public_exactly_if_it_is_declared_public():
    open_to_all = {
        name for name, view in ROUTES.items() if not getattr(view, "login_required", True)
    }
    assert open_to_all == {name for name, access in DECLARED.items() if isinstance(access, Public)}


@pytest.mark.django_db
@pytest.mark.parametrize("name", _of(Public))
def test_anybody_may_open_a_public_page(name):
    access = DECLARED[name]
    path = reverse(name, kwargs=dict(access.kwargs()))
    for method in access.methods:
        response = _ask(_client(), method, path)
        assert response.status_code in access.answers
        assert not _redirects_to_sign_in(response, path)


@pytest.mark.django_db
@pytest.mark.parametrize("name", _of((SignedIn, Staff, Owned)))
def test_signed_out_every_other_address_gives_the_same_redirect(name):
    access = DECLARED[name]
    arguments = (
        access.make(make_account("alice")) if isinstance(access, Owned) else dict(access.kwargs())
    )
    for kwargs in (dict(arguments), _nobodys(arguments)):
        path = reverse(name, kwargs=kwargs)
        for method in ("GET", "POST"):
            response = _ask(_client(), method, path)
            assert _redirects_to_sign_in(response, path)
            assert response.content == b""
            assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("name", _of(SignedIn))
def test_whoever_is_signed_in_may_open_what_is_for_all_who_are(name):
    access = DECLARED[name]
    path = reverse(name, kwargs=dict(access.kwargs()))
    account = make_account("alice")
    for method in access.methods:
        response = _ask(sign_in(Client(), account), method, path)
        assert response.status_code in access.answers
        assert not _redirects_to_sign_in(response, path)


@pytest.mark.django_db
@pytest.mark.parametrize("name", _of(Staff))
def test_a_page_of_staff_is_there_for_its_roles_and_for_nobody_else(name):
    access = DECLARED[name]
    path = reverse(name, kwargs=dict(access.kwargs()))
    for role in (None, *Role):
        with transaction.atomic():  # what one of them did is gone before the next one comes
            _look_as(role, access, path)
            transaction.set_rollback(True)


def _look_as(role, access, path):
    client = _client("alice", roles=[role] if role else [])
    for method in access.methods:
        response = _ask(client, method, path)
        if role in access.roles:
            assert response.status_code in access.answers, role
            assert not _redirects_to_sign_in(response, path), role
        else:
            assert _shape(response, path) == _missing_page(client, method), role


@pytest.mark.django_db
@pytest.mark.parametrize("name", _of(Owned))
def test_what_belongs_to_somebody_is_there_for_its_owner_and_for_nobody_else(name):
    access = DECLARED[name]
    owner = make_account("alice")
    path = reverse(name, kwargs=dict(access.make(owner)))
    absent = reverse(name, kwargs=_nobodys(access.make(owner)))
    stranger = _client("bob")
    colleague = _client("charlie", roles=[Role.ADMINISTRATOR])
    for method in access.methods:
        for other in (stranger, colleague):
            hidden = _shape(_ask(other, method, path), path)
            missing = _shape(_ask(other, method, absent), absent)
            assert hidden == missing
            assert hidden[0] == 404
    client = Client()
    sign_in(client, owner)
    for method in access.methods:
        response = _ask(client, method, path)
        assert response.status_code in access.answers
        assert b"".join(response) or response.status_code != 200  # read to its end: files close
