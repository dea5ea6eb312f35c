"""Killed at five moments each, an import, a sign-up and a re-index leave nothing half-done.

The same code as `bin/bench kill`, which kills at fifty.
"""

import pytest

from bench import kill
from tests.living import own_database


@pytest.mark.slow
def test_nothing_is_half_done_and_nothing_acknowledged_is_lost_when_all_is_killed() -> None:
    with own_database() as database:
        outcomes = kill.outcomes(kill.FEW, database)
    assert {name: outcome.faults for name, outcome in outcomes.items()} == {
        "import": [],
        "re-index": [],
        "sign-up": [],
    }
    assert [outcome.moments for outcome in outcomes.values()] == [5, 5, 5]
