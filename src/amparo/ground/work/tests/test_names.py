"""Every name that is ordered anywhere means a job."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from croniter import croniter

import amparo
from amparo.ground.work import queries

SOURCES = Path(amparo.__file__).parent


def ordered() -> Iterator[tuple[str, ast.expr]]:
    """The place and name of each order outside this room and the tests: the first argument of

    `enqueue`, and the `after` of what is offered to the translation desk, which orders it."""
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).parts
        if "tests" in parts or "migrations" in parts or parts[:2] == ("ground", "work"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = (
                    called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                )
                place = f"{path.name}:{node.lineno}"
                if name == "enqueue" and ast.unparse(node.args[0]) != "project.after":
                    yield place, node.args[0]
                if name == "offer":
                    yield from ((place, one.value) for one in node.keywords if one.arg == "after")


def test_every_name_that_is_ordered_is_written_out_and_means_a_job() -> None:
    for place, name in ordered():
        assert isinstance(name, ast.Constant), f"{place}: a name that cannot be read here"
        assert queries.resolve(str(name.value)), place


def test_every_schedule_means_a_job_and_an_hour_and_is_listed_once() -> None:
    schedules = queries.schedules()
    assert "work.prune" in [schedule.name for schedule in schedules]
    for schedule in schedules:
        assert queries.resolve(schedule.name)
        assert croniter.is_valid(schedule.cron), schedule.name
    assert len({schedule.name for schedule in schedules}) == len(schedules)


def test_every_job_takes_its_progress_first_and_then_identifiers_only() -> None:
    jobs = queries.known()
    assert "work.prune" in jobs
    for name, function in jobs.items():
        first, *ids = inspect.signature(function).parameters.values()
        assert first.name in {"progress", "_progress"}, name
        for parameter in ids:
            assert parameter.annotation in (int, str, "int", "str"), f"{name}: {parameter.name}"
