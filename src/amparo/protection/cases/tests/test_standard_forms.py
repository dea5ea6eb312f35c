"""The forms of asking: who is asked what, in which words, and what is never assumed."""

import pytest
from django.conf import settings

from amparo.ground.identity.models import Role
from amparo.ground.questions import queries as questions
from amparo.ground.questions.models import FormVersion
from amparo.ground.vocabulary.models import PriorityGroup
from amparo.protection.cases.actions.standard import FORMS, have_forms

pytestmark = pytest.mark.django_db
LANGUAGES = [tag for tag, _name in settings.LANGUAGES]
REACHED = {"reach", "hours", "code_phrase"}


@pytest.fixture(autouse=True)
def forms():
    have_forms()


def _keys(slug, **answers):
    return [asked.key for asked in questions.visible(questions.form(slug), answers)]


def _asked(slug, key):
    return next(one for one in questions.form(slug).questions if one.key == key)


def test_a_house_that_starts_again_asks_the_same_version():
    have_forms()
    assert FormVersion.objects.count() == len(FORMS)
    assert {questions.form(slug).version for slug in FORMS} == {1}


@pytest.mark.parametrize("slug", FORMS)
def test_every_question_can_be_skipped_and_everything_is_sealed(slug):
    assert all(one.sealed and not one.required for one in questions.form(slug).questions)
    assert questions.next_key(questions.form(slug), {}, None) is not None


def test_who_reads_an_answer_is_somebody_on_staff_and_a_concern_passes_caseworkers_by():
    readers = {slug: {one.readers for one in questions.form(slug).questions} for slug in FORMS}
    assert readers == {
        "help": {(Role.CASEWORKER, Role.KEYHOLDER)},
        "safeguarding": {(Role.SAFEGUARDING,)},
    }


def test_who_asks_for_themselves_is_not_asked_whether_they_know():
    assert "knows" not in _keys("help", **{"for": "me"})
    assert "knows" in _keys("help", **{"for": "other"})
    assert "knows" in _keys("help", **{"for": "group"})


def test_who_is_under_18_has_a_path_of_their_own():
    child, grown = set(_keys("help", **{"for": "child"})), set(_keys("help", **{"for": "me"}))
    own = {"age", "child_safe", "child_happening", "child_needs", "guardian_safe"}
    assert child - grown == own
    assert grown - child == {"happening", "since", "soon", "needs", "work", "others"}


def test_of_a_childs_age_a_band_is_asked_and_no_other_date_or_number():
    kinds = {one.kind for one in questions.form("help").questions}
    assert _asked("help", "age").kind == "age_band"
    assert kinds.isdisjoint({"date", "number"})


@pytest.mark.parametrize("said", [None, "no", "unsure"])
def test_a_guardian_is_asked_for_only_after_a_child_says_that_it_is_safe(said):
    told = {"for": "child", **({"guardian_safe": said} if said else {})}
    assert "guardian_contact" not in _keys("help", **told)
    assert "guardian_contact" in _keys("help", **{**told, "guardian_safe": "yes"})
    assert "guardian_contact" not in _keys("help", **{"for": "me", "guardian_safe": "yes"})


@pytest.mark.parametrize("slug", FORMS)
def test_a_way_to_reach_somebody_is_asked_for_only_after_they_chose_one(slug):
    there = REACHED & {one.key for one in questions.form(slug).questions}
    assert there.isdisjoint(_keys(slug))
    assert there.isdisjoint(_keys(slug, channel="here"))
    for value in _asked(slug, "channel").values:
        if value != "here":
            assert there <= set(_keys(slug, channel=value))


def test_what_could_help_are_the_support_actions_of_the_field():
    assert _asked("help", "needs").values == (
        "physical_security", "digital_security", "communications", "capacity", "transport",
        "legal", "medical", "humanitarian", "relocation", "advocacy", "other",
    )  # fmt: skip


def test_the_work_is_asked_by_the_organisations_own_list_and_not_at_all_without_one():
    groups = list(PriorityGroup.objects.order_by("order", "slug").values_list("slug", flat=True))
    assert _asked("help", "work").values == tuple(groups)
    PriorityGroup.objects.update(retired=True)
    have_forms()
    assert questions.form("help").version == 2
    assert "work" not in _keys("help")


def test_consent_is_asked_for_each_purpose_by_itself_and_nothing_is_chosen_before():
    consents = [one for one in questions.form("help").questions if one.kind == "consent"]
    assert [one.key for one in consents] == ["consent_interpreter", "consent_share"]
    for asked in consents:
        field = questions.field(asked, "en")
        assert field.initial is None
        assert [value for value, _label in field.choices] == ["yes", "no"]


@pytest.mark.parametrize("slug", FORMS)
def test_a_question_says_why_it_is_asked_or_is_one_whose_reason_is_plain(slug):
    plain = {"danger", "wish"}
    silent = {one.key for one in questions.form(slug).questions if not one.words("en").help}
    assert silent <= plain


@pytest.mark.parametrize("slug", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_and_answer_has_words_in_every_language_or_says_whose_they_are(
    slug, language
):
    shape = questions.form(slug)
    assert shape.name(language)
    for asked in shape.questions:
        words = asked.words(language)
        english = asked.words("en")
        assert words.label
        assert bool(words.help) == bool(english.help)
        if language != "en":
            assert words.language in ("", "en")
            assert (words.language == "en") == (words.label == english.label)
        for _value, label, tag in asked.offers(language):
            assert label
            assert tag in ("", "en")


@pytest.mark.parametrize("slug", FORMS)
def test_answers_and_questions_are_short_enough_for_a_small_screen(slug):
    for asked in questions.form(slug).questions:
        assert len(asked.words("en").label) <= 90
        assert len(asked.words("en").help) <= 200
        assert all(len(label) <= 80 for _value, label in asked.options("en"))
