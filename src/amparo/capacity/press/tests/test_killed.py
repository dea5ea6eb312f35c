"""An import that is stopped at any moment, or runs twice at once, is seen whole or not at all."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions import staging
from amparo.capacity.press.models import Edition, Publication, State
from amparo.ground.texts.models import Text

from .factories import exported, make_folder, take, tree

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a SIGKILL: nobody catches it."""


@pytest.mark.parametrize("moment", range(8))
def test_killed_at_any_moment_nothing_of_it_is_seen_and_the_next_clears_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    monkeypatch.setattr(staging, "BATCH", 1)
    folder = make_folder(tmp_path)
    take(folder, release=True)
    before = exported()
    for path in ("en/01-first.md", "en/parts/02-list.md"):
        with (folder / path).open("a") as file:
            file.write("\nOne more.\n")
    (folder / "en" / "new.md").write_text("New.")
    (folder / "figures" / "new.svg").write_text("<svg/>")
    left = moment

    def report(_done: int, _of: int, _what: str) -> None:
        nonlocal left
        if not left:
            raise Killed
        left -= 1

    try:
        take(folder, release=True, report=report)
    except Killed:
        assert exported() == before
        assert [row.number for row in queries.everything()] == [1]
    take(folder, release=True)
    out, came = exported(), tree(folder)
    # A translation whose source moved on is written in the source's form from then on.
    assert {path for path in came if out.get(path) != came[path]} <= {
        "ar/01-first.md",
        "ar/parts/02-list.md",
        "fr/01-first.md",
    }
    assert out.keys() == came.keys()
    assert not Edition.objects.filter(state__in=[State.STAGED, State.DISCARDED]).exists()
    assert Text.objects.count() == 5
    publication = Publication.objects.get()
    names = default_storage.listdir(f"press/{publication.pk}")[1]
    assert len([name for name in names if name.endswith(".svg")]) == 2


def test_a_first_import_that_was_killed_leaves_nothing_to_see(tmp_path: Path) -> None:
    def report(_done: int, _of: int, what: str) -> None:
        if what == "Writing":
            raise Killed

    with pytest.raises(Killed):
        take(make_folder(tmp_path), report=report)
    assert Publication.objects.count() == 1
    assert list(queries.everything()) == []
    assert list(queries.searchable()) == []
    assert queries.shelf(None, shown_in="en").total == 0


def test_of_two_imports_at_once_the_second_takes_over(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    fell_in = False

    def report(_done: int, _of: int, what: str) -> None:
        nonlocal fell_in
        if what == "Writing" and not fell_in:
            fell_in = True
            take(folder)

    with pytest.raises(actions.ImportRefused):
        take(folder, report=report)
    assert [row.number for row in queries.everything()] == [1]
    assert exported() == tree(folder)
