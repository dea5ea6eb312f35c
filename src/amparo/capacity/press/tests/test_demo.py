"""The demonstration's library, as a first start makes it."""

import pytest
from django.test import Client

from amparo.capacity.press import demo, queries
from amparo.capacity.press.models import Edition, Publication, Stage, State
from amparo.ground.identity.demo import DemoWorld
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account

from .factories import counted, words

pytestmark = pytest.mark.django_db


def test_the_library_has_something_at_every_stage_and_is_made_once() -> None:
    world = DemoWorld(accounts={"editor": make_account("editor", roles=[Role.EDITOR])})
    assert list(demo.build(world))
    states = {
        slug: list(
            Edition.objects.filter(publication__slug=slug)
            .order_by("number")
            .values_list("state", flat=True)
        )
        for slug in Publication.objects.values_list("slug", flat=True)
    }
    assert states[demo.HANDBOOK] == [State.SUPERSEDED, State.RELEASED]
    assert states[demo.PLAN] == [State.RELEASED]
    assert states[demo.COMPANY] == [State.RELEASED, State.IN_REVIEW]
    assert states[demo.DRAFT] == [State.DRAFT]
    corrected = queries.edition(None, demo.HANDBOOK)
    assert corrected is not None
    assert list(corrected.releases.values_list("language", "stage")) == [("en", Stage.RELEASED)]
    assert {row.language: row.stale for row in corrected.languages.all()}["ar"] >= 1
    page = words(Client(), f"/en/library/{demo.HANDBOOK}/risk-and-consent/?in=ar")
    assert "wait a day" in page
    assert demo.WAIVED in page
    assert queries.amendment(corrected.publication) is None
    before = counted()
    assert list(demo.build(world)) == []
    assert counted() == before
