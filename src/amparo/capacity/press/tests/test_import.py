"""Importing: whole or not at all, once or twice, and what becomes stale."""

from pathlib import Path

import pytest

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions import figures
from amparo.capacity.press.actions.folder import look_through
from amparo.capacity.press.actions.staging import Overtaken
from amparo.capacity.press.models import Chapter, Edition, Publication
from amparo.ground.record.models import AuditEvent
from amparo.ground.search.models import Change
from amparo.ground.texts import queries as texts
from amparo.ground.texts.models import Text

from .factories import ARABIC, ENGLISH, counted, edit, exported, make_folder, stale, take, tree

pytestmark = pytest.mark.django_db


def test_a_folder_becomes_a_draft_with_chapters_in_order(tmp_path: Path) -> None:
    done = take(make_folder(tmp_path))
    assert (done.changed, done.number, done.released, done.refused, done.misfits) == (
        True,
        1,
        False,
        [],
        [],
    )
    assert done.languages == ["en", "ar", "fr"]
    rows = list(Chapter.objects.values_list("order", "slug", "part", "titles"))
    assert rows == [
        (
            1,
            "first",
            "",
            {"en": "First steps", "ar": "الخطوات الأولى", "fr": "Premiers pas"},
        ),
        (2, "parts-list", "parts", {"en": "The list", "ar": "القائمة"}),
    ]


def test_what_came_in_goes_out_byte_for_byte(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "en" / "bom.md").write_bytes("\ufeff# Bom\r\n\r\nLines\r\nend so.".encode())
    (folder / "ar" / "bom.md").write_bytes("# بوم\n\n\n\nالسطور تنتهي هكذا.\n\n\n".encode())
    done = take(folder)
    assert done.refused == []
    assert exported() == tree(folder)


def test_a_folder_in_its_own_spelling_goes_out_in_it(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, en={"a.md": "One."}, zh_Hans={"a.md": "一。"})
    take(folder)
    assert exported() == tree(folder)


def test_the_same_folder_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder, release=True)
    before = (counted(), AuditEvent.objects.count(), Change.objects.count(), exported())
    again = take(folder, release=True)
    assert (again.changed, again.written, again.number) == (False, [], 1)
    assert (counted(), AuditEvent.objects.count(), Change.objects.count(), exported()) == before


def test_one_changed_paragraph_makes_exactly_its_translations_stale(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder, release=True)
    assert stale() == {"en": 0, "ar": 0, "fr": 0}
    edit(folder, "en/01-first.md", "somebody** you trust", "somebody** you know well")
    done = take(folder, release=True)
    assert done.written == ["01-first.md"]
    assert stale() == {"en": 0, "ar": 1, "fr": 1}
    first = Chapter.objects.get(edition__number=2, slug="first").text
    page = texts.page(first, "ar")
    assert page.stale == 1
    assert 'class="stale"' in str(page.html)
    assert exported() == tree(folder)


def test_a_chapter_without_a_translation_of_the_changed_part_is_not_stale(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    edit(folder, "en/parts/02-list.md", "Take a pen.", "Take two pens.")
    take(folder)
    assert stale() == {"en": 0, "ar": 1, "fr": 0}


def test_the_translation_brought_up_to_date_is_no_longer_stale(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    edit(folder, "en/parts/02-list.md", "Take a pen.", "Take two pens.")
    take(folder)
    edit(folder, "ar/parts/02-list.md", "خذ قلماً.", "خذ قلمين.")
    take(folder)
    assert stale() == {"en": 0, "ar": 0, "fr": 0}


def test_a_released_edition_does_not_change_under_its_readers(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder, release=True)
    released = queries.edition(None, "short")
    assert released is not None
    before = dict(queries.files(released))
    edit(folder, "en/01-first.md", "Sit down", "Stand up")
    assert take(folder).number == 2
    still = queries.edition(None, "short")
    assert still is not None
    assert (still.number, dict(queries.files(still))) == (1, before)


def test_a_draft_is_replaced_and_keeps_its_number(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    edit(folder, "en/01-first.md", "Sit down", "Stand up")
    done = take(folder)
    assert (done.number, Edition.objects.count(), Text.objects.count()) == (1, 1, 2)


def test_chapters_that_did_not_change_share_their_text_between_editions(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder, release=True)
    edit(folder, "en/01-first.md", "Sit down", "Stand up")
    take(folder, release=True)
    pairs = Chapter.objects.filter(slug="parts-list").values_list("text", flat=True)
    assert (len(pairs), len(set(pairs))) == (2, 1)


def test_a_block_without_a_partner_is_listed_and_left_untranslated(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    edit(folder, "ar/parts/02-list.md", "## قائمة {#list}\n", "")
    done = take(folder)
    assert {misfit.path for misfit in done.misfits} == {"ar/parts/02-list.md"}
    edition = queries.newest("short")
    assert edition is not None
    arabic = next(row for row in edition.languages.all() if row.language == "ar")
    assert 0 < arabic.missing < arabic.segments
    assert exported() == tree(folder)


def test_a_file_of_only_a_translation_is_listed(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "fr" / "extra.md").write_text("Encore.")
    done = take(folder)
    assert (done.only_translated, done.chapters) == (["fr/extra.md"], 2)


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "en" / "bad.md").write_bytes(b"ok\n\xff\n")
    (folder / "fr" / "01-first.md").write_bytes(b"\xfe")
    (folder / "en" / "yaml.md").write_text("---\ntitle: [\n---\nWords.\n")
    done = take(folder)
    assert [row.path for row in done.refused] == ["en/bad.md", "en/yaml.md", "fr/01-first.md"]
    assert all(row.reason for row in done.refused)
    assert (done.chapters, done.languages) == (2, ["en", "ar"])


@pytest.mark.parametrize("bad", [b"\xff", b"---\ntitle: [\n---\n"])
def test_what_cannot_be_read_any_more_stays_as_it_was(tmp_path: Path, bad: bytes) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    was = exported()
    (folder / "en" / "01-first.md").write_bytes(bad)
    (folder / "ar" / "parts" / "02-list.md").write_bytes(bad)
    done = take(folder)
    assert [row.path for row in done.refused] == ["ar/parts/02-list.md", "en/01-first.md"]
    assert (done.changed, exported()) == (False, was)


def test_a_source_file_that_is_gone_leaves_and_one_that_moved_keeps_its_translations(
    tmp_path: Path,
) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    for tag in ("en", "ar"):
        (folder / tag / "parts" / "02-list.md").rename(folder / tag / "parts" / "07-list.md")
    (folder / "en" / "01-first.md").unlink()
    done = take(folder)
    assert done.only_translated == ["ar/01-first.md", "fr/01-first.md"]
    assert [row.path for row in Chapter.objects.all()] == ["parts/07-list.md"]
    assert stale() == {"en": 0, "ar": 0}


def test_a_source_in_another_language_is_refused(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    with pytest.raises(actions.ImportRefused):
        take(folder, source="ar")
    assert take(folder).changed is False


@pytest.mark.parametrize("slug", ["", "desk", "Größe", "a b", "../x", "-a", "x" * 81])
def test_a_short_name_that_is_no_address_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(actions.ImportRefused):
        take(make_folder(tmp_path), slug=slug)
    assert counted() == (0, 0, 0, 0)


def test_a_folder_of_which_nothing_can_be_read_leaves_nothing(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, en={"a.md": "---\ntitle: [\n---\n"})
    with pytest.raises(actions.ImportRefused):
        take(folder)
    assert counted() == (0, 0, 0, 0)


def test_an_import_leaves_one_entry_in_the_record_and_a_release_one_more(tmp_path: Path) -> None:
    take(make_folder(tmp_path), release=True)
    assert list(AuditEvent.objects.order_by("seq").values_list("verb", flat=True)) == [
        "press.import",
        "press.publish",
    ]


def test_search_learns_of_each_chapter_in_each_language_it_is_in(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder, release=True)
    put = {row.payload["path"]: row.payload for row in Change.objects.filter(kind="put")}
    keys = set(Change.objects.values_list("key", flat=True))
    number = Publication.objects.get().pk
    assert {key.split(":", 2)[2] for key in keys if key.startswith("press.chapter")} == {
        "first:en",
        "first:ar",
        "first:fr",
        "parts-list:en",
        "parts-list:ar",
    }
    assert f"press.publication:{number}:ar" in keys
    assert put["library/short/parts-list/"]["seen_by"] == [0]
    assert {row.key for row in queries.searchable()} == keys
    edit(folder, "en/parts/02-list.md", "Take a pen.", "Take two pens.")
    seen = Change.objects.count()
    take(folder, release=True)
    fresh = Change.objects.order_by("id")[seen:]
    assert {row.key.split(":", 2)[2] for row in fresh} == {"parts-list:en", "parts-list:ar"}


def test_a_draft_is_found_only_by_those_who_may_read_it(tmp_path: Path) -> None:
    take(make_folder(tmp_path))
    assert {tuple(row.payload["seen_by"]) for row in Change.objects.all()} == {(11, 12)}


def test_what_editors_said_holds_until_handbook_yaml_changes(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    take(folder)
    publication = Publication.objects.get()
    assert publication.kind == "guide"
    Publication.objects.update(kind="report")
    edit(folder, "en/01-first.md", "Sit down", "Stand up")
    take(folder)
    assert Publication.objects.get().kind == "report"
    edit(folder, "handbook.yaml", "kind: guide", "kind: checklist")
    take(folder)
    assert Publication.objects.get().kind == "checklist"


def test_a_title_given_by_hand_stays_when_it_is_not_given_again(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, en=ENGLISH, ar=ARABIC)
    (folder / "handbook.yaml").unlink()
    take(folder, title="By hand")
    assert take(folder).changed is False
    edition = queries.newest("short")
    assert edition is not None
    assert edition.title("ar") == ("By hand", "en")


def test_the_tree_has_one_name_wherever_it_lies(tmp_path: Path) -> None:
    one = take(make_folder(tmp_path / "one"), slug="one")
    two = take(make_folder(tmp_path / "two"), slug="two")
    assert one.tree_sha == two.tree_sha
    assert len(one.tree_sha) == 64


def test_front_matter_decides_the_order_then_the_natural_order_of_names(tmp_path: Path) -> None:
    files = {
        "10-last.md": "X.",
        "9-before.md": "X.",
        "zz.md": "---\norder: 1\n---\nX.",
        "2-part/b.md": "X.",
        "2-part/index.md": "# Part\n\nX.",
        "2-part/a/deep.md": "X.",
        "1-part/10.md": "X.",
        "1-part/9.md": "X.",
    }
    take(make_folder(tmp_path, en=files))
    assert [row.path for row in Chapter.objects.order_by("order")] == [
        "zz.md",
        "1-part/9.md",
        "1-part/10.md",
        "2-part/index.md",
        "2-part/a/deep.md",
        "2-part/b.md",
        "9-before.md",
        "10-last.md",
    ]


def test_the_demonstration_handbook_goes_out_as_it_came_in() -> None:
    from amparo.capacity.press.demo import HANDBOOK, WORLD

    done = take(WORLD / HANDBOOK, slug=HANDBOOK)
    assert done.refused == []
    assert exported(HANDBOOK) == tree(WORLD / HANDBOOK)
    assert take(WORLD / HANDBOOK, slug=HANDBOOK).changed is False


@pytest.mark.parametrize(
    "title", [r'"\UFFFFFFFF"', r'"\uD800"', r'"nothing \0 here"', r'"\uDC00 \uD800"']
)
def test_a_title_that_is_no_text_is_refused_and_the_rest_goes_on(
    tmp_path: Path, title: str
) -> None:
    folder = make_folder(tmp_path)
    (folder / "en" / "odd.md").write_text(f"---\ntitle: {title}\n---\nWords.\n", encoding="utf-8")
    done = take(folder)
    assert [row.path for row in done.refused] == ["en/odd.md"]
    assert done.chapters == 2


def test_an_import_that_was_overtaken_while_it_kept_its_pictures_says_so(tmp_path: Path) -> None:
    staged = Edition.objects.create(
        publication=Publication.objects.create(slug="short", source_language="en")
    )
    folder = look_through(make_folder(tmp_path), source="en")
    Edition.objects.filter(pk=staged.pk).delete()
    with pytest.raises(Overtaken):
        figures.stage(staged, folder, [], None)
