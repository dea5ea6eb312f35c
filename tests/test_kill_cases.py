"""Killed while it is asked, re-sealed or shredded, the house keeps its word.

The same code as `bin/bench kill_cases`, which kills two hundred times.
"""

from pathlib import Path

import pytest
from django.conf import settings

from amparo.ground.vault import keystore
from amparo.ground.vault.models import Grant
from amparo.protection.cases.models import Case, Item
from bench.kill_cases import FEW, KINDS, World, outcomes
from tests.living import own_database


@pytest.mark.slow
@pytest.mark.engine
def test_nothing_is_orphaned_or_in_the_clear_and_what_was_acknowledged_opens() -> None:
    with own_database() as database:
        found = outcomes(FEW, database)
    assert {kind: told["faults"] for kind, told in found.items()} == {kind: [] for kind in KINDS}
    assert [told["moments"] for told in found.values()] == [3, 3, 3]


@pytest.mark.django_db(transaction=True)
def test_each_fault_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AMPARO_HOME", tmp_path)
    world = World.make()
    (tmp_path / "control").write_bytes(world.control)
    asked, resealed, shredded = (next(world.work(kind)) for kind in KINDS)
    assert list(world.look([asked, resealed, shredded])) == []
    (tmp_path / "leak").write_bytes(b"..." + world.secret)
    assert list(world.look([])) == ["what was written stands somewhere in the clear"]
    (tmp_path / "leak").unlink()
    item = Item.objects.select_related("epoch__shred").latest("day")
    keystore.destroy(item.epoch.shred)
    faults = list(world.look([]))
    assert "a grant of a key that was destroyed" in faults
    assert any("does not open" in fault for fault in faults)
    Grant.objects.all().delete()
    assert "a case without a key" in list(world.look([]))
    Case.objects.update(state="triage")
    assert "a case that was let go is there" in list(world.look([shredded]))
