"""What a language's files must pass: seen on real files, each broken on purpose first."""

import shutil
from pathlib import Path

import pytest

from amparo.capacity.press import actions, jobs, queries
from amparo.capacity.press.actions import building
from amparo.capacity.press.actions.file_gates import (
    checked,
    read_out,
    share_read,
    words_in,
    words_of,
)
from amparo.capacity.press.formats import epub_check, lanes
from amparo.capacity.press.models import Build, Edition, Format, Gate, LanguageRelease, Made, Stage
from amparo.capacity.press.queries import builds as files
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Job
from amparo.ground.work.tests.factories import make_job

from .factories import make_publication

pytestmark = pytest.mark.django_db

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return make_publication(tmp_path)


def candidates(edition: Edition, language: str, *formats: str) -> dict[str, Build]:
    rows = actions.plan_builds(edition, [language], formats, released=False)
    actions.make(rows, released=False, most=1)
    return {row.format: row for row in rows}


def gates(edition: Edition, language: str) -> dict[Gate, list[str]]:
    told: dict[Gate, list[str]] = {}
    for one in actions.file_gates(edition, language):
        told.setdefault(one.gate, []).append(f"{one.where}|{one.words}")
    return told


def test_a_file_that_has_not_been_made_stands_against_a_language(edition: Edition) -> None:
    rows = candidates(edition, "fr", "html")
    assert rows["html"].state == Made.MADE
    told = gates(edition, "fr")[Gate.BUILT]
    assert any("It has not been made yet." in line for line in told)
    assert not any(line.startswith("|One page") for line in told)


def test_a_failed_file_names_its_chapter_and_line(edition: Edition) -> None:
    rows = candidates(edition, "fr", "html")
    failure = {"chapter": "first", "line": 7, "reason": "The page cannot be set"}
    Build.objects.filter(pk=rows["html"].pk).update(
        state=Made.FAILED, sha="", made_at=None, failure=failure
    )
    told = gates(edition, "fr")[Gate.BUILT]
    assert "first:7|One page for any browser: The page cannot be set" in told


def test_epubcheck_is_asked_once_for_a_file_and_its_words_stand_against_it(
    edition: Edition,
) -> None:
    if epub_check.absent():
        pytest.skip(f"{epub_check.absent()} is missing")
    row = candidates(edition, "ar", "epub")["epub"]
    assert Gate.EPUB not in gates(edition, "ar")
    row.refresh_from_db()
    assert row.tools["epubcheck"] == []
    row.tools["epubcheck"] = [["EPUB/first.xhtml:3:1", "RSC-005: planted"]]
    row.save()
    assert gates(edition, "ar")[Gate.EPUB] == ["EPUB/first.xhtml:3:1|RSC-005: planted"]


def test_epubcheck_finds_what_is_wrong_with_a_broken_epub(edition: Edition) -> None:
    if epub_check.absent():
        pytest.skip(f"{epub_check.absent()} is missing")
    found = checked(b"PK\x03\x04 no epub")
    assert found
    assert all(words for _where, words in found)


@needs_pdftotext
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_words_of_a_chapter_can_be_read_out_of_its_pdf(edition: Edition, language: str) -> None:
    row = candidates(edition, language, "a4")["a4"]
    if row.state == Made.ABSENT:
        pytest.skip("the fonts for PDF are not here")
    assert row.state == Made.MADE, row.failure
    told = read_out(files.content(row) or b"") or ""
    book = building.as_it_comes_out(edition, language, released=False)
    share, missing = share_read(words_in(book), told)
    assert (share, missing) == (1.0, [])
    assert Gate.EXTRACTION not in gates(edition, language)


@needs_pdftotext
def test_words_that_cannot_be_read_out_stand_against_the_pdf(edition: Edition) -> None:
    english = candidates(edition, "en", "a4")["a4"]
    arabic = candidates(edition, "ar", "a4")["a4"]
    if Made.ABSENT in {english.state, arabic.state}:
        pytest.skip("the fonts for PDF are not here")
    Build.objects.filter(pk=arabic.pk).update(sha=english.sha)
    (told,) = gates(edition, "ar")[Gate.EXTRACTION]
    assert "of the words can be read out of the PDF" in told


def test_marks_hyphens_and_digits_of_another_script_are_no_other_words() -> None:
    expected = words_of("Risk-free co-operation, كِتَابٌ 12")
    assert share_read(expected, "risk-\nfree cooper-\nation co-oper-\nation كتاب ١٢") == (1.0, [])
    assert words_of("中文书") == {"中": 1, "文": 1, "书": 1}
    share, missing = share_read(words_of("one two three four"), "one two three")
    assert (share, missing) == (0.75, ["four"])


def test_an_order_builds_checks_and_gives_out_what_passes(tmp_path: Path) -> None:
    files = {"01-first.md": "---\ntitle: First\n---\n\nWords.\n"}
    said = {"01-first.md": "---\ntitle: أولا\n---\n\nكلمات.\n"}
    edition = make_publication(tmp_path, en=files, ar=said)
    editor = make_account(roles=[Role.EDITOR])
    actions.order_release(edition, {"ar": "Rana"}, by=editor)
    (job,) = Job.objects.filter(name="press.release", ids=[edition.pk])
    jobs.release(Progress(job), edition.pk)
    row = LanguageRelease.objects.get(edition=edition, language="ar")
    assert row.stage == Stage.RELEASED, list(row.findings.values_list("gate", "where", "words"))
    assert {build.format for build in queries.offered(edition, "ar")} >= {"html", "epub", "text"}
    assert Job.objects.filter(name="press.build_all", ids=[edition.pk]).exists()


def _all_turns(job: Job, edition: Edition) -> None:
    """Every turn of the job, each ordered by the one before."""
    orders = Job.objects.filter(name="press.build_all", ids__0=edition.pk).exclude(pk=job.pk)
    orders.delete()
    jobs.build_all(Progress(job), edition.pk)
    while (order := orders.first()) is not None:
        ids = order.ids
        order.delete()
        jobs.build_all(Progress(job), *ids)


def test_the_files_of_one_language_are_there_before_those_of_the_next(tmp_path: Path) -> None:
    edition = make_publication(
        tmp_path,
        en={"01-first.md": "---\ntitle: First\n---\n\nWords.\n"},
        ar={"01-first.md": "---\ntitle: أولا\n---\n\nكلمات.\n"},
    )
    Job.objects.all().delete()
    job = make_job(edition.pk, name="press.build_all")
    jobs.build_all(Progress(job), edition.pk)
    assert queries.offered(edition, "en")
    assert not queries.offered(edition, "ar")
    (order,) = Job.objects.filter(name="press.build_all").exclude(pk=job.pk)
    jobs.build_all(Progress(job), *order.ids)
    assert queries.offered(edition, "ar")


def test_everything_of_an_edition_is_built_in_the_background_and_offered(tmp_path: Path) -> None:
    edition = make_publication(tmp_path, en={"01-first.md": "---\ntitle: First\n---\n\nWords.\n"})
    Job.objects.all().delete()
    job = make_job(edition.pk, name="press.build_all")
    _all_turns(job, edition)
    made = {(row.language, row.format) for row in Build.objects.filter(offered=True, chapter="")}
    assert {fmt for _tag, fmt in made} >= {"html", "epub", "text", "docx"}
    told = Build.objects.exclude(state=Made.MADE).values_list("format", "state", "failure")
    assert {state for _fmt, state, _failure in told} <= {Made.ABSENT}, list(told)
    pages = queries.offered(edition, "en", chapter="first")
    assert {row.format for row in pages} >= {Format.PAGE, Format.SLIP}
    assert Job.objects.filter(name="press.library").count() == 1
    _all_turns(job, edition)
    assert Job.objects.filter(name="press.library").count() == 1  # nothing was made: none ordered


def test_what_takes_a_lane_with_it_fails_alone(edition: Edition) -> None:
    book = building.as_it_comes_out(edition, "en", released=True)
    tasks = [lanes.Task(1, "nothing", "k", book), lanes.Task(2, "html", "k", book)]
    told = {task.key: out for task, out in filter(None, lanes.LANES.write([tasks], most=1))}
    assert told[1].reason.startswith("KeyError")
    assert told[2].content.startswith(b"<!doctype html>")
