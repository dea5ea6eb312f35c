"""The demonstration's keys: made once, whole, opened by what is published, and only there."""

import base64
import uuid

import pytest
from django.conf import settings

from amparo.ground.identity import demo as identity
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.interface import actions as interface
from amparo.ground.sealing import age, canonical, frames
from amparo.ground.vault import demo, queries
from amparo.ground.vault.models import Keyring, OrganisationKey, PairSeal, UnlockBlob

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> identity.DemoWorld:
    monkeypatch.setattr(settings, "AMPARO_DEMONSTRATION", True)
    interface.establish(name="Casa Umbral", is_demonstration=True)
    made = identity.DemoWorld()
    list(identity.build(made))
    list(demo.build(made))
    return made


def test_three_keyholders_and_everybody_who_needs_keys(world: identity.DemoWorld) -> None:
    assert Keyring.objects.filter(state="active").count() == len(demo.PEOPLE)
    house = queries.directory()
    assert house.keyholders == [demo.keys(key).keyring for key in demo.KEYHOLDERS]
    assert PairSeal.objects.filter(epoch=None).count() == 3
    told = queries.state(world.accounts["caseworker"])
    assert {one["label"] for one in told["people"]} >= {"Nadia (caseworker)"}
    before = list(UnlockBlob.objects.values_list("pk", flat=True))
    list(demo.build(world))
    assert list(UnlockBlob.objects.values_list("pk", flat=True)) == before


def test_the_published_phrase_and_paper_open_the_published_keys(
    world: identity.DemoWorld,
) -> None:
    by = world.accounts["caseworker"]
    secrets = queries.demonstration_secrets(by)
    assert secrets is not None
    blobs = {one["kind"]: base64.b64decode(one["content"]) for one in queries.unlock_blobs(by)}
    opened = {
        age.unseal_phrase(blobs["phrase"], secrets["phrase"]),
        age.unseal(blobs["paper"], [secrets["paper"]]),
    }
    assert opened == {canonical.dumps(demo.unlocked("caseworker"))}
    assert secrets["phrase"] in "\n".join(demo.greeting())


@pytest.mark.usefixtures("world")
def test_other_demonstrations_can_make_epochs_and_seal_to_them() -> None:
    scope, item = uuid.uuid4(), uuid.uuid4()
    first = demo.new_epoch(
        by="keyholder", scope_kind="case", scope=scope, members=["caseworker", "keyholder"]
    )
    second = demo.new_epoch(by="caseworker", scope_kind="case", scope=scope, members=["caseworker"])
    demo.grant(second, "safeguarding", by="caseworker")
    assert (first.number, second.number, second.shred) == (1, 2, first.shred)
    assert queries.reads(demo.keyring("safeguarding")) == {second.id}
    frame = demo.seal_item(second, by="caseworker", item=item, kind="note", body={"words": "…"})
    assert frames.is_frame_size(len(frame))
    assert demo.open_item(second, frame).body == {"words": "…"}
    assert demo.open_item(second, frame).author == str(demo.keys("caseworker").keyring)


def test_outside_a_demonstration_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    interface.establish(name="A real organisation")
    monkeypatch.setattr(settings, "AMPARO_DEMONSTRATION", True)
    made = identity.DemoWorld(accounts={"administrator": make_account("demo-administrator")})
    with pytest.raises(demo.NotADemonstrationError):
        list(demo.build(made))
    with pytest.raises(demo.NotADemonstrationError):
        demo.keys("administrator")
    assert queries.demonstration_secrets(made.accounts["administrator"]) is None
    assert not OrganisationKey.objects.exists()
