"""The predicates and the list filters of the press say the same."""

from pathlib import Path

import pytest

from amparo.capacity.press import permissions, queries
from amparo.capacity.press.models import Edition, Publication, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account

from .factories import make_publication

pytestmark = pytest.mark.django_db

READERS = [None, (), *((role,) for role in Role)]
PAIRS = [
    (permissions.sees, permissions.seen),
    (permissions.publishes, permissions.published_by),
    (permissions.edits, permissions.edited_by),
]


def every_state() -> list[Edition]:
    publication = Publication.objects.create(slug="all", source_language="en")
    for number, state in enumerate(State.values, start=1):
        Edition.objects.create(
            publication=publication,
            number=number,
            state=state,
            tree_sha="0" * 64,
            released_on="2026-01-01",
        )
    return list(Edition.objects.all())


@pytest.mark.parametrize("roles", READERS)
@pytest.mark.parametrize("pair", PAIRS)
def test_predicate_and_filter_agree(roles, pair) -> None:
    by = None if roles is None else make_account(roles=roles)
    predicate, listed = pair
    editions = every_state()
    assert {row.pk for row in editions if predicate(by, row)} == set(
        Edition.objects.filter(listed(by)).values_list("pk", flat=True)
    )


def test_the_public_sees_only_what_is_released() -> None:
    every_state()
    shown = Edition.objects.filter(permissions.seen(None)).values_list("state", flat=True)
    assert list(shown) == [State.RELEASED]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.TRANSLATOR])
def test_editors_and_translators_see_all_that_stands(role) -> None:
    every_state()
    by = make_account(roles=[role])
    shown = Edition.objects.filter(permissions.seen(by)).values_list("state", flat=True)
    assert set(shown) == set(permissions.STANDING)


def test_an_editor_without_a_second_factor_sees_what_everybody_sees(tmp_path: Path) -> None:
    make_publication(tmp_path, release=False)
    by = make_account(roles=[Role.EDITOR], second_factor=False)
    assert queries.edition(by, "short") is None
    assert queries.on_desk(by) == []


def test_a_released_edition_is_what_staff_get_too_unless_they_ask_for_the_draft(
    tmp_path: Path,
) -> None:
    make_publication(tmp_path)
    (tmp_path / "short" / "en" / "more.md").write_text("More.")
    from amparo.capacity.press.actions import import_folder

    import_folder(tmp_path / "short", slug="short", source="en", by=None)
    editor = make_account(roles=[Role.EDITOR])
    found = queries.edition(editor, "short")
    asked = queries.edition(editor, "short", 2)
    assert (found.number, asked.number, queries.edition(None, "short", 2)) == (1, 2, None)
