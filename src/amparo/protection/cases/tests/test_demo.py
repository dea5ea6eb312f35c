"""The demonstration's desk: made once, whole, and every word of it opens."""

import pytest
from django.conf import settings

from amparo.ground.identity import demo as identity
from amparo.ground.interface import actions as interface
from amparo.ground.questions import queries as questions
from amparo.ground.vault import demo as keys
from amparo.ground.vault import queries as vault
from amparo.protection.cases import demo
from amparo.protection.cases.models import Case, CheckIn, Item, LedgerLine, Referral, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> identity.DemoWorld:
    monkeypatch.setattr(settings, "AMPARO_DEMONSTRATION", True)
    interface.establish(name="Casa Umbral", is_demonstration=True)
    made = identity.DemoWorld()
    list(identity.build(made))
    list(keys.build(made))
    list(demo.build(made))
    return made


def test_ten_cases_and_three_unread_requests_once(world: identity.DemoWorld) -> None:
    assert Case.objects.count() == 10
    assert Submission.objects.filter(state="new").count() == 3
    assert Referral.objects.count() == 1
    assert set(CheckIn.objects.values_list("state", flat=True)) == {"waiting", "missed"}
    assert set(LedgerLine.objects.values_list("state", flat=True)) >= {"approved", "receipted"}
    before = Item.objects.count()
    list(demo.build(world))
    assert Item.objects.count() == before


def test_every_item_opens_with_the_published_keys(world: identity.DemoWorld) -> None:
    kinds = set()
    for item in Item.objects.select_related("epoch__shred"):
        told = keys.open_item(item.epoch, vault.give(bytes(item.frame), item.epoch.shred))
        assert told.stands_at(
            scope=item.case_id, item=item.item, version=item.version, epoch=item.epoch_id
        )
        kinds.add(told.kind)
    assert kinds >= {"summary", "request", "risk", "consent", "action", "violation", "outcome"}


def test_what_is_invented_answers_what_its_form_asks(world: identity.DemoWorld) -> None:
    for row in Submission.objects.filter(state="new").select_related("epoch", "shred", "door"):
        told = keys.open_item(row.epoch, vault.give(bytes(row.frame), row.shred)).body
        shape = questions.form(row.door.form)
        assert shape is not None
        assert set(told["answers"]) <= {asked.key for asked in shape.questions}


def test_the_past_is_invented_in_a_demonstration_alone(
    world: identity.DemoWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "AMPARO_DEMONSTRATION", False)
    with pytest.raises(RuntimeError):
        demo.actions.backdate_submission(
            Submission.objects.all()[0], day=demo._day(-9), answered_on=None
        )
