"""What an organisation makes of a form."""

import pytest
from django.db import IntegrityError, transaction

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.questions import actions, queries
from amparo.ground.questions.actions import RefusedError, Wanted
from amparo.ground.questions.models import FormVersion
from amparo.ground.questions.queries import desk
from amparo.ground.questions.tests.factories import make_draft, make_form
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return make_account("alice", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def draft(alice):
    return make_draft(by=alice)


def _write(draft, key, alice, **given):
    row = draft.questions.get(key=key)
    given.setdefault("words", row.words)
    given.setdefault("shown_if", row.shown_if)
    given.setdefault("limit", row.limit)
    actions.write_question(row, wanted=Wanted(**given), by=alice)


def _order(draft):
    return list(draft.questions.values_list("key", flat=True))


def test_a_draft_is_asked_of_nobody_until_it_is_published(draft, alice):
    _write(draft, "nights", alice, words={"en": {"label": "Nights?"}})
    assert queries.form("room").questions[3].words("en").label == "How many nights?"
    published = actions.publish(draft, by=alice)
    assert (published.number, published.standard) == (2, False)
    assert queries.form("room").questions[3].words("en").label == "Nights?"
    assert queries.form("room", version=1).questions[3].words("en").label == "How many nights?"


def test_what_is_published_can_no_longer_be_changed_by_any_verb(draft, alice):
    _write(draft, "nights", alice, required=True)
    row = draft.questions.get(key="nights")
    actions.publish(draft, by=alice)
    refused = [
        lambda: actions.write_question(row, wanted=Wanted(words=row.words), by=alice),
        lambda: actions.remove_question(row, by=alice),
        lambda: actions.move(row, earlier=True, by=alice),
        lambda: actions.add_question(draft, label="More?", kind="text", by=alice),
        lambda: actions.publish(draft, by=alice),
        lambda: actions.drop(draft, by=alice),
    ]
    before = actions.drafting.content(FormVersion.objects.get(number=2))
    for verb in refused:
        with pytest.raises(RefusedError):
            verb()
    assert actions.drafting.content(FormVersion.objects.get(number=2)) == before


def test_there_is_one_draft_of_a_form(draft, alice):
    again = actions.begin_draft(draft.form, source=draft.form.versions.get(number=1), by=alice)
    assert again == draft
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.create(form=draft.form, state="draft")


def test_a_version_without_its_number_is_not_published(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.filter(pk=draft.pk).update(state="published")


def test_a_draft_that_asks_the_same_is_not_published(draft, alice):
    with pytest.raises(RefusedError):
        actions.publish(draft, by=alice)
    assert queries.form("room").version == 1


def test_a_question_without_enough_answers_is_not_published(draft, alice):
    actions.add_question(draft, label="Which colour?", kind="choice", by=alice)
    with pytest.raises(RefusedError) as refused:
        actions.publish(draft, by=alice)
    assert str(refused.value) == "“Which colour?” needs two answers to choose from."
    fresh = [("", {"en": "Red"}), ("", {"en": "Red"})]
    _write(draft, "which_colour", alice, options=fresh)
    actions.publish(draft, by=alice)
    assert queries.form("room").questions[4].values == ("red", "red_2")


def test_a_key_that_a_form_ever_used_is_never_used_for_another_question(draft, alice):
    actions.remove_question(draft.questions.get(key="nights"), by=alice)
    actions.publish(draft, by=alice)
    second = actions.begin_draft(draft.form, source=draft, by=alice)
    assert actions.add_question(second, label="Nights", kind="text", by=alice).key == "nights_2"
    assert actions.add_question(second, label="لماذا؟", kind="text", by=alice).key == "question"


def test_words_of_languages_that_were_not_on_the_page_stay(draft, alice):
    _write(draft, "for", alice, words={"en": {"label": "Who needs it?"}})
    assert draft.questions.get(key="for").words == {
        "en": {"label": "Who needs it?"},
        "ar": {"label": "لمن؟"},
    }
    _write(draft, "for", alice, words={"ar": {"label": "", "help": ""}})
    assert "ar" not in draft.questions.get(key="for").words


def test_a_question_and_an_answer_keep_words_in_one_language_at_least(draft, alice):
    with pytest.raises(RefusedError):
        _write(draft, "nights", alice, words={"en": {"label": ""}})
    with pytest.raises(RefusedError):
        _write(draft, "for", alice, options=[("me", {"en": "", "ar": ""}), ("other", {})])


def test_an_answer_that_opens_another_question_cannot_go(draft, alice):
    kept = [("me", {}), ("other", {})]
    with pytest.raises(RefusedError) as refused:
        _write(draft, "for", alice, options=kept, gone=frozenset({"other"}))
    assert "Another question is shown by this answer" in str(refused.value)


def test_an_answer_that_our_program_reads_cannot_go(draft, alice):
    with pytest.raises(RefusedError) as refused:
        _write(draft, "for", alice, options=[("me", {}), ("other", {})], gone=frozenset({"me"}))
    assert "Our program reads these answers" in str(refused.value)


def test_a_question_that_our_program_needs_or_another_depends_on_cannot_go(draft, alice):
    with pytest.raises(RefusedError):
        actions.remove_question(draft.questions.get(key="for"), by=alice)
    with pytest.raises(RefusedError):
        actions.remove_question(draft.questions.get(key="knows"), by=alice)
    actions.remove_question(draft.questions.get(key="story"), by=alice)
    actions.remove_question(draft.questions.get(key="knows"), by=alice)
    assert _order(draft) == ["for", "nights"]


def test_a_question_changes_places_but_never_comes_before_the_one_that_opens_it(draft, alice):
    actions.move(draft.questions.get(key="nights"), earlier=True, by=alice)
    assert _order(draft) == ["for", "knows", "nights", "story"]
    actions.move(draft.questions.get(key="nights"), earlier=False, by=alice)
    assert _order(draft) == ["for", "knows", "story", "nights"]
    for key in ("story", "knows"):
        with pytest.raises(RefusedError):
            actions.move(draft.questions.get(key=key), earlier=True, by=alice)
    actions.move(draft.questions.get(key="for"), earlier=True, by=alice)
    assert _order(draft) == ["for", "knows", "story", "nights"]


def test_a_draft_thrown_away_leaves_what_is_published(draft, alice):
    actions.drop(draft, by=alice)
    assert queries.form("room").version == 1
    with pytest.raises(RefusedError):
        actions.drop(draft, by=alice)


def test_every_change_is_in_the_audit_trail_without_its_words(draft, alice):
    _write(draft, "nights", alice, words={"en": {"label": "Canary?"}})
    actions.publish(draft, by=alice)
    told = AuditEvent.objects.order_by("seq").values_list("actor", "verb", "object_id")
    assert list(told)[1:] == [
        (alice.actor, "questions.begin", str(draft.pk)),
        (alice.actor, "questions.change", str(draft.pk)),
        (alice.actor, "questions.publish", str(draft.pk)),
    ]


def test_languages_whose_words_did_not_follow_the_english_ones_are_named(draft, alice):
    _write(draft, "story", alice, words={"en": {"label": "What was done?", "help": "Briefly."}})
    shown = desk.form_shown(alice, "room", "en")
    told = {line.asked.key: (line.stale, line.missing) for line in desk.lines(shown, "en")}
    others = ["fr", "es", "ru", "zh-hans", "pt"]
    assert told["story"] == (["ar"], others)
    assert told["for"] == ([], ["fr", "es", "ar", "ru", "zh-hans", "pt"])  # an answer in Arabic


def test_what_differs_between_two_versions_is_said_question_by_question(draft, alice):
    _write(draft, "story", alice, words={"en": {"label": "What was done?"}}, required=True)
    actions.remove_question(draft.questions.get(key="nights"), by=alice)
    actions.add_question(draft, label="Which town?", kind="text", by=alice)
    old, new = queries.form("room"), queries.shape_of(draft)
    told = [
        (change.kind, change.label, [(before, after) for _what, before, after in change.parts])
        for change in desk.differences(old, new, "en")
    ]
    assert told == [
        (
            "changed",
            "What was done?",
            [("What happened?", "What was done?"), ("In your own words.", ""), ("", "Yes")],
        ),
        ("added", "Which town?", [("", "Which town?"), ("", "4")]),
        ("removed", "How many nights?", []),
    ]
    assert desk.differences(old, old, "en") == []
    assert desk.elsewhere(old, old) == []


def test_a_question_that_only_moved_is_said_to_have_moved(draft, alice):
    actions.move(draft.questions.get(key="nights"), earlier=True, by=alice)
    changes = desk.differences(queries.form("room"), queries.shape_of(draft), "en")
    assert [(one.label, [part[1:] for part in one.parts]) for one in changes] == [
        ("How many nights?", [("4", "3")]),
        ("What happened?", [("3", "4")]),
    ]


def test_nothing_of_forms_exists_for_those_who_may_not_change_them(draft):
    stranger = make_account("bob", roles=[Role.EDITOR])
    for by in (None, stranger):
        assert desk.forms(by, "en") is None
        assert desk.form_shown(by, "room", "en") is None
        assert queries.waiting(by) == []


def test_drafts_and_offers_wait_for_administrators(draft, alice):
    assert [entry.count for entry in queries.waiting(alice)] == [1, 0]
    make_form("other")
    assert [entry.count for entry in queries.waiting(alice)] == [1, 0]
