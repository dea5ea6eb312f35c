"""The demonstration's rounds: what is there, that it is made once, and who can open what."""

import pytest

from amparo.capacity.fellowships import demo
from amparo.capacity.fellowships.models import (
    Application,
    Call,
    Cohort,
    Fellowship,
    Reading,
    Reviewer,
)
from amparo.ground.identity import demo as identity
from amparo.ground.interface import actions as interface
from amparo.ground.sealing import age, canonical, frames
from amparo.ground.vault import demo as keys
from amparo.ground.vault import keystore

pytestmark = pytest.mark.django_db
ROUNDS = (Call, Application, Reading, Reviewer, Cohort, Fellowship)


@pytest.fixture
def world(settings):
    settings.AMPARO_DEMONSTRATION = True
    interface.establish(name="Casa Umbral", is_demonstration=True)
    made = identity.DemoWorld()
    for _one in (*identity.build(made), *keys.build(made)):
        pass
    assert [one for one in demo.build(made) if "fellowships" in one]
    return made


def _opened(row, frame, key):
    return canonical.read_payload(frames.unseal(_stored(row, frame), key))


def _stored(row, frame):
    return frames.unstored(bytes(frame), keystore.secret(row.shred))


def test_a_round_is_read_by_six_and_another_is_accompanied_and_building_again_changes_nothing(
    world,
):
    before = [list(model.objects.order_by("pk").values()) for model in ROUNDS]
    assert list(demo.build(world)) == []
    assert [list(model.objects.order_by("pk").values()) for model in ROUNDS] == before
    assert sorted(Call.objects.values_list("state", flat=True)) == [
        "decided", "draft", "published", "published",
    ]  # fmt: skip
    spring = Call.objects.get(slug="advocacy-spring")
    assert spring.applications.count() == 60
    assert spring.reviewers.count() == 6
    assert spring.scenarios.count() == 2
    assert Fellowship.objects.values("state").distinct().count() == 5


def test_every_application_opens_with_the_published_keys_and_what_a_reader_holds_with_theirs(world):
    spring = Call.objects.get(slug="advocacy-spring")
    epoch = keys.epoch_identity(spring.pk, "main", 1)
    for row in spring.applications.select_related("shred"):
        assert _opened(row, row.frame, epoch.secret).body["answers"]["name"]
    theirs = {keys.keys(who).keyring: keys.keys(who) for who in keys.PEOPLE}
    given = Reading.objects.filter(application__call=spring).select_related(
        "application__shred", "reviewer"
    )
    assert given.count() > 90
    for one in given:
        own = theirs[one.reviewer.keyring_id]
        told = _opened(one.application, one.copy, own.identity.secret)
        assert {asked["key"] for asked in told.body["answers"]} <= set(spring.blind)
    with pytest.raises(age.CannotOpenError):
        _opened(one.application, one.copy, epoch.secret)
