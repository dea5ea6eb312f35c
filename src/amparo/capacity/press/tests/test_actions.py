"""Publishing, withdrawing, describing."""

from pathlib import Path

import pytest

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Chapter, Edition, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.record.models import AuditEvent
from amparo.ground.search.models import Change
from amparo.ground.texts import actions as texts
from amparo.ground.work.models import Job

from .factories import WAIVED, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_account("editor", roles=[Role.EDITOR])


def test_publishing_shows_it_to_everybody_and_is_written_down(tmp_path: Path, editor) -> None:
    edition = make_publication(tmp_path, release=False)
    assert queries.edition(None, "short") is None
    actions.publish(edition, by=editor.actor, waive=WAIVED)
    assert queries.edition(None, "short") == edition
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.actor, event.object_id) == (
        "press.publish",
        editor.actor,
        str(edition.pk),
    )
    last = {row.key: row.payload for row in Change.objects.order_by("id")}
    assert {tuple(payload["seen_by"]) for payload in last.values()} == {(0,)}
    assert Job.objects.filter(name="press.build_all", ids=[edition.pk]).exists()


def test_withdrawing_takes_it_from_readers_and_from_search(tmp_path: Path, editor) -> None:
    edition = make_publication(tmp_path)
    assert queries.edition(None, "short") == edition
    actions.take_step(edition, "withdraw", by=editor)
    assert queries.edition(None, "short") is None
    assert list(queries.searchable()) == []
    last = {row.key: row.kind for row in Change.objects.order_by("id")}
    assert set(last.values()) == {"remove"}


def test_a_withdrawn_edition_can_be_released_again(tmp_path: Path, editor) -> None:
    edition = make_publication(tmp_path)
    day = edition.released_on
    actions.take_step(edition, "withdraw", by=editor)
    actions.take_step(edition, "again", by=editor)
    found = queries.edition(None, "short")
    assert found is not None
    assert (found.state, found.released_on) == (State.RELEASED, day)


def test_publishing_the_next_edition_replaces_the_one_before(tmp_path: Path, editor) -> None:
    make_publication(tmp_path)
    (tmp_path / "short" / "en" / "parts" / "02-list.md").unlink()
    actions.import_folder(tmp_path / "short", slug="short", source="en", by=None)
    actions.publish(Edition.objects.get(number=2), by=editor.actor, waive=WAIVED)
    assert list(Edition.objects.order_by("number").values_list("state", flat=True)) == [
        State.SUPERSEDED,
        State.RELEASED,
    ]
    last = {row.key: row.kind for row in Change.objects.order_by("id")}
    gone = {key.split(":", 2)[2] for key, kind in last.items() if kind == "remove"}
    assert gone == {"parts-list:en", "parts-list:ar"}


@pytest.mark.parametrize("verb", ["submit", "withdraw"])
@pytest.mark.parametrize("role", [None, *(role for role in Role if role != Role.EDITOR)])
def test_only_editors_take_an_edition_further_and_withdraw_it(
    tmp_path: Path, role, verb: str
) -> None:
    edition = make_publication(tmp_path, release=verb == "withdraw")
    by = make_account(roles=[role] if role else [])
    before = AuditEvent.objects.count()
    with pytest.raises(actions.PublishRefused):
        actions.take_step(edition, verb, by=by)
    edition.refresh_from_db()
    assert (edition.state == State.RELEASED) == (verb == "withdraw")
    assert AuditEvent.objects.count() == before


def test_a_step_that_is_not_open_is_refused(tmp_path: Path, editor) -> None:
    edition = make_publication(tmp_path)
    for verb in ("publish", "submit", "open", "nonsense"):
        with pytest.raises(actions.PublishRefused):
            actions.take_step(edition, verb, by=editor)
    actions.take_step(edition, "withdraw", by=editor)
    with pytest.raises(actions.PublishRefused):
        actions.take_step(edition, "withdraw", by=editor)


def test_describing_is_written_down_once_and_saying_the_same_again_is_not(
    tmp_path: Path, editor
) -> None:
    edition = make_publication(tmp_path)
    said = {"kind": "report", "themes": ["reprisals"], "audience": ["lawyers", "defenders"]}
    before = AuditEvent.objects.count()
    actions.describe(edition.publication, by=editor, **said)
    actions.describe(edition.publication, by=editor, **said)
    assert AuditEvent.objects.count() == before + 1
    payload = Change.objects.order_by("-id").first().payload
    assert payload["themes"] == ["reprisals"]


def test_words_translated_here_are_found_and_counted_once_they_are_released(
    tmp_path: Path, editor
) -> None:
    edition = make_publication(tmp_path)
    was = edition.languages.get(language="fr").translated
    chapter = Chapter.objects.get(slug="parts-list")
    segment = chapter.text.segments.get(source_text="Take a pen.")
    texts.translate(segment, language="fr", words="Prenez un stylo.", by=None)
    actions.refresh(edition.publication)
    assert edition.languages.get(language="fr").translated == was
    seen = Change.objects.count()
    actions.order_release(edition, {"fr": "Fatou"}, by=editor)
    for finding in edition.releases.get(language="fr").findings.all():
        actions.waive(finding, "In part.", by=editor)
    assert actions.settle_release(edition, by=None, found={"fr": []}) == ["fr"]
    assert edition.languages.get(language="fr").translated == was + 1
    keys = {row.key.split(":", 2)[2] for row in Change.objects.order_by("id")[seen:]}
    assert "parts-list:fr" in keys


def test_the_press_holds_nothing_about_an_account(editor) -> None:
    assert queries.about(editor) == {}
    actions.forget(by=editor)
