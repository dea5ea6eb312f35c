"""The desk shows what was offered, each row with all that a translator needs, to staff alone."""

import pytest

from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions import DeskRefused
from amparo.ground.texts.models import (
    Project,
    ProjectLanguage,
    ProjectText,
    Severity,
    State,
    Text,
    Translation,
)
from amparo.ground.texts.queries import DeskStanding, Show
from amparo.ground.work.models import Job

from .factories import make_french, make_project, make_text, rewrite, segment_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> Text:
    return make_french()


@pytest.fixture
def project(text: Text) -> Project:
    return make_project(text)


@pytest.fixture
def editor() -> Account:
    return make_account("editor", roles=[Role.EDITOR])


def sources(project: Project, show: Show, language: str = "fr", **given: object) -> list[str]:
    return [row.source for row in queries.rows(project, language, show=show, **given).items]


def test_what_is_offered_is_seen_by_translators_and_editors_alone(project, editor):
    translator = make_account("translator", roles=[Role.TRANSLATOR])
    others = make_account("others", roles=[Role.AUDITOR, Role.STRATEGIST, Role.ADMINISTRATOR])
    for by in (editor, translator):
        assert [line.project for line in queries.projects(by)] == [project]
        assert queries.project(by, project.pk) == project
    for by in (None, make_account("reader"), others):
        assert queries.projects(by) == []
        assert queries.project(by, project.pk) is None


def test_an_offer_made_twice_changes_nothing(project, text):
    before = [list(model.objects.values()) for model in (Project, ProjectText, ProjectLanguage)]
    make_project(text)
    assert before == [
        list(model.objects.values()) for model in (Project, ProjectText, ProjectLanguage)
    ]


def test_an_offer_opens_the_languages_that_have_words_and_keeps_the_others(project, text, editor):
    assert [line.row.language for line in queries.languages_of(project)] == ["fr"]
    actions.open_language(project, "AR", by=editor.actor)
    actions.close_language(project, "fr", by=editor.actor)
    make_project(text)
    rows = {line.row.language: line.row.closed for line in queries.languages_of(project)}
    assert rows == {"ar": False, "fr": True}


def test_texts_are_offered_in_order_and_come_over_from_another_project(project, text):
    first, last = make_text("# First\n"), make_text("# Last\n")
    make_project(first, text, last)
    assert sources(project, Show.ALL)[0] == "First"
    make_project(last, first)
    assert sources(project, Show.ALL) == ["Last", "First"]
    other = make_project(first, owner="tests.book:2")
    assert sources(project, Show.ALL) == ["Last"]
    assert sources(other, Show.ALL) == ["First"]
    actions.withdraw_offer("tests.book:2")
    assert queries.project_of("tests.book:2") is None
    assert Text.objects.filter(pk=first.pk).exists()


def test_the_next_editions_copy_takes_the_place_of_the_text_it_was_made_of(project, text, editor):
    actions.open_language(project, "ar", parts=[str(text.lineage)], by=editor.actor)
    actions.comment(segment_of(text, "Wait."), language="fr", words="Sure?", by=editor)
    copy = actions.copy([text.pk])[text.pk]
    make_project(copy)
    assert len(sources(project, Show.ALL, "ar")) == 20
    assert sources(project, Show.COMMENTED) == ["Wait."]
    assert queries.project_of("tests.book:1") == project


def test_only_the_parts_that_are_wanted_are_shown(project, text, editor):
    other = make_text("# Other\n\nNot wanted.\n")
    make_project(text, other)
    actions.open_language(project, "ar", parts=[str(other.lineage)], by=editor.actor)
    assert sources(project, Show.ALL, "ar") == ["Other", "Not wanted."]
    (line,) = queries.chapters_of(project, "ar")
    assert (line.text, line.title.words) == (other, "Other")
    assert line.standing == DeskStanding(total=2, words_left=3)


@pytest.mark.parametrize("tag", ["en", "xx-nowhere", ""])
def test_what_is_no_language_or_the_projects_own_is_not_opened(project, editor, tag):
    with pytest.raises(DeskRefused):
        actions.open_language(project, tag, by=editor.actor)


def test_a_part_of_another_project_is_not_opened(project, editor):
    with pytest.raises(DeskRefused):
        actions.open_language(project, "ar", parts=[str(make_text().lineage)], by=editor.actor)


def test_how_far_a_language_is(project, text, editor):
    actions.judge([segment_of(text, "Wait.").pk], "fr", state=State.REVIEWED, by=editor)
    actions.judge([segment_of(text, "Keep a copy.").pk], "fr", state=State.APPROVED, by=editor)
    actions.translate(segment_of(text, "After"), language="fr", words="", by=editor)
    rewrite(text, "Use another telephone.", "Use no telephone.", severity=Severity.SAFETY)
    rewrite(text, "inside two", "inside  two")
    (line,) = queries.languages_of(project)
    assert line.standing == DeskStanding(
        total=23, translated=22, stale=1, safety=1, reviewed=2, approved=1, words_left=1
    )
    assert queries.chapters_of(project, "fr")[0].standing == line.standing


def test_rows_are_shown_for_what_there_is_to_do(project, text, editor):
    rewrite(text, "Wait.", "Wait an hour.")
    rewrite(text, "Keep a copy.", "Keep a copy!", severity=Severity.TYPO)
    actions.translate(segment_of(text, "After"), language="fr", words="", by=editor)
    actions.judge([segment_of(text, "sent").pk], "fr", state=State.REVIEWED, by=editor)
    actions.comment(segment_of(text, "copied"), words="Which one?", by=editor)
    assert sources(project, Show.UNTRANSLATED) == ["After"]
    assert sources(project, Show.STALE) == ["Wait an hour."]
    assert sources(project, Show.COMMENTED) == ["copied"]
    assert "sent" not in sources(project, Show.UNREVIEWED, per_page=99)
    assert len(sources(project, Show.UNAPPROVED, per_page=99)) == 22
    assert len(sources(project, Show.ALL, per_page=99)) == 23
    assert all(str(show.label) for show in Show)


def test_a_row_tells_what_its_words_were_said_for(project, text):
    rewrite(text, "Wait.", "Wait an hour.", severity=Severity.SAFETY)
    rewrite(text, "Wait an hour.", "Wait two hours.", severity=Severity.TYPO)
    (row,) = queries.rows(project, "fr", show=Show.STALE).items
    assert (row.words, row.before, row.source) == ("Attendez.", "Wait.", "Wait two hours.")
    assert (row.severity, row.stale, row.chapter) == (Severity.SAFETY, True, "Écrire une lettre")


def test_a_row_with_a_typo_in_its_source_is_not_stale(project, text):
    rewrite(text, "Wait.", "Wait!", severity=Severity.TYPO)
    row = queries.row(project, "fr", segment_of(text, "Wait!").pk)
    assert (row.stale, row.severity, row.before) == (False, Severity.TYPO, "Wait.")


def test_pages_of_rows_hold_every_row_once_and_end_at_the_last(project):
    seen = [
        row.segment.pk
        for page in (1, 2, 3)
        for row in queries.rows(project, "fr", page=page, per_page=10).items
    ]
    assert len(seen) == len(set(seen)) == 23
    assert queries.rows(project, "fr", page=99, per_page=10).page == 3
    assert queries.rows(project, "fr", page=0, per_page=10).page == 1


def test_going_on_comes_to_every_row_there_is_work_with_and_begins_again(project, text, editor):
    for source in ("one", "Wait.", "sent"):
        actions.translate(segment_of(text, source), language="fr", words="", by=editor)
    found, after = [], None
    for _step in range(4):
        row = queries.next_row(project, "fr", after, Show.UNTRANSLATED)
        found.append(row.source)
        after = row.segment.pk
    assert found == ["one", "Wait.", "sent", "one"]
    actions.translate(segment_of(text, "Wait."), language="fr", words="Attendez.", by=editor)
    actions.translate(segment_of(text, "sent"), language="fr", words="envoyée", by=editor)
    last = segment_of(text, "one").pk
    assert queries.next_row(project, "fr", last, Show.UNTRANSLATED) is None
    assert queries.next_row(project, "fr", None, Show.STALE) is None


def test_a_row_of_another_project_is_not_there(project):
    other = make_text("# Other\n")
    make_project(other, owner="tests.book:2")
    assert queries.row(project, "fr", other.segments.get().pk) is None
    assert queries.row(project, "fr", 0) is None


def test_rows_of_a_large_project_ask_as_often_as_rows_of_a_small_one(
    project, django_assert_max_num_queries
):
    texts = [make_text(f"# Title {n}\n\n" + "Words.\n\n" * 20) for n in range(5)]
    make_project(*texts)
    Translation.objects.filter(language="fr").delete()
    with django_assert_max_num_queries(12):
        assert queries.rows(project, "fr", show=Show.UNTRANSLATED).total == 105
    with django_assert_max_num_queries(7):
        queries.languages_of(project)


def test_comments_stay_with_words_that_change_until_they_are_settled(project, text, editor):
    segment = segment_of(text, "Wait.")
    about = actions.comment(segment, language="fr", words="How long?", by=editor)
    actions.comment(segment, words="For everybody.", by=editor)
    actions.comment(segment, language="ar", words="Only in Arabic.", by=editor)
    rewrite(text, "Wait.", "Wait an hour.")
    segment.refresh_from_db()
    assert [one.words for one in queries.comments(segment, "fr")] == ["How long?", "For everybody."]
    assert queries.row(project, "fr", segment.pk).comments == 2
    actions.settle(project, about.pk, by=editor)
    assert queries.row(project, "fr", segment.pk).comments == 1
    assert len(queries.comments(segment, "fr")) == 2
    actions.settle(project, about.pk, by=editor, settled=False)
    assert queries.row(project, "fr", segment.pk).comments == 2


def test_a_comment_of_another_project_is_not_settled(project, text, editor):
    about = actions.comment(segment_of(text, "Wait."), words="How long?", by=editor)
    actions.settle(make_project(make_text(), owner="tests.book:2"), about.pk, by=editor)
    about.refresh_from_db()
    assert not about.settled


@pytest.mark.parametrize("words", ["", " \n", "\0", "w" * 4_001])
def test_a_comment_says_something_and_not_too_much(text, editor, words):
    with pytest.raises(DeskRefused):
        actions.comment(segment_of(text, "Wait."), words=words, by=editor)


def test_a_name_is_kept_only_while_somebody_wants_it(project, editor):
    actions.credit(project, "fr", name="  Amina \n Diallo ", by=editor)
    actions.credit(project, "fr", name="Amina Diallo", by=editor)
    assert [row.name for row in queries.credits(project, "fr")] == ["Amina Diallo"]
    assert queries.credits(project, "ar") == []
    actions.credit(project, "fr", name=None, by=editor)
    assert queries.credits(project, "fr") == []
    with pytest.raises(DeskRefused):
        actions.credit(project, "fr", name=" ", by=editor)


def test_an_account_is_told_what_is_held_and_forgotten_whole(text, editor):
    project = make_project(text, after="work.prune")
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=editor)
    actions.comment(segment, words="How long?", by=editor)
    actions.credit(project, "fr", name="Amina Diallo", by=editor)
    assert queries.about(editor) == {
        "translations you wrote": 1,
        "names to be printed": [{"name": "Amina Diallo", "language": "fr"}],
        "your comments": [
            {"at": queries.comments(segment, "")[0].at.isoformat(), "words": "How long?"}
        ],
    }
    actions.forget(by=editor)
    assert queries.about(editor) == {}
    assert Translation.objects.filter(text="Patientez.", author=None).exists()
    assert queries.credits(project, "fr") == []
    assert Job.objects.filter(name="work.prune").exists()
    assert list(queries.searchable()) == []


def test_what_waits_is_told_to_who_can_do_it(project, text, editor):
    translator = make_account("translator", roles=[Role.TRANSLATOR])
    for by in (None, make_account("reader")):
        assert queries.waiting(by) == []
    assert queries.waiting(translator) == []
    rewrite(text, "Wait.", "Wait an hour.")
    rewrite(text, "Keep a copy.", "Keep a copy!", severity=Severity.TYPO)
    actions.translate(segment_of(text, "sent"), language="fr", words="partie", by=translator)
    assert [row.count for row in queries.waiting(translator)] == [1]
    assert [row.count for row in queries.waiting(editor)] == [1, 1]
    actions.judge([segment_of(text, "sent").pk], "fr", state=State.REVIEWED, by=editor)
    assert [row.count for row in queries.waiting(editor)] == [1, 1]
    actions.close_language(project, "fr", by=editor.actor)
    assert queries.waiting(editor) == []
