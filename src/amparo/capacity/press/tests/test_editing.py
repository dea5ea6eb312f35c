"""Chapters written in the browser: nothing lost, nothing changed under readers."""

import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Chapter, Edition, Publication, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.interface.actions import establish
from amparo.ground.texts import queries as texts
from amparo.ground.texts.models import Change, Severity

from .factories import everybody, exported, make_publication, png, words

pytestmark = pytest.mark.django_db

PEN = "/en/library/desk/short/chapters/parts-list/"


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


@pytest.fixture
def editor():
    return make_account("editor", roles=[Role.EDITOR])


@pytest.fixture
def alice() -> Client:
    return everybody()["alice"]


def pen(number: int | None = None) -> Chapter:
    """The chapter about the pen, in an edition or the newest one."""
    rows = Chapter.objects.filter(slug="parts-list").select_related("text")
    if number is not None:
        rows = rows.filter(edition__number=number)
    return rows.order_by("-edition__number").first()


def source_of(row: Chapter) -> str:
    return bytes(row.text.source).decode()


def typed(row: Chapter, old: str = "", new: str = "", **more: str) -> dict[str, str]:
    """What a browser sends: with its own line ends."""
    said = source_of(row).replace(old, new) if old else source_of(row)
    return {"source": said.replace("\n", "\r\n"), "seen": row.text.sha, "note": "", **more}


def save(editor, old: str, new: str, severity: Severity = Severity.MEANING) -> Chapter:
    """Change words of the chapter about the pen."""
    row = pen()
    said = source_of(row).replace(old, new).encode()
    return actions.save_chapter(
        row.edition, row.slug, source=said, seen=row.text.sha, severity=severity, by=editor
    )


def test_a_released_edition_stays_as_its_readers_have_it_while_the_next_is_written(
    tmp_path: Path, editor
) -> None:
    make_publication(tmp_path)
    before = words(Client(), "/en/library/short/parts-list/")
    save(editor, "Take a pen.", "Take two pens.")
    assert [(row.number, row.state) for row in Edition.objects.order_by("number")] == [
        (1, State.RELEASED),
        (2, State.DRAFT),
    ]
    assert words(Client(), "/en/library/short/parts-list/") == before
    assert "Take two pens." in source_of(pen(2))
    assert pen(1).text.lineage == pen(2).text.lineage
    assert {row.language: row.stale for row in pen(2).edition.languages.all()}["ar"] == 1


def test_chapters_share_their_text_until_one_is_changed(tmp_path: Path, editor) -> None:
    make_publication(tmp_path)
    save(editor, "Take a pen.", "Take two pens.")
    firsts = Chapter.objects.filter(slug="first").values_list("text", flat=True)
    assert len(set(firsts)) == 1
    assert pen(1).text_id != pen(2).text_id
    save(editor, "Take two pens.", "Take three pens.")
    assert Edition.objects.count() == 2


def test_the_tree_has_another_name_after_a_change_and_goes_out_as_it_was_typed(
    tmp_path: Path, editor
) -> None:
    edition = make_publication(tmp_path)
    save(editor, "Take a pen.", "Take two pens.")
    draft = queries.newest("short")
    assert draft is not None
    assert draft.tree_sha != edition.tree_sha
    assert b"Take two pens." in exported()["en/parts/02-list.md"]
    save(editor, "Take two pens.", "Take a pen.")
    again = queries.newest("short")
    assert again is not None
    assert again.tree_sha == edition.tree_sha


def test_an_editor_is_asked_what_each_changed_paragraph_means(tmp_path: Path, alice) -> None:
    make_publication(tmp_path)
    asked = alice.post(PEN, typed(pen(), "Take a pen.", "Take two pens."))
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "<del>" in page
    assert "<ins>" in page
    position = pen().text.segments.get(source_text="Take a pen.").position
    assert f'name="severity-{position}" value="meaning" checked' in page
    assert Edition.objects.count() == 1
    answer = {f"severity-{position}": "safety", "note": "Two are safer"}
    done = alice.post(PEN, typed(pen(), "Take a pen.", "Take two pens.", **answer))
    assert done.status_code == 302
    assert Change.objects.get(segment__text=pen(2).text).severity == Severity.SAFETY
    assert texts.revisions(pen(2).text)[0].note == "Two are safer"
    assert "Two are safer" in words(alice, f"{PEN}before/")


def test_a_new_paragraph_asks_nothing(tmp_path: Path, alice) -> None:
    make_publication(tmp_path)
    more = alice.post(PEN, typed(pen(), "Take a pen.", "Take a pen.\n\nAnd some paper."))
    assert more.status_code == 302
    assert "And some paper." in source_of(pen(2))


def test_a_preview_saves_nothing(tmp_path: Path, alice) -> None:
    make_publication(tmp_path)
    page = alice.post(PEN, typed(pen(), "a pen", "a **pencil**", look="1")).content.decode()
    assert "<strong>pencil</strong>" in page
    assert "Take a **pencil**." in page
    assert Edition.objects.count() == 1


def test_who_saves_second_keeps_their_words_and_sees_the_others(
    tmp_path: Path, alice, editor
) -> None:
    make_publication(tmp_path, release=False)
    mine = typed(pen(), "Take a pen.", "Take a brush.")
    save(editor, "Take a pen.", "Take two pens.")
    page = alice.post(PEN, mine).content.decode()
    assert "Take a brush." in page
    assert "Take two pens." in page
    assert "Somebody else has saved" in page
    assert "Take two pens." in source_of(pen())
    theirs = pen().text.sha
    assert f'name="seen" value="{theirs}"' in page
    position = pen().text.segments.get(source_text="Take two pens.").position
    again = {**mine, "seen": theirs, f"severity-{position}": "typo"}
    assert alice.post(PEN, again).status_code == 302
    assert "Take a brush." in source_of(pen())


@pytest.mark.parametrize(
    "bomb",
    [
        "> " * 5_000 + "deep",
        "".join(f"{'  ' * n}- a\n" for n in range(400)),
        "".join(f"[^{n}]: note\n\n" for n in range(5_000)),
        "word[^1] " * 10 + "\n\n".join(f"[^{n}]: [^{n + 1}]" for n in range(3_000)),
        "[" * 50_000,
        "*a " * 60_000,
        "---\ntitle: [\n---\n\nWords.",
    ],
)
def test_a_markdown_bomb_is_refused_beside_the_field_or_harmless_and_quick(
    tmp_path: Path, alice, bomb: str
) -> None:
    make_publication(tmp_path, release=False)
    was = source_of(pen())
    begun = time.process_time()
    answer = alice.post(PEN, {"source": bomb, "seen": pen().text.sha, "note": ""})
    assert time.process_time() - begun < 20
    page = answer.content.decode()
    if answer.status_code == 200:
        assert 'role="alert"' in page or "What do these changes mean" in page
        assert source_of(pen()) == was


def test_revisions_tell_what_changed_and_one_is_restored_in_one_step(
    tmp_path: Path, alice, editor
) -> None:
    make_publication(tmp_path)
    save(editor, "Take a pen.", "Take two pens.")
    listed = words(alice, f"{PEN}before/")
    assert "Revision 2" in listed
    page = words(alice, f"{PEN}before/?number=2")
    assert "<del>" in page or "<ins>" in page
    assert alice.post(f"{PEN}before/", {"restore": "1"}).status_code == 302
    assert "Take a pen." in source_of(pen(2))
    assert alice.post(f"{PEN}before/", {"restore": "99"}).status_code == 404


def test_chapters_are_added_moved_given_an_address_and_taken_out(tmp_path: Path, alice) -> None:
    make_publication(tmp_path)
    path = "/en/library/desk/short/chapters/"
    added = alice.post(path, {"add": "1", "title": "In “between”", "after": "first"})
    assert added.status_code == 302

    def order() -> list[str]:
        return [row.slug for row in queries.newest("short").chapters.order_by("order")]

    assert order() == ["first", "in-between", "parts-list"]
    alice.post(path, {"up": "in-between"})
    assert order() == ["in-between", "first", "parts-list"]
    edge = alice.post(path, {"up": "in-between"})
    assert "edge of its part" in edge.content.decode()
    alice.post(path, {"rename": "first", "to": "Beginning here"})
    assert order() == ["in-between", "beginning-here", "parts-list"]
    taken = alice.post(path, {"rename": "in-between", "to": "beginning-here"})
    assert "Another chapter has this address" in taken.content.decode()
    alice.post(path, {"remove": "in-between"})
    assert "in-between" in order()
    alice.post(path, {"remove": "in-between", "sure": "1"})
    assert order() == ["beginning-here", "parts-list"]
    assert [row.slug for row in Edition.objects.get(number=1).chapters.all()] == [
        "first",
        "parts-list",
    ]
    assert words(Client(), "/en/library/short/first/")


def test_the_last_chapter_stays(tmp_path: Path, alice) -> None:
    make_publication(tmp_path, release=False, en={"a.md": "Words."})
    answer = alice.post("/en/library/desk/short/chapters/", {"remove": "a", "sure": "1"})
    assert "at least one chapter" in answer.content.decode()
    assert Chapter.objects.count() == 1


def test_a_change_after_approval_is_reviewed_again(tmp_path: Path, editor) -> None:
    edition = make_publication(tmp_path, release=False)
    actions.take_step(edition, "submit", by=editor)
    actions.take_step(edition, "approve", by=editor)
    save(editor, "Take a pen.", "Take two pens.")
    edition.refresh_from_db()
    assert edition.state == State.IN_REVIEW
    assert [row.verb for row in edition.steps.all()] == ["import", "submit", "approve", "change"]


def test_pictures_are_added_within_bounds_and_stay_while_a_chapter_shows_them(
    tmp_path: Path, alice
) -> None:
    make_publication(tmp_path)
    path = "/en/library/desk/short/figures/"

    def post(name: str, content: bytes) -> str:
        file = SimpleUploadedFile(name, content)
        return str(alice.post(path, {"picture": file}).content.decode())

    assert "MB is the most" in post("big.png", png() + b"\0" * 6_000_000)
    assert "not the kind of picture" in post("word.png", b"PK\x03\x04")
    assert "name ends in" in post("page.html", b"<svg")
    assert Edition.objects.count() == 1
    assert post("../My drawing.png", png()) == ""
    draft = queries.newest("short")
    assert {row.path for row in draft.figures.all()} == {
        "figures/circles.svg",
        "figures/My-drawing.png",
    }
    shown = alice.post(path, {"remove": "figures/circles.svg"}).content.decode()
    assert "shows this picture" in shown
    assert alice.post(path, {"remove": "figures/My-drawing.png"}).status_code == 302
    assert queries.newest("short").figures.count() == 1


def test_title_summary_and_licence_are_said_in_each_language(tmp_path: Path, alice) -> None:
    make_publication(tmp_path)
    path = "/en/library/desk/short/words/"
    said = {
        "title-en": "Another name",
        "title-ar": "اسم",
        "summary-en": "What it is.",
        "licence": "",
    }
    assert "field is required" in alice.post(path, {**said, "title-en": ""}).content.decode()
    assert alice.post(path, said).status_code == 302
    draft = queries.newest("short")
    assert (draft.number, draft.title("en")[0], draft.licence) == (2, "Another name", "")
    assert draft.summary("en") == ("What it is.", "en")
    assert "A short handbook" in words(Client(), "/en/library/short/")


def test_what_editors_say_stays_when_the_same_folder_comes_again(tmp_path: Path, alice) -> None:
    make_publication(tmp_path, release=False)
    alice.post("/en/library/desk/short/words/", {"title-en": "Another name", "licence": "CC0"})
    actions.import_folder(tmp_path / "short", slug="short", source="en", by=None)
    assert queries.newest("short").title("en") == ("Another name", "en")


def test_a_publication_is_made_in_the_browser(alice) -> None:
    path = "/en/library/desk/new/"
    said = {"title": "Care", "slug": "care", "language": "fr", "kind": "guide"}
    assert alice.post(path, {**said, "slug": "desk"}).status_code == 200
    assert Publication.objects.count() == 0
    assert alice.post(path, said).status_code == 302
    edition = queries.newest("care")
    assert (edition.state, edition.publication.source_language) == (State.DRAFT, "fr")
    again = alice.post(path, said).content.decode()
    assert "Another publication has this address" in again
    assert queries.edition(None, "care") is None
    assert texts.project_of(f"press.publication:{edition.publication.pk}") is not None


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_only_editors_open_these_pages(tmp_path: Path, name: str) -> None:
    make_publication(tmp_path)
    client = everybody()[name]
    for path in ("new/", "short/chapters/", "short/words/", "short/figures/", "short/bring/"):
        assert client.get(f"/en/library/desk/{path}").status_code == 404
    assert client.get(PEN).status_code == 404
    assert client.post(PEN, typed(pen())).status_code == 404


def test_the_same_words_again_change_nothing(tmp_path: Path, alice) -> None:
    make_publication(tmp_path, release=False)
    row = pen()
    before = (row.text.sha, len(texts.revisions(row.text)))
    assert alice.post(PEN, typed(row)).status_code == 302
    assert (pen().text.sha, len(texts.revisions(pen().text))) == before


def test_a_file_with_its_own_line_ends_keeps_them(tmp_path: Path, alice) -> None:
    make_publication(tmp_path, release=False, en={"parts/02-list.md": "Take.\r\n\r\nGive.\r\n"})
    row = Chapter.objects.get()
    path = f"/en/library/desk/short/chapters/{row.slug}/"
    said = source_of(row).replace("\r\n", "\n") + "More.\n"
    assert alice.post(path, {"source": said, "seen": row.text.sha}).status_code == 302
    assert source_of(pen()) == "Take.\r\n\r\nGive.\r\nMore.\r\n"
