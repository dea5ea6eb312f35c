"""The demonstration's programme and call."""

import pytest

from amparo.capacity.fellowships import demo
from amparo.capacity.fellowships.models import Call, Criterion, Programme
from amparo.ground.identity.demo import DemoWorld

pytestmark = pytest.mark.django_db


def test_building_twice_changes_nothing() -> None:
    def rows() -> list[object]:
        return [list(model.objects.values()) for model in (Programme, Call, Criterion)]

    assert list(demo.build(DemoWorld())) == ["fellowships"]
    before = rows()
    assert list(demo.build(DemoWorld())) == []
    assert rows() == before
    assert Call.objects.get().state == Call.State.DRAFT
