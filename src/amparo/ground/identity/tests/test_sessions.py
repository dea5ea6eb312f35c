"""Signed-in browsers: what is stored of them, and how they end."""

import pytest
from django.test import Client

from amparo.ground.identity.models import Role, Session
from amparo.ground.identity.queries import search_keys
from amparo.ground.identity.sessions import SessionStore, hashed
from amparo.ground.identity.tests.factories import make_account, sign_in

pytestmark = pytest.mark.django_db


def test_the_cookie_s_key_is_nowhere_in_the_table() -> None:
    client = sign_in(Client(), make_account())
    key = client.cookies["amparo"].value
    row = Session.objects.get()
    assert row.key_hash == hashed(key)
    for value in vars(row).values():
        assert key not in str(value)


def test_what_a_session_holds_is_sealed() -> None:
    account = make_account()
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store["word"] = "marigold"
    store.create()
    assert "marigold" not in Session.objects.get().content
    assert SessionStore(store.session_key)["word"] == "marigold"


def test_roles_count_only_awake_and_behind_a_second_factor() -> None:
    editor = make_account("bob", roles=[Role.EDITOR])
    bare = make_account("carol", roles=[Role.EDITOR], second_factor=False)
    asleep = make_account("dora", roles=[Role.EDITOR], asleep=True)
    assert editor.roles == {Role.EDITOR}
    assert bare.roles == frozenset()
    assert bare.owes_second_factor
    assert asleep.roles == frozenset()
    assert search_keys(editor) == {0, 1, 11}
    assert search_keys(bare) == {0, 1}
    assert search_keys(None) == {0}
