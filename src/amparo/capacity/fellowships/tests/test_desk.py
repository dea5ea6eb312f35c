"""The desk's page, as the server gives it: words and codes, and nobody's story."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from amparo.capacity.fellowships import actions, queries
from amparo.capacity.fellowships.models import Extension
from amparo.capacity.fellowships.tests import factories
from amparo.capacity.fellowships.tests.factories import make_call, office, reviewer
from amparo.capacity.fellowships.views.desk import words
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vault.actions.acting import BatchRefusedError
from amparo.ground.vault.tests.people import epoch_json, grant_json, living

ROOM = Path(__file__).resolve().parents[1]
OFFICE = (
    "home list bulk call import application facets away clock forms application/conflicts "
    "application/decide application/facets application/letters application/notes "
    "application/readings"
)
pytestmark = pytest.mark.django_db


def _page(client):
    return client.get(reverse("fellowships:desk"))


def _programs() -> str:
    return "\n".join(
        (ROOM / "client" / "desk" / f"{name}.ts").read_text(encoding="utf-8")
        for name in OFFICE.split()
    )


def _listed(name: str) -> list[str]:
    kinds = (ROOM / "client" / "kinds.ts").read_text(encoding="utf-8")
    found = re.search(rf"export const {name} = \[(.*?)\]", kinds, re.DOTALL)
    assert found is not None
    return re.findall(r'"(\w+)"', found[1])


def test_the_desk_is_not_there_for_strangers_and_for_other_staff(client):
    assert _page(client).status_code in (302, 404)
    sign_in(client, make_account("editor", roles=[Role.EDITOR]))
    assert _page(client).status_code == 404


def test_the_page_runs_nothing_but_our_programs_and_is_never_kept(client):
    sign_in(client, make_account("worker", roles=[Role.FELLOWSHIPS]))
    answer = _page(client)
    assert "require-trusted-types-for 'script'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_the_page_says_what_this_reader_may_do(client):
    sign_in(client, make_account("reader", roles=[Role.REVIEWER]))
    told = re.search(r'<script id="can"[^>]*>(.*?)</script>', _page(client).content.decode())
    assert told is not None
    assert json.loads(told[1]) == {"office": False, "review": True, "accompany": False}


def test_every_sentence_that_the_offices_programs_say_is_there():
    known = words()
    asked = set(re.findall(r'words\(\s*"([\w.]+)"', _programs()))
    forms = {key.rpartition(".")[0] for key in known}
    assert sorted(key for key in asked if key not in known and key not in forms) == []


def test_every_code_that_the_offices_programs_show_has_its_word():
    known = words()
    lists = {"reason": _listed("REASONS"), "conflict": _listed("CONFLICTS")}
    rows = (ROOM / "client" / "desk" / "rows.ts").read_text(encoding="utf-8")
    columns = re.search(r"COLUMNS = \[(.*?)\]", rows, re.DOTALL)
    assert columns is not None
    lists["column"] = re.findall(r'"(\w+)"', columns[1])
    for name, codes in re.findall(r'coded\("([\w.]+)", \[([^\]]*)\]', _programs()):
        lists[name] = re.findall(r'"(\w+)"', codes)
    assert len(lists) > 6
    wanted = [f"{name}.{code}" for name, codes in lists.items() for code in codes]
    assert [key for key in wanted if key not in known] == []


def test_every_template_that_the_offices_programs_fill_is_on_the_page(client):
    sign_in(client, make_account("worker", roles=[Role.FELLOWSHIPS]))
    there = re.findall(r'<template id="([\w-]+)"', _page(client).content.decode())
    assert len(there) == len(set(there))
    asked = set(re.findall(r'(?:clone|asking)(?:<\w+>)?\(\s*"([\w-]+)"', _programs()))
    assert sorted(asked - set(there)) == []


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
def test_every_form_by_which_a_language_counts_has_its_sentence(language):
    with translation.override(language):
        forms = {key for key in words() if key.startswith("list.found.")}
    assert len(forms) == {"en": 2, "ar": 6, "ru": 3, "zh-hans": 1}[language]


def test_the_office_learns_who_to_ask_for_a_calls_key_and_a_reviewer_does_not():
    holder, other, reader = office("holder"), office("other"), reviewer("reader")
    call = make_call(holder)
    factories.make_reviewer(holder, reader, call)
    told = queries.overview(other.account)["calls"]
    assert [(row["mine"], row["team"]) for row in told] == [(False, [str(holder.keyring.pk)])]
    assert [row["team"] for row in queries.overview(reader.account)["calls"]] == [[]]


def test_only_a_later_deadline_that_two_agreed_on_is_told():
    holder, second = office("holder"), office("second")
    call = make_call(holder, second)
    told = {"call": call, "until": call.closes_at, "asked_by": holder.account}
    day = call.opens_at.date()
    agreed = Extension.objects.create(
        reason={"en": "a flood"}, asked_on=day, agreed_by=second.account, agreed_on=day, **told
    )
    Extension.objects.create(reason={"en": "not yet"}, asked_on=day, **told)
    [row] = queries.overview(holder.account)["calls"]
    assert [one["id"] for one in row["extensions"]] == [str(agreed.pk)]


def test_a_colleague_who_joins_later_opens_what_was_sealed_to_older_keys():
    holder, later, stranger = office("holder"), office("later"), reviewer("stranger")
    call = make_call(holder)
    application = factories.make_application(call)
    old = living(call.pk)
    renewed = epoch_json(holder, holder, later, kind="call", scope=call.pk, number=2)
    factories.do(holder, verb="call.epoch", call=str(call.pk), epoch=renewed)
    identity = holder.opened[str(old.pk)]
    give = {"epoch": old.pk, "scope": call.pk, "identity": identity}
    grants = [grant_json(holder, stranger, **give)]
    with pytest.raises(BatchRefusedError):
        actions.perform([{"verb": "call.grant", "grants": grants}], by=holder.account)
    factories.do(holder, verb="call.grant", grants=[grant_json(holder, later, **give)])
    told = queries.overview(later.account)
    assert str(old.pk) in {row["id"] for row in told["epochs"]}
    assert str(application.pk) in queries.frames(later.account, [str(application.pk)])
