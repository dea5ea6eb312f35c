"""Which tests run a second time, on PostgreSQL: those that ask a database, and no other.

A test asks one in its own process (pytest-django refuses it to any other test), or in processes
it starts, which is what the mark `engine` says: `own_database` refuses it to any other. What
asks none says the same whatever the engine is.
"""

import pytest

FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


class AsksUnmarkedError(Exception):
    """A test without the mark asks for the run's database: on PostgreSQL it would be left out."""


_now: list[pytest.Item] = []


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test has anything to say about the engine."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "engine"))
    return marked or bool(FIXTURES.intersection(getattr(item, "fixturenames", ())))


def begins(item: pytest.Item) -> None:
    """This test runs now."""
    _now[:] = [item]


def must_be_marked() -> None:
    """Raises AsksUnmarkedError where the test that runs now would be left out on PostgreSQL."""
    for item in _now:
        if not (item.get_closest_marker("engine") or item.get_closest_marker("journey")):
            raise AsksUnmarkedError(f"{item.nodeid} asks for a database and has no mark `engine`")
