"""Files: planned by what they are made of, made in lanes, kept under their hash, and offered."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions import building
from amparo.capacity.press.formats import lanes
from amparo.capacity.press.models import Build, Edition, Made
from amparo.capacity.press.queries import builds as files
from amparo.ground.interface.actions import establish
from amparo.ground.sealing import signing
from amparo.ground.texts import actions as texts

from .factories import make_files, make_publication

pytestmark = pytest.mark.django_db

LIGHT = ("html", "epub", "page")


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return make_publication(tmp_path)


def planned(edition: Edition, *, released: bool = True) -> dict[tuple[str, str, str], str]:
    rows = actions.plan_builds(edition, formats=LIGHT, released=released)
    return {(row.language, row.format, row.chapter): row.input_sha for row in rows}


def test_a_file_is_made_kept_under_its_hash_signed_and_offered(edition: Edition) -> None:
    (row,) = make_files(edition, ["ar"])
    content = files.content(row)
    assert content is not None
    assert row.state == Made.MADE
    assert (row.sha, row.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert default_storage.exists(f"press/builds/{row.sha}.html")
    public = files.public_key()
    assert public is not None
    assert signing.verify(public, row.signature, content)
    assert not signing.verify(public, row.signature, content + b" ")
    assert queries.offered(edition, "ar") == [row]
    assert row.cpu > 0
    assert row.made_at is not None


def test_the_file_names_its_own_short_address(edition: Edition, settings) -> None:
    settings.AMPARO_SITE = "https://umbral.example"
    (row,) = make_files(edition)
    assert len(row.code) == 10
    assert f"https://umbral.example/k/{row.code}".encode() in (files.content(row) or b"")
    assert queries.by_code(row.code.upper()) == row
    assert queries.by_code("aaaaaaaaaa") is None


def test_nothing_is_built_twice(edition: Edition) -> None:
    first = make_files(edition, ["en", "fr"], LIGHT)
    seen: list[float] = []
    rows = actions.plan_builds(edition, ["en", "fr"], LIGHT, released=True)
    actions.make(rows, lambda fraction, _step: seen.append(fraction), released=True, most=1)
    assert [row.pk for row in rows] == [row.pk for row in first]
    assert seen == []
    assert [row.made_at for row in rows] == [row.made_at for row in first]


def test_one_translated_word_makes_one_languages_files_and_that_chapters_page(
    edition: Edition,
) -> None:
    before = planned(edition, released=False)
    segment = edition.chapters.get(slug="first").text.segments.get(source_text="one")
    texts.translate(segment, language="fr", words="une", by=None)
    after = planned(edition, released=False)
    assert {key for key in after if after[key] != before.get(key)} == {
        ("fr", "html", ""),
        ("fr", "epub", ""),
        ("fr", "page", "first"),
    }


def test_what_readers_have_and_what_is_worked_on_are_the_same_files_until_words_differ(
    edition: Edition,
) -> None:
    assert planned(edition, released=False) == planned(edition, released=True)


def test_a_new_name_of_the_house_makes_other_files(edition: Edition) -> None:
    establish(name="Old house")
    before = planned(edition)
    establish(name="New house")
    after = planned(edition)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_a_failure_names_its_block_and_the_other_files_are_made(tmp_path: Path) -> None:
    chapter = "---\ntitle: One\n---\n\nWords.\n\n![A flame](../figures/gone.svg)\n"
    edition = make_publication(tmp_path, en={"01-one.md": chapter})
    rows = actions.plan_builds(edition, ["en"], ["html", "text", "zim"], released=True)
    Build.objects.filter(format="text").update(input_sha="0" * 64)
    actions.make(rows, released=True, most=2)
    made = {row.format: row.state for row in Build.objects.all()}
    assert made["html"] == Made.MADE


def test_words_that_changed_since_the_plan_are_not_made_from_it(edition: Edition) -> None:
    rows = actions.plan_builds(edition, ["fr"], ["html"], released=False)
    segment = edition.chapters.get(slug="first").text.segments.get(source_text="one")
    texts.translate(segment, language="fr", words="une", by=None)
    actions.make(rows, released=False, most=1)
    assert not Build.objects.exists()


def test_progress_is_the_share_of_the_work_that_is_done(edition: Edition) -> None:
    told: list[tuple[float, str]] = []
    rows = actions.plan_builds(edition, ["en"], LIGHT, released=True)
    actions.make(rows, lambda *said: told.append(said), released=True, most=2)
    fractions = [fraction for fraction, _step in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(set(fractions)) > 3


def test_a_worker_that_stops_leaves_what_it_made_and_writes_nothing_half(edition: Edition) -> None:
    class StopError(Exception):
        pass

    def stop(fraction: float, _step: str) -> None:
        if fraction > 0:
            raise StopError

    rows = actions.plan_builds(edition, ["en"], LIGHT, released=True)
    with pytest.raises(StopError):
        actions.make(rows, stop, released=True, most=1)
    states = [row.state for row in Build.objects.order_by("pk")]
    assert states.count(Made.MADE) == 1
    assert states.count(Made.WAITING) == len(states) - 1
    actions.make(Build.objects.select_related("edition"), released=True, most=1)
    assert {row.state for row in Build.objects.all()} == {Made.MADE}


def test_an_old_file_is_offered_until_the_new_one_is_made(edition: Edition) -> None:
    (old,) = make_files(edition)
    establish(name="New house")
    actions.offer_builds(edition, "en")
    assert [row.pk for row in queries.offered(edition, "en")] == [old.pk]
    assert {row.state for row in Build.objects.exclude(pk=old.pk)} <= {Made.WAITING, Made.ABSENT}
    (new,) = make_files(edition)
    assert new.pk != old.pk
    assert [row.pk for row in queries.offered(edition, "en")] == [new.pk]
    assert queries.instead_of(old) == new


def test_a_file_that_can_no_longer_be_made_is_no_longer_offered(edition: Edition) -> None:
    (old,) = make_files(edition)
    establish(name="New house")
    actions.plan_builds(edition, ["en"], ["html"], released=True)
    Build.objects.filter(state=Made.WAITING, format="html").update(state=Made.FAILED)
    actions.offer_builds(edition, "en")
    assert queries.offered(edition, "en") == []
    old.refresh_from_db()
    assert not old.offered


def test_what_is_withdrawn_is_offered_in_no_file(edition: Edition) -> None:
    make_files(edition, ["en", "ar"])
    assert len(queries.offered(edition, "en")) == 1
    actions.withdraw_builds(edition.publication, "en")
    assert queries.offered(edition, "en") == []
    assert len(queries.offered(edition, "ar")) == 1
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn")
    assert queries.offered(edition, "ar") == []


def test_the_same_book_has_the_same_hash_in_another_process(edition: Edition) -> None:
    book = building.as_it_comes_out(edition, "ar", released=True)
    assert building.book_sha(book) == building.book_sha(
        lanes.of(building.as_it_comes_out(edition, "ar", released=True), "code", "address")
    )
