"""On PostgreSQL run all that ask a database, and nothing else."""

import pytest

from tests.living import own_database
from tests.selection import AsksUnmarkedError, asks_a_database

# Files that say what the engine does, and files it has no part in.
KEPT = ("test_kill.py", "test_kill_cases.py", "test_backup.py", "test_canary.py")
LEFT_OUT = ("test_up.py", "test_docs.py", "test_canonical.py", "test_epub.py")


def _items(request: pytest.FixtureRequest, names: tuple[str, ...]) -> list[pytest.Item]:
    return [item for item in request.session.items if item.path.name in names]


def test_what_asks_a_database_is_kept_and_what_asks_none_is_left_out(
    request: pytest.FixtureRequest,
) -> None:
    assert all(asks_a_database(one) for one in request.session.items if "db" in one.fixturenames)
    whole = {item.path.name for item in _items(request, KEPT) if asks_a_database(item)}
    assert whole == {item.path.name for item in _items(request, KEPT)}
    assert not [item for item in _items(request, LEFT_OUT) if asks_a_database(item)]


def test_a_test_that_is_not_marked_gets_no_database() -> None:
    with pytest.raises(AsksUnmarkedError), own_database():
        pass
