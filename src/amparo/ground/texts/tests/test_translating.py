"""Words are written, read and approved by different people, and none of them are lost."""

import pytest

from amparo.ground.identity.models import Account, Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.record.models import AuditEvent
from amparo.ground.texts import actions, queries
from amparo.ground.texts.actions import DeskRefused, Overtaken, OwnWords, Refused
from amparo.ground.texts.markdown.tree import hash_of
from amparo.ground.texts.models import MemoryUnit, Origin, State, Text, Translation
from amparo.ground.work.models import Job

from .factories import FRENCH, make_french, make_project, make_text, rewrite, segment_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> Text:
    return make_french()


@pytest.fixture
def translator() -> Account:
    return make_account("translator", roles=[Role.TRANSLATOR])


@pytest.fixture
def reviewer() -> Account:
    return make_account("reviewer", roles=[Role.TRANSLATOR])


@pytest.fixture
def editor() -> Account:
    return make_account("editor", roles=[Role.EDITOR])


def held(text: Text, source: str, language: str = "fr") -> Translation:
    return Translation.objects.get(segment=segment_of(text, source), language=language)


def remembered() -> set[tuple[str, str]]:
    return set(MemoryUnit.objects.values_list("source", "words"))


def test_whoever_has_not_seen_the_words_that_stand_there_writes_over_nothing(text, translator):
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=translator)
    with pytest.raises(Overtaken) as overtaken:
        actions.translate(
            segment, language="fr", words="Restez.", by=translator, seen=hash_of("Attendez.")
        )
    assert overtaken.value.words == "Patientez."
    assert held(text, "Wait.").text == "Patientez."


def test_whoever_has_not_seen_the_source_as_it_is_now_makes_nothing_fresh(text, translator):
    project = make_project(text)
    row = queries.row(project, "fr", segment_of(text, "Wait.").pk)
    rewrite(text, "Wait.", "Wait an hour.")
    with pytest.raises(Overtaken) as overtaken:
        actions.translate(row.segment, language="fr", words="Restez.", by=translator, seen=row.seen)
    assert overtaken.value.source == "Wait an hour."
    again = queries.row(project, "fr", row.segment.pk)
    actions.translate(
        row.segment, language="fr", words="Une heure.", by=translator, seen=again.seen
    )
    assert held(text, "Wait an hour.").text == "Une heure."


def test_the_first_words_for_a_segment_have_been_seen_by_whoever_saw_none(text, translator):
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="ar", words="انتظر.", by=translator, seen=hash_of(""))
    with pytest.raises(Overtaken):
        actions.translate(segment, language="ar", words="تمهل.", by=translator, seen=hash_of(""))


def test_words_that_are_written_over_stay_in_the_memory(text, translator):
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=translator)
    assert remembered() == {("Wait.", "Attendez.")}
    actions.translate(segment, language="fr", words="", by=translator)
    assert ("Wait.", "Patientez.") in remembered()


def test_old_words_are_remembered_with_the_source_they_were_said_for(text, translator):
    rewrite(text, "Wait.", "Wait an hour.")
    segment = segment_of(text, "Wait an hour.")
    actions.translate(segment, language="fr", words="Attendez une heure.", by=translator)
    assert remembered() == {("Wait.", "Attendez.")}


def test_a_file_that_says_something_else_loses_no_words(text):
    other = FRENCH.replace("Attendez.", "Patientez.").replace("> Gardez une copie.\n\n", "")
    actions.take_translation(text, language="fr", content=other.encode(), by=None)
    assert remembered() == {("Wait.", "Attendez."), ("Keep a copy.", "Gardez une copie.")}


def test_a_paragraph_that_goes_leaves_its_words_and_a_restored_one_has_them_again(text, editor):
    actions.release([text.pk], "fr", by=None)
    rewrite(text, "> Keep a copy.\n\n", "")
    assert remembered() == {("Keep a copy.", "Gardez une copie.")}
    text = actions.restore(text, 1, by=editor.actor)
    back = held(text, "Keep a copy.")
    assert (back.text, back.origin, back.state) == (
        "Gardez une copie.",
        Origin.MEMORY,
        State.DRAFT,
    )
    assert queries.export(text, "fr") == FRENCH.encode()


def test_a_draft_that_is_thrown_away_leaves_what_was_written_in_it(text, translator):
    copy = actions.copy([text.pk])[text.pk]
    actions.translate(segment_of(copy, "Wait."), language="fr", words="Patientez.", by=translator)
    MemoryUnit.objects.all().delete()
    actions.remove([copy.pk])
    assert remembered() == {("Wait.", "Patientez.")}


def test_a_copy_that_goes_leaves_nothing_that_still_stands_elsewhere(text, translator):
    actions.translate(segment_of(text, "Wait."), language="fr", words="Patientez.", by=translator)
    MemoryUnit.objects.all().delete()
    actions.remove([actions.copy([text.pk])[text.pk].pk])
    assert remembered() == set()


def test_new_words_are_nobodys_opinion_but_their_authors(text, translator, reviewer):
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=translator)
    one = held(text, "Wait.")
    assert (one.state, one.origin, one.author) == (State.DRAFT, Origin.HAND, translator.actor)
    actions.judge([segment.pk], "fr", state=State.REVIEWED, by=reviewer)
    actions.translate(segment, language="fr", words="Restez là.", by=translator)
    one = held(text, "Wait.")
    assert (one.state, one.reviewer) == (State.DRAFT, None)


def test_old_words_said_again_for_a_new_source_are_read_again(text, translator, reviewer):
    segment = segment_of(text, "Wait.")
    actions.judge([segment.pk], "fr", state=State.REVIEWED, by=reviewer)
    rewrite(text, "Wait.", "Wait!")
    actions.translate(segment, language="fr", words="Attendez.", by=translator)
    one = held(text, "Wait!")
    assert (one.state, one.author, one.source_hash) == (
        State.DRAFT,
        translator.actor,
        hash_of("Wait!"),
    )


def test_saving_what_stands_there_changes_nothing_at_all(text, translator):
    before = Translation.objects.order_by("pk").values_list()
    events = AuditEvent.objects.count()
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words=" Attendez.\n", by=translator)
    assert list(before) == list(Translation.objects.order_by("pk").values_list())
    assert AuditEvent.objects.count() == events


def test_nobody_judges_their_own_words(text, translator, editor):
    segment = segment_of(text, "Wait.")
    for author in (translator, editor):
        actions.translate(segment, language="fr", words=f"Mots de {author.pk}.", by=author)
        with pytest.raises(OwnWords):
            actions.judge([segment.pk], "fr", state=State.REVIEWED, by=author)
    with pytest.raises(OwnWords):
        actions.judge([segment.pk], "fr", state=State.APPROVED, by=editor)


def test_approval_is_an_editors(text, translator, reviewer, editor):
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=translator)
    with pytest.raises(DeskRefused):
        actions.judge([segment.pk], "fr", state=State.APPROVED, by=reviewer)
    assert actions.judge([segment.pk], "fr", state=State.REVIEWED, by=reviewer) == 1
    assert actions.judge([segment.pk], "fr", state=State.APPROVED, by=editor) == 1
    one = held(text, "Wait.")
    assert (one.state, one.reviewer) == (State.APPROVED, reviewer.actor)


def test_an_editor_approves_what_they_reviewed_themselves(text, translator, editor):
    segment = segment_of(text, "Wait.")
    actions.translate(segment, language="fr", words="Patientez.", by=translator)
    actions.judge([segment.pk], "fr", state=State.REVIEWED, by=editor)
    assert actions.judge([segment.pk], "fr", state=State.APPROVED, by=editor) == 1


def test_one_that_cannot_be_judged_keeps_all_of_them_as_they_were(text, translator, reviewer):
    ids = [segment_of(text, "Wait.").pk, segment_of(text, "Keep a copy.").pk]
    actions.translate(ids[1], language="fr", words="Gardez-la.", by=reviewer)
    with pytest.raises(OwnWords):
        actions.judge(ids, "fr", state=State.REVIEWED, by=reviewer)
    assert not Translation.objects.exclude(state=State.DRAFT).exists()


def test_words_whose_source_has_moved_on_are_not_judged(text, reviewer):
    rewrite(text, "Wait.", "Wait an hour.")
    with pytest.raises(DeskRefused):
        actions.judge(
            [segment_of(text, "Wait an hour.").pk], "fr", state=State.REVIEWED, by=reviewer
        )


def test_a_judgement_is_taken_back(text, reviewer):
    segment = segment_of(text, "Wait.")
    actions.judge([segment.pk], "fr", state=State.REVIEWED, by=reviewer)
    actions.judge([segment.pk], "fr", state=State.DRAFT, by=reviewer)
    one = held(text, "Wait.")
    assert (one.state, one.reviewer) == (State.DRAFT, None)


def test_whoever_has_no_role_judges_nothing(text):
    stranger = make_account("stranger")
    for state in State:
        with pytest.raises(DeskRefused):
            actions.judge([segment_of(text, "Wait.").pk], "fr", state=state, by=stranger)


def test_a_text_is_not_translated_into_its_own_language(text, translator):
    with pytest.raises(Refused):
        actions.translate(segment_of(text, "Wait."), language="en", words="Stay.", by=translator)


def test_what_follows_a_change_is_ordered_once_however_many_words_changed(translator):
    text = make_text()
    project = make_project(text, after="work.prune")
    for segment in text.segments.all():
        actions.translate(segment, language="fr", words="mot", by=translator)
    assert [(job.name, job.ids) for job in Job.objects.all()] == [("work.prune", [project.pk])]
    Job.objects.update(state=Job.State.RUNNING)
    actions.translate(segment, language="fr", words="autre", by=translator)
    assert Job.objects.count() == 2
