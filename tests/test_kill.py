"""Killed at three moments each, an import, a sign-up and a re-index leave nothing half-done.

The same code as `bin/bench kill`, which kills at fifty.
"""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from amparo.config.commands.reindex import searchable
from amparo.ground.search.actions import rebuild
from bench import kill, look
from tests.living import own_database

WELL: dict[str, Any] = {"files": {"en/1.md": "new"}, "breaks": [], "damage": "", "index": ""}


@pytest.mark.slow
@pytest.mark.engine
def test_nothing_is_half_done_and_nothing_acknowledged_is_lost_when_all_is_killed() -> None:
    with own_database() as database:
        outcomes = kill.outcomes(kill.FEW, database)
    assert {name: outcome.faults for name, outcome in outcomes.items()} == {
        "import": [],
        "re-index": [],
        "sign-up": [],
    }
    assert [outcome.moments for outcome in outcomes.values()] == [3, 3, 3]


@pytest.mark.parametrize(
    ("left", "ended", "lost", "half_done", "disagreeing"),
    [
        ({}, [0], 0, 0, 0),
        ({"files": {"en/1.md": "old"}}, [None], 0, 0, 0),
        ({"files": {"en/1.md": "old"}}, [0], 1, 0, 0),
        ({"files": {"en/1.md": "neither"}}, [None], 0, 1, 0),
        ({"files": {}}, [None], 0, 1, 0),
        ({}, [1], 0, 1, 0),
        ({"breaks": ["Entry 3 was changed."]}, [0], 0, 1, 0),
        ({"damage": "page 7 is never used"}, [0], 0, 1, 0),
        ({"index": "1 missing"}, [0], 0, 0, 1),
    ],
)
def test_each_fault_is_seen(
    left: dict[str, Any], ended: list[int | None], lost: int, half_done: int, disagreeing: int
) -> None:
    outcome = kill.Outcome()
    kill._judge_import(
        outcome,
        "one",
        WELL | left,
        ended,
        before={"en/1.md": "old"},
        after={"en/1.md": "new"},
    )
    assert len(outcome.lost) == lost
    assert len(outcome.half_done) == half_done
    assert len(outcome.disagreeing) == disagreeing


@pytest.mark.django_db
def test_an_index_that_holds_less_more_or_something_else_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "AMPARO_INDEX", tmp_path)
    documents = list(searchable())
    assert documents
    list(rebuild(iter(documents)))
    assert look.index() == ""
    list(rebuild(iter(documents[1:])))
    assert look.index().startswith("1 missing, 0 stray, 0 other")
    stray = dataclasses.replace(documents[0], key="press.chapter:0:en")
    list(rebuild(iter([*documents, stray])))
    assert look.index().startswith("0 missing, 1 stray, 0 other")
    other = dataclasses.replace(documents[0], body="Somebody else's words")
    list(rebuild(iter([other, *documents[1:]])))
    assert look.index().startswith("0 missing, 0 stray, 1 other")
