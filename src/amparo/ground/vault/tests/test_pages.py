"""The page of keys: who gets it, under which policy, and that its program finds all its words."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from amparo.ground.identity import actions
from amparo.ground.identity.models import Account, Membership, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vault.models import Keyring
from amparo.ground.vault.tests.hands import epoch, founded, hand, of_three
from amparo.ground.vault.views.keys_words import words

ROOM = Path(__file__).resolve().parents[1]
PROGRAM = "".join(path.read_text() for path in sorted(ROOM.glob("client/keys*.ts")))
PAGES = "".join(path.read_text() for path in sorted(ROOM.glob("templates/vault/keys*.html")))


def _page(client):
    return client.get(reverse("vault:keys"))


@pytest.mark.django_db
def test_staff_get_the_page_under_the_stricter_policy_and_nothing_keeps_it(client: Client):
    sign_in(client, make_account(roles=[Role.CASEWORKER]))
    page = _page(client)
    assert page.status_code == 200
    assert "require-trusted-types-for 'script'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store, no-transform"


@pytest.mark.django_db
def test_who_has_no_script_is_told_why_nothing_happens(client: Client):
    sign_in(client, make_account(roles=[Role.CASEWORKER]))
    told = _page(client).content.decode()
    assert "This page needs JavaScript" in told.split("<noscript>")[1].split("</noscript>")[0]


@pytest.mark.django_db
def test_a_defender_finds_no_such_page(client: Client):
    sign_in(client, make_account())
    assert _page(client).status_code == 404


@pytest.mark.django_db
def test_who_waits_is_told_whom_to_call_and_nothing_else_of_colleagues():
    _house, ada, grace, _olga = of_three()
    Membership.objects.filter(account=ada.account).update(label="Ada of the office")
    Membership.objects.filter(account=grace.account).update(label="Grace far away")
    bob = hand("bob").complete()
    told = bob.state()
    assert {"Ada of the office", "Grace far away"} <= set(told["call"])
    assert [one["mine"] for one in told["people"]] == [True]
    assert str(ada.id) not in str(told["people"])
    assert ada.state()["call"] == []
    # A partner's people see no names of ours.
    refugio = actions.add_organisation("Refugio", by=ada.account)
    rosa = hand("rosa", Role.EDITOR)
    rosa.account.memberships.all().delete()
    actions.grant(rosa.account, Role.PARTNER, label="Rosa", organisation=refugio)
    rosa.account = Account.objects.get(pk=rosa.account.pk)
    assert rosa.complete().state()["call"] == []


@pytest.mark.django_db
def test_the_page_of_organisations_says_how_far_their_keys_have_come():
    house, ada = founded()

    def page() -> str:
        told: str = ada.client.get("/en/desk/organisations/").content.decode()
        return told

    refugio = actions.add_organisation("Refugio", by=ada.account)
    rosa = hand("rosa", Role.EDITOR)
    rosa.account.memberships.all().delete()
    actions.grant(rosa.account, Role.PARTNER, label="Rosa", organisation=refugio)
    assert "no keys yet" in page()
    assert "They have no key yet" in page()
    rosa.complete()
    assert "keys wait until a keyholder vouches for them" in page()
    house.vouch(ada, rosa, "partner")
    assert "keys work" in page()
    epoch(house, rosa, rosa, scope=refugio.pk, scope_kind="organisation").send(rosa)
    assert "They have their key" in page()
    Keyring.objects.filter(pk=rosa.id).update(state="ended")
    assert "keys were taken away" in page()
    assert "They have no key yet" in page()


def test_every_sentence_that_the_program_asks_for_is_there():
    asked = set(re.findall(r'words\("([\w-]+)"', PROGRAM))
    asked |= {f"way-{kind}" for kind in ("phrase", "passkey", "paper")}
    asked |= {f"door-{kind}{more}" for kind in ("help", "safeguarding") for more in ("", "-who")}
    assert len(asked) > 30
    assert asked <= set(words())


def test_every_template_that_the_program_clones_is_there():
    asked = set(re.findall(r'"(keys-[a-z-]+)"', PROGRAM))
    asked |= {f"keys-asked-{kind}" for kind in ("person", "end", "keyholders")}
    there = set(re.findall(r'<template id="([\w-]+)"', PAGES))
    assert len(asked) > 25
    assert asked <= there
    assert there <= asked
