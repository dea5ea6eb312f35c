"""From the rows to what a writer gets."""

import dataclasses
import pickle
import time
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.capacity.press.formats import WRITERS
from amparo.capacity.press.models import Amendment, Edition, Finding, Gate, LanguageRelease
from amparo.capacity.press.queries.books import book
from amparo.ground.texts import actions as texts
from amparo.ground.texts import queries as texts_queries
from amparo.ground.texts.models import Credit, Severity

from .factories import ENGLISH, make_publication

pytestmark = pytest.mark.django_db


def test_a_book_holds_the_chapters_in_order_with_their_words_figures_and_links(
    tmp_path: Path,
) -> None:
    edition = make_publication(tmp_path, release=False)
    made = book(edition, "ar", released=False)
    assert (made.title.words, made.direction, made.house) == ("دليل قصير", "rtl", "Amparo")
    assert [chapter.slug for chapter in made.chapters] == ["first", "parts-list"]
    first, second = made.chapters
    assert first.title.words == "الخطوات الأولى"
    assert {shown.language for shown in first.said.values()} == {"ar"}
    assert [picture.media_type for picture in first.figures.values()] == ["image/svg+xml"]
    assert first.links["parts/02-list.md#list"] == "parts-list#list"
    assert first.links["parts/02-list.md"] == "parts-list"
    assert (first.part, second.part and second.part.words) == (None, "Parts")
    assert made.colophon.translated == made.colophon.segments > 0


def test_a_book_asks_for_a_constant_number_of_queries(tmp_path: Path) -> None:
    few = make_publication(tmp_path, "few", release=False)
    chapters = {f"{number:02}-many.md": ENGLISH["01-first.md"] for number in range(20)}
    many = make_publication(tmp_path, "many", release=False, en=chapters, ar=chapters)
    counts = []
    for edition in (few, many):
        fresh = Edition.objects.select_related("publication").get(pk=edition.pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            book(fresh, "ar", released=False)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_a_book_can_be_sent_to_another_process(tmp_path: Path) -> None:
    made = book(make_publication(tmp_path, release=False), "ar", released=False)
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301  (our own)


@pytest.mark.parametrize(
    "link",
    [
        "[x](parts/02-list.md#list)",
        "[x](parts/02-list.md#list),[y](01-first.md)",
        "[x]( <parts/02-list.md#list> 'title')",
        "[x][there]\n\n[there]: parts/02-list.md#list",
        "[x](parts/../parts/02-list.md#list)",
        "[x](parts/02%2Dlist.md#list)",
    ],
)
def test_a_link_is_found_however_it_is_written(tmp_path: Path, link: str) -> None:
    chapters = ENGLISH | {"01-first.md": f"---\ntitle: One\n---\n\n{link}\n"}
    made = book(make_publication(tmp_path, release=False, en=chapters), "en", released=False)
    page = WRITERS["html"](made).decode()
    assert '<a href="#parts-list--list">x</a>' in page


def test_a_bomb_of_brackets_is_read_in_time(tmp_path: Path) -> None:
    chapters = {"01-first.md": "[x](" + "(" * 90_000 + "\n\n" + "](a" * 30_000 + "\n"}
    edition = make_publication(tmp_path, release=False, en=chapters)
    began = time.process_time()
    book(edition, "en", released=False)
    assert time.process_time() - began < 5


def test_one_chapter_is_a_book_by_itself(tmp_path: Path) -> None:
    made = book(
        make_publication(tmp_path, release=False), "en", released=False, chapter="parts-list"
    )
    assert [chapter.slug for chapter in made.chapters] == ["parts-list"]
    assert made.only == "parts-list"


def test_plain_text_does_not_change_with_a_picture(tmp_path: Path) -> None:
    made = book(make_publication(tmp_path, release=False), "en", released=False, fmt="text")
    assert all(not chapter.figures for chapter in made.chapters)


@pytest.mark.parametrize(
    ("severity", "stale", "corrected"),
    [
        (Severity.TYPO, False, False),
        (Severity.MEANING, True, False),
        (Severity.SAFETY, False, True),
    ],
)
def test_a_change_shows_by_its_severity(
    tmp_path: Path, severity: Severity, stale: bool, corrected: bool
) -> None:
    edition = make_publication(tmp_path, release=False)
    row = edition.chapters.select_related("text").get(slug="parts-list")
    changed = bytes(row.text.source).replace(b"Take a pen.", b"Take no telephone.")
    texts.write(row.text, language="en", source=changed, by=None, severity=severity)
    made = book(edition, "ar", released=False).chapters[1]
    (shown,) = [one for one in made.said.values() if "telephone" in one.words or "خذ" in one.words]
    assert (shown.stale, shown.corrected) == (stale, corrected)
    assert shown.language == ("en" if corrected else "ar")
    assert shown.words == ("Take no telephone." if corrected else "خذ قلماً.")


def test_a_book_says_who_read_it_what_was_waived_and_what_is_urgent(tmp_path: Path) -> None:
    edition = make_publication(tmp_path, release=False)
    release = LanguageRelease.objects.create(edition=edition, language="ar", reviewer="Noor Haddad")
    Finding.objects.create(release=release, gate=Gate.COMPLETE, waived="Needed tonight.")
    Finding.objects.create(release=release, gate=Gate.ALT)
    words = {"en": "Do not call.", "ar": "لا تتصلوا."}
    Amendment.objects.create(publication=edition.publication, words=words)
    made = book(edition, "ar", released=False)
    assert made.colophon.reviewer == "Noor Haddad"
    assert made.colophon.waived == (("complete", "Needed tonight."),)
    assert [(one.kind, one.words) for one in made.notices] == [
        ("amendment", ("لا تتصلوا.", "ar")),
        ("origin", ("مثال.", "ar")),
    ]
    assert book(edition, "fr", released=False).notices[0].words == ("Do not call.", "en")
    texts_project = texts_queries.project_of(f"press.publication:{edition.publication_id}")
    assert texts_project is not None
    Credit.objects.create(project=texts_project, language="ar", actor=uuid.uuid4(), name="Amal")
    assert book(edition, "ar", released=False).colophon.credits == ("Amal",)


def test_a_title_corrected_for_safety_stands_in_the_original(tmp_path: Path) -> None:
    edition = make_publication(tmp_path, release=False)
    row = edition.chapters.select_related("text").get(slug="parts-list")
    changed = bytes(row.text.source).replace(b"title: The list", b"title: Not this list")
    texts.write(row.text, language="en", source=changed, by=None, severity=Severity.SAFETY)
    assert book(edition, "ar", released=False).chapters[1].title == ("Not this list", "en")


def test_the_same_edition_makes_the_same_book(tmp_path: Path) -> None:
    edition = make_publication(tmp_path, release=False)
    one, two = (book(edition, "ar", released=False) for _ in range(2))
    assert dataclasses.asdict(one) == dataclasses.asdict(two)
