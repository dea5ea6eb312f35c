"""Forms that come with the house: again is as once, and an organisation's own words stay."""

import copy

import pytest
from django.utils import translation

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.questions import actions, queries
from amparo.ground.questions.models import FormVersion
from amparo.ground.questions.tests.factories import SPEC, make_form
from amparo.ground.record.models import AuditEvent

pytestmark = pytest.mark.django_db
WORDS = {"en": "Where?"}


def _reworded(english="Who needs it?"):
    spec = copy.deepcopy(SPEC)
    spec["questions"][0]["label"]["en"] = english
    return spec


def _own_version(by):
    """The organisation publishes words of its own."""
    version = make_form()
    draft = actions.begin_draft(version.form, source=version, by=by)
    row = draft.questions.get(key="nights")
    actions.write_question(row, wanted=actions.Wanted(words={"en": {"label": "Nights?"}}), by=by)
    return actions.publish(draft, by=by)


@pytest.fixture
def alice():
    return make_account("alice", roles=[Role.ADMINISTRATOR])


def test_the_same_form_again_changes_nothing():
    first = make_form()
    entries = AuditEvent.objects.count()
    assert make_form() == first
    assert FormVersion.objects.count() == 1
    assert AuditEvent.objects.count() == entries


def test_a_changed_form_is_a_new_version_and_the_old_one_is_still_asked_as_it_was():
    make_form()
    actions.put_form("room", _reworded())
    assert queries.form("room").version == 2
    assert queries.form("room").questions[0].words("en").label == "Who needs it?"
    assert queries.form("room", version=1).questions[0].words("en").label == "Who is it for?"


def test_an_organisations_own_words_stay_and_the_newer_ones_are_offered(alice):
    own = _own_version(alice)
    assert actions.put_form("room", _reworded()) == own
    assert queries.form("room").questions[0].words("en").label == "Who is it for?"
    offer = FormVersion.objects.get(state="offered")
    assert offer.questions.get(key="for").words["en"]["label"] == "Who needs it?"
    actions.put_form("room", _reworded("Who asks?"))
    assert FormVersion.objects.get(state="offered").pk != offer.pk


def test_an_offer_that_was_refused_does_not_come_back_until_the_words_change(alice):
    _own_version(alice)
    actions.put_form("room", _reworded())
    actions.drop(FormVersion.objects.get(state="offered"), by=alice)
    actions.put_form("room", _reworded())
    assert not FormVersion.objects.filter(state="offered").exists()
    actions.put_form("room", _reworded("Who asks?"))
    assert FormVersion.objects.filter(state="offered").exists()


def test_who_takes_the_standard_words_again_gets_the_next_ones_by_themselves(alice):
    own = _own_version(alice)
    actions.put_form("room", _reworded())
    offer = FormVersion.objects.get(state="offered")
    draft = actions.begin_draft(own.form, source=offer, by=alice)
    taken = actions.publish(draft, by=alice)
    assert taken.standard
    assert not FormVersion.objects.filter(state="offered").exists()
    actions.put_form("room", _reworded("Who asks?"))
    assert queries.form("room").questions[0].words("en").label == "Who asks?"


def test_words_of_the_catalogues_are_said_in_every_language_that_has_them():
    spec = {"name": "Library", "questions": [{"key": "a", "kind": "text", "label": "Language"}]}
    actions.put_form("tongues", spec)
    asked = queries.form("tongues").questions[0]
    with translation.override("fr"):
        french = translation.gettext("Language")
    assert french != "Language"
    assert (asked.words("fr").label, asked.words("fr").language) == (french, "")


def test_words_that_no_catalogue_has_are_english_and_marked():
    spec = {
        "name": "Library",
        "questions": [{"key": "a", "kind": "text", "label": "Language", "help": "Quux quibble."}],
    }
    actions.put_form("tongues", spec)
    words = queries.form("tongues").questions[0].words("fr")
    assert (words.label, words.help, words.language) == ("Language", "Quux quibble.", "en")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "a", "kind": "poem", "label": WORDS},
        {"key": "a", "kind": "choice", "label": WORDS},
        {"key": "for", "kind": "text", "label": WORDS},
        {"key": "a", "kind": "text", "label": WORDS, "shown_if": {"key": "later", "is": ["x"]}},
        {"key": "a", "kind": "text", "label": WORDS, "shown_if": {"key": "for", "is": ["x"]}},
        {"key": "a", "kind": "text", "label": WORDS, "shown_if": {"key": "for", "is": []}},
        {"key": "a", "kind": "text", "label": WORDS, "shown_if": {"key": "story", "is": ["x"]}},
    ],
)
def test_a_file_that_cannot_be_asked_is_refused_and_nothing_is_kept(wrong):
    with pytest.raises(actions.BadSpecError):
        make_form(questions=[*SPEC["questions"], wrong])
    assert queries.form("room") is None


def test_only_words_are_tagged_as_words(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_text("name: !_ [a, b]\n")
    with pytest.raises(actions.BadSpecError):
        actions.read_spec(path)
