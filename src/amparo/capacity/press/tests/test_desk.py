"""The Desk's pages: for whom they are, and what they change."""

from pathlib import Path

import pytest
from django.test import Client

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Edition, Publication, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.interface.actions import establish
from amparo.ground.vocabulary.models import Theme

from .factories import everybody, make_publication, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


DESK = ["/en/library/desk/", "/en/library/desk/short/"]


@pytest.mark.parametrize("path", DESK)
def test_the_desk_is_for_editors_and_translators(tmp_path: Path, path: str) -> None:
    make_publication(tmp_path)
    readers = everybody()
    assert {name: client.get(path).status_code for name, client in readers.items()} == {
        "alice": 200,
        "bob": 200,
        "charlie": 404,
        "nobody": 302,
    }


def test_an_editor_takes_an_edition_further_and_a_colleague_cannot(tmp_path: Path) -> None:
    make_publication(tmp_path, release=False)
    readers = everybody()
    path = "/en/library/desk/short/1/"
    for name, status in (("bob", 404), ("charlie", 404), ("nobody", 302)):
        assert readers[name].post(path, {"verb": "submit"}).status_code == status
    assert Edition.objects.get().state == State.DRAFT
    assert readers["alice"].post(path, {"verb": "submit", "note": "Please look"}).status_code == 302
    assert Edition.objects.get().state == State.IN_REVIEW
    again = readers["alice"].post(path, {"verb": "submit"})
    assert "so this cannot be done" in again.content.decode()
    page = words(readers["alice"], "/en/library/desk/short/")
    assert "Please look" in page
    assert "Send to review" in page
    assert readers["alice"].post(path, {"verb": "approve"}).status_code == 302
    assert Edition.objects.get().state == State.APPROVED
    assert readers["alice"].post(path, {"verb": "return"}).status_code == 302
    assert Edition.objects.get().state == State.DRAFT
    assert readers["alice"].post("/en/library/desk/short/9/", {}).status_code == 404


def test_an_editor_says_for_whom_and_what_was_said_stays_when_it_is_wrong(tmp_path: Path) -> None:
    make_publication(tmp_path)
    readers = everybody()
    said = {"kind": "report", "themes": ["reprisals"], "audience": []}
    page = readers["alice"].post("/en/library/desk/short/", said).content.decode()
    assert "choose at least one" in page
    assert 'value="report" selected' in page
    assert readers["bob"].post("/en/library/desk/short/", said).status_code == 404
    said["audience"] = ["lawyers"]
    assert readers["alice"].post("/en/library/desk/short/", said).status_code == 302
    publication = Publication.objects.get()
    assert publication.kind == "report"
    assert [row.who for row in publication.audiences.all()] == ["lawyers"]
    assert [row.slug for row in publication.themes.all()] == ["reprisals"]


def test_the_desk_asks_as_many_questions_for_ten_as_for_one(
    tmp_path: Path, django_assert_max_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_publication(tmp_path)
    editor = sign_in(Client(), make_account(roles=[Role.EDITOR]))
    editor.get(DESK[0])
    with CaptureQueriesContext(connection) as one:
        editor.get(DESK[0])
    for number in range(10):
        make_publication(tmp_path, f"more-{number}", en={"a.md": "A."})
    with CaptureQueriesContext(connection) as many:
        editor.get(DESK[0])
    assert len(many) == len(one)


def test_what_waits_for_whom(tmp_path: Path) -> None:
    edition = make_publication(tmp_path, release=False)
    editor, translator = (
        make_account(role, roles=[role]) for role in (Role.EDITOR, Role.TRANSLATOR)
    )
    desk = "/en/library/desk/"

    def waits() -> list[tuple[str, int, str]]:
        return [(row.text.split()[0], row.count, row.url) for row in queries.waiting(editor)]

    assert waits() == [("Drafts", 1, desk)]
    actions.take_step(edition, "submit", by=editor)
    assert waits() == [("Editions", 1, desk)]
    actions.take_step(edition, "approve", by=editor)
    actions.order_release(edition, {"en": "", "ar": ""}, by=editor)
    assert waits() == [("Approved", 1, desk), ("Languages", 2, desk)]
    for somebody in (translator, None, make_account("stranger")):
        assert queries.waiting(somebody) == []


def test_a_theme_out_of_use_stays_with_the_publication_that_has_it(tmp_path: Path) -> None:
    make_publication(tmp_path)
    publication = Publication.objects.get()
    theme = Theme.objects.create(slug="old", names={"en": "An old word"}, retired=True)
    publication.themes.set([theme])
    alice = sign_in(Client(), make_account("alice", roles=[Role.EDITOR]))
    page = words(alice, "/en/library/desk/short/")
    assert "An old word" in page
    told = {"kind": "guide", "themes": ["old"], "audience": ["defenders"]}
    assert alice.post("/en/library/desk/short/", told).status_code == 302
    assert list(publication.themes.all()) == [theme]
