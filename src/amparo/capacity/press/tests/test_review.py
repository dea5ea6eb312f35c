"""From draft to released, language by language: what stops it, who waives, what is told."""

from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Build, Edition, Finding, Gate, Stage, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.interface.actions import establish
from amparo.ground.record.models import AuditEvent
from amparo.ground.texts import actions as texts
from amparo.ground.texts.models import Origin, Severity, Translation
from amparo.ground.work.models import Job

from .factories import WAIVED, everybody, make_files, make_publication, words
from .test_editing import pen, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    establish(name="Test house")


@pytest.fixture
def editor():
    return make_account("editor", roles=[Role.EDITOR])


def approved(tmp_path: Path, editor, **more) -> Edition:
    """An edition that may be released."""
    edition = make_publication(tmp_path, release=False, **more)
    for verb in ("submit", "approve"):
        actions.take_step(edition, verb, by=editor)
    return edition


def stages(edition: Edition) -> dict[str, str]:
    return dict(edition.releases.values_list("language", "stage"))


def settle(edition: Edition, **found: list[actions.Found]) -> list[str]:
    """What the job does once the files are made."""
    return actions.settle_release(edition, by=None, found=found)


def test_a_language_needs_somebody_who_has_read_it(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.order_release(edition, {"en": "Alice", "ar": ""}, by=editor)
    assert stages(edition) == {"en": Stage.ORDERED, "ar": Stage.BLOCKED}
    assert [one.gate for one in Finding.objects.all()] == [Gate.REVIEWER]
    assert Job.objects.filter(name="press.release", ids=[edition.pk]).exists()
    assert queries.edition(None, "short") is None


def test_what_was_found_is_told_in_the_language_of_who_reads_it(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.order_release(edition, {"en": "Alice", "ar": ""}, by=editor)
    stored = Finding.objects.get()
    client = Client()
    sign_in(client, editor)
    page = client.get(f"/fr/library/desk/{edition.publication.slug}/{edition.number}/release/")
    assert stored.words not in page.content.decode()
    with override("fr"):
        assert gettext("Nobody is named who has read it before release.") in unescape(
            page.content.decode()
        )


def test_what_passes_goes_out_and_what_is_blocked_does_not(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.order_release(edition, {"en": "Alice", "ar": "Bob", "fr": "Fatou"}, by=editor)
    assert stages(edition) == {"en": "ordered", "ar": "ordered", "fr": "blocked"}
    assert settle(edition, en=[], ar=[]) == ["en", "ar"]
    found = queries.edition(None, "short")
    assert found is not None
    assert [row.language for row in found.languages.all()] == ["en", "ar"]
    assert "Premiers pas" not in words(Client(), "/en/library/short/?in=fr")
    page = words(Client(), "/en/library/short/first/?in=ar")
    assert "Read before release by Bob." in page


def test_files_that_fail_stop_a_language_and_the_source_stops_all(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.order_release(edition, {"en": "Alice", "ar": "Bob"}, by=editor)
    broken = [actions.Found(Gate.EPUB, "", "A link leads nowhere.")]
    assert settle(edition, en=broken, ar=[]) == []
    edition.refresh_from_db()
    assert (edition.state, stages(edition)) == (
        State.APPROVED,
        {"en": Stage.BLOCKED, "ar": Stage.ORDERED},
    )
    actions.waive(Finding.objects.get(gate=Gate.EPUB), "Known, harmless.", by=editor)
    assert stages(edition)["en"] == Stage.ORDERED
    assert settle(edition, en=broken, ar=[]) == ["en", "ar"]
    assert "Known, harmless." in words(Client(), "/en/library/short/first/")


def test_what_was_waived_of_its_files_stays_waived_when_it_is_ordered_again(
    tmp_path: Path, editor
) -> None:
    edition = approved(tmp_path, editor)
    broken = [actions.Found(Gate.EPUB, "", "A link."), actions.Found(Gate.BUILT, "", "No ZIM.")]
    actions.order_release(edition, {"en": "Alice"}, by=editor)
    settle(edition, en=broken)
    actions.waive(Finding.objects.get(gate=Gate.EPUB), "Known.", by=editor)
    actions.order_release(edition, {"en": "Alice"}, by=editor)
    assert stages(edition)["en"] == Stage.ORDERED
    assert settle(edition, en=broken) == []
    assert dict(Finding.objects.values_list("gate", "waived")) == {"epub": "Known.", "built": ""}


def test_a_language_whose_files_were_not_looked_at_goes_on_waiting(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.order_release(edition, {"en": "Alice", "ar": "Bob"}, by=editor)
    assert settle(edition, en=[]) == ["en"]
    assert stages(edition) == {"en": Stage.RELEASED, "ar": Stage.ORDERED}
    assert settle(edition, ar=[]) == ["ar"]


def test_a_waiver_needs_a_reason_and_an_editor(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.order_release(edition, {"ar": ""}, by=editor)
    finding = Finding.objects.get()
    with pytest.raises(actions.PublishRefused):
        actions.waive(finding, "  ", by=editor)
    with pytest.raises(actions.PublishRefused):
        actions.waive(finding, "Why not", by=make_account("bob", roles=[Role.TRANSLATOR]))
    assert Finding.objects.get().waived == ""
    actions.waive(finding, "Read by a friend.", by=editor)
    assert (Finding.objects.get().waived, Finding.objects.get().waived_by) == (
        "Read by a friend.",
        editor.actor,
    )
    assert AuditEvent.objects.latest("seq").verb == "press.waive"


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_only_an_approved_edition_is_released(tmp_path: Path, editor, state: str) -> None:
    edition = make_publication(tmp_path, release=state == "withdrawn")
    if state == "in_review":
        actions.take_step(edition, "submit", by=editor)
    if state == "withdrawn":
        actions.take_step(edition, "withdraw", by=editor)
    with pytest.raises(actions.PublishRefused):
        actions.order_release(edition, {"en": "Alice"}, by=editor)
    assert not Job.objects.filter(name="press.release").exists()


def test_a_language_that_is_not_there_cannot_be_ordered(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    for wanted in ({}, {"sw": "Somebody"}):
        with pytest.raises(actions.PublishRefused):
            actions.order_release(edition, wanted, by=editor)


def test_what_translators_write_waits_for_its_release(tmp_path: Path, editor) -> None:
    make_publication(tmp_path)
    segment = pen().text.segments.get(source_text="Take a pen.")
    texts.translate(segment, language="ar", words="خذ ريشة.", by=editor.actor)
    assert "خذ قلماً." in words(Client(), "/en/library/short/parts-list/?in=ar")
    edition = Edition.objects.get()
    actions.order_release(edition, {"ar": "Bob"}, by=editor)
    assert settle(edition, ar=[]) == ["ar"]
    assert "خذ ريشة." in words(Client(), "/en/library/short/parts-list/?in=ar")


def test_a_safety_change_blocks_a_stale_language_and_shows_readers_the_new_paragraph(
    tmp_path: Path, editor
) -> None:
    make_publication(tmp_path)
    save(editor, "Take a pen.", "Never take a pen.", Severity.SAFETY)
    draft = queries.newest("short")
    assert draft is not None
    gates = {one.gate for one in actions.cheap_gates(draft, "ar")}
    assert Gate.SAFETY in gates
    assert Gate.SAFETY not in {one.gate for one in actions.cheap_gates(draft, "en")}
    for verb in ("submit", "approve"):
        actions.take_step(draft, verb, by=editor)
    actions.order_release(draft, {"en": "Alice", "ar": "Bob"}, by=editor)
    assert stages(draft) == {"en": Stage.ORDERED, "ar": Stage.BLOCKED}
    assert settle(draft, en=[]) == ["en"]
    page = words(Client(), "/en/library/short/parts-list/?in=ar")
    assert "Never take a pen." in page
    assert "خذ قلماً." not in page
    assert "follows edition 1" in page
    other = words(Client(), "/en/library/short/first/?in=ar")
    assert "اجلس" in other


def test_a_typo_blocks_nothing_and_is_not_marked(tmp_path: Path, editor) -> None:
    make_publication(tmp_path)
    save(editor, "Take a pen.", "Take a pen!", Severity.TYPO)
    draft = queries.newest("short")
    assert draft is not None
    assert Gate.SAFETY not in {one.gate for one in actions.cheap_gates(draft, "ar")}
    assert {row.language: row.stale for row in draft.languages.all()}["ar"] == 0


def test_a_language_taken_back_is_gone_for_readers_and_the_desk_keeps_it(
    tmp_path: Path, editor
) -> None:
    edition = make_publication(tmp_path)
    was = Translation.objects.count()
    actions.withdraw_language(edition, "ar", by=editor)
    assert [row.language for row in edition.languages.all()] == ["en", "fr"]
    assert Translation.objects.count() == was
    assert "اجلس" not in words(Client(), "/en/library/short/first/?in=ar")
    assert Job.objects.filter(name="press.library").exists()
    with pytest.raises(actions.PublishRefused):
        actions.withdraw_language(edition, "en", by=editor)


def test_files_of_what_was_withdrawn_are_offered_to_nobody(tmp_path: Path, editor) -> None:
    edition = make_publication(tmp_path)
    make_files(edition, ["en", "ar"], ["text"])
    assert Build.objects.filter(offered=True).count() == 2
    actions.withdraw_language(edition, "ar", by=editor)
    assert list(Build.objects.filter(offered=True).values_list("language", flat=True)) == ["en"]
    actions.take_step(edition, "withdraw", by=editor)
    assert not Build.objects.filter(offered=True).exists()


def test_words_a_machine_wrote_are_told_to_readers(tmp_path: Path, editor) -> None:
    make_publication(tmp_path)
    segment = pen().text.segments.get(source_text="Take a pen.")
    texts.translate(segment, language="ar", words="خذ.", by=editor.actor, origin=Origin.MACHINE)
    edition = Edition.objects.get()
    actions.order_release(edition, {"ar": "Bob"}, by=editor)
    settle(edition, ar=[])
    page = words(Client(), "/en/library/short/parts-list/?in=ar")
    assert "1 paragraph here was translated by a machine" in page


def test_without_a_waiver_publishing_says_what_stands_against_it(tmp_path: Path) -> None:
    edition = make_publication(tmp_path, release=False)
    with pytest.raises(actions.PublishRefused, match="Nobody is named"):
        actions.publish(edition, by=None)
    edition.refresh_from_db()
    assert edition.state == State.DRAFT
    outcome = actions.publish(edition, by=None, waive=WAIVED)
    assert (sorted(outcome.released), outcome.blocked) == (["ar", "en", "fr"], {})


def test_figures_without_words_and_headings_with_gaps_are_found_with_their_line(
    tmp_path: Path,
) -> None:
    source = "## One\n\n![](../figures/circles.svg)\n\n#### Three\n\nWords.\n"
    edition = make_publication(tmp_path, release=False, en={"a.md": source})
    found = {(one.gate, one.where) for one in actions.cheap_gates(edition, "en")}
    assert {(Gate.ALT, "a:3"), (Gate.HEADINGS, "a:5")} <= found


def test_an_urgent_notice_stands_on_every_page_at_once_until_it_is_lifted(
    tmp_path: Path, editor
) -> None:
    edition = make_publication(tmp_path)
    client = Client()
    assert "Urgent" not in words(client, "/en/library/short/first/")
    with pytest.raises(actions.EditRefused):
        actions.amend(edition.publication, {"ar": "لا"}, by=editor)
    row = actions.amend(
        edition.publication, {"en": "Do not go there.", "ar": "لا تذهب."}, by=editor
    )
    for path in ("/en/library/short/", "/en/library/short/first/"):
        assert "Do not go there." in words(client, path)
    assert "لا تذهب." in words(client, "/ar/library/short/first/")
    assert Job.objects.filter(name="press.build_all", ids=[edition.pk]).exists()
    actions.amend(edition.publication, {"en": "Go nowhere."}, by=editor)
    row.refresh_from_db()
    assert row.lifted_at is not None
    standing = queries.amendment(edition.publication)
    assert standing is not None
    actions.lift(standing, by=editor)
    assert "Go nowhere." not in words(client, "/en/library/short/first/")
    with pytest.raises(actions.EditRefused):
        actions.amend(edition.publication, {"en": "Me"}, by=make_account("someone"))


def test_the_release_page_orders_waives_and_says_what_is_wrong(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    alice = everybody()["alice"]
    path = "/en/library/desk/short/1/release/"
    page = words(alice, path)
    assert "1 of" not in page.split("<h1")[0]
    assert "thing would stop it now" in page or "things would stop it now" in page
    nothing = alice.post(path, {}).content.decode()
    assert "Choose at least one language" in nothing
    told = {"language": ["en", "ar"], "reviewer-en": "Alice", "reviewer-ar": ""}
    assert alice.post(path, told).status_code == 302
    finding = Finding.objects.get()
    waiver = f"/en/library/desk/short/findings/{finding.pk}/"
    assert "Say why" in alice.post(waiver, {"reason": " "}).content.decode()
    assert everybody_else_is_refused(waiver)
    assert alice.post(waiver, {"reason": "Read aloud together."}).status_code == 302
    assert stages(edition) == {"en": Stage.ORDERED, "ar": Stage.ORDERED}
    assert "Read aloud together." in words(alice, path)


def everybody_else_is_refused(path: str) -> bool:
    """Nobody who is signed out gets through, and a defender does not know that it is there."""
    client = sign_in(Client(), make_account("dana"))
    return client.post(path, {"reason": "x"}).status_code == 404


def test_the_notice_is_put_up_and_lifted_on_its_page(tmp_path: Path) -> None:
    make_publication(tmp_path)
    alice = everybody()["alice"]
    path = "/en/library/desk/short/notice/"
    assert "field is required" in alice.post(path, {"en": ""}).content.decode()
    assert alice.post(path, {"en": "Stop.", "ar": "قف."}).status_code == 302
    assert "Stop." in words(Client(), "/en/library/short/")
    assert alice.post(path, {"lift": "1"}).status_code == 302
    assert "Stop." not in words(Client(), "/en/library/short/")


def test_steps_are_shown_with_who_and_when(tmp_path: Path, editor) -> None:
    edition = approved(tmp_path, editor)
    actions.take_step(edition, "return", by=editor, note="The second chapter is too long.")
    page = words(everybody()["alice"], "/en/library/desk/short/")
    for said in ("Send to review", "Approve", "Send back", "The second chapter is too long."):
        assert said in page
    assert [row.by for row in edition.steps.exclude(verb="import")] == [editor.actor] * 3


def test_an_import_over_a_draft_keeps_its_way_and_is_a_draft_again(tmp_path: Path, editor) -> None:
    approved(tmp_path, editor)
    folder = tmp_path / "short"
    (folder / "en" / "more.md").write_text("More.")
    actions.import_folder(folder, slug="short", source="en", by=None)
    edition = Edition.objects.get()
    assert (edition.number, edition.state) == (1, State.DRAFT)
    assert [row.verb for row in edition.steps.all()] == ["import", "submit", "approve", "import"]
