"""What is asked, what an answer opens, and what an answer is once it is clean."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from amparo.ground.questions import queries
from amparo.ground.questions.queries import Asked
from amparo.ground.questions.tests.factories import SPEC, make_form
from amparo.ground.vocabulary import actions as vocabulary

pytestmark = pytest.mark.django_db


def _keys(asked):
    return [one.key for one in asked]


def _asked(kind, **more):
    return Asked(key="one", kind=kind, said={"en": {"label": "One?"}}, **more)


def _said(asked, text, language="en"):
    return queries.clean(asked, language, QueryDict(text), {})


def test_a_form_nobody_made_is_not_asked():
    assert queries.form("room") is None
    make_form()
    assert queries.form("room", version=2) is None
    assert queries.form("room").version == 1


def test_a_form_is_read_in_two_queries_however_many_questions(django_assert_num_queries):
    make_form()
    with django_assert_num_queries(2):
        queries.form("room")
    make_form(questions=[{**SPEC["questions"][3], "key": f"q{n}"} for n in range(30)])
    with django_assert_num_queries(2):
        assert len(queries.form("room").questions) == 30


def test_an_answer_opens_questions_and_another_closes_them():
    make_form()
    shape = queries.form("room")
    assert _keys(queries.visible(shape, {})) == ["for", "story", "nights"]
    assert _keys(queries.visible(shape, {"for": "other"})) == ["for", "knows", "story", "nights"]
    told = {"for": "other", "knows": "no"}
    assert _keys(queries.visible(shape, told)) == ["for", "knows", "nights"]


def test_what_was_said_to_a_question_that_is_closed_now_opens_nothing():
    make_form()
    shape = queries.form("room")
    assert _keys(queries.visible(shape, {"for": "me", "knows": "no"})) == ["for", "story", "nights"]


def test_the_next_question_is_the_next_open_one():
    make_form()
    shape = queries.form("room")
    assert queries.next_key(shape, {}, None) == "for"
    assert queries.next_key(shape, {"for": "me"}, "for") == "story"
    assert queries.next_key(shape, {"for": "other"}, "for") == "knows"
    assert queries.next_key(shape, {}, "nights") is None
    assert queries.next_key(shape, {}, "knows") is None


def test_an_answer_of_several_opens_by_any_of_them():
    assert queries.holds({"key": "a", "is": ["x", "y"]}, {"a": ["y", "z"]})
    assert not queries.holds({"key": "a", "is": ["x"]}, {"a": ["y", "z"]})
    assert not queries.holds({"key": "a", "is": ["x"]}, {})
    assert queries.holds({"key": "a", "is_not": ["x"]}, {})
    assert not queries.holds({"key": "a", "is_not": ["x"]}, {"a": ["x", "z"]})


def test_words_that_a_language_lacks_are_english_and_say_so():
    make_form()
    shape = queries.form("room")
    story, knows = shape.questions[2], shape.questions[1]
    assert (story.words("ar").label, story.words("ar").language) == ("ماذا حدث؟", "")
    assert (knows.words("ar").label, knows.words("ar").language) == ("Do they know?", "en")
    assert knows.words("ar").direction == "ltr"
    label = queries.field(knows, "ar").label
    assert label == '<span lang="en" dir="ltr">Do they know?</span>'
    assert queries.field(story, "ar").label == "ماذا حدث؟"


def test_an_option_that_a_language_lacks_is_marked_where_it_is_shown():
    make_form()
    choices = dict(queries.field(queries.form("room").questions[0], "ar").choices)
    assert choices["me"] == "لي"
    assert choices["other"] == '<span lang="en" dir="ltr">For somebody else</span>'


def test_words_cannot_become_markup():
    asked = Asked(key="a", kind="text", said={"en": {"label": "<b>Who?</b>"}})
    assert queries.field(asked, "ar").label == (
        '<span lang="en" dir="ltr">&lt;b&gt;Who?&lt;/b&gt;</span>'
    )


def test_a_text_longer_than_its_limit_of_words_is_refused_with_both_numbers():
    asked = _asked("long", limit=3)
    assert _said(asked, "answer=one two three") == "one two three"
    with pytest.raises(ValidationError) as refused:
        _said(asked, "answer=one two three four")
    assert refused.value.messages == ["There is room for 3 words here, and you wrote 4."]


def test_a_text_without_spaces_has_words_too():
    with pytest.raises(ValidationError):
        _said(_asked("long", limit=3), "answer=我需要帮助")


def test_a_sign_that_no_database_keeps_is_refused():
    with pytest.raises(ValidationError):
        _said(_asked("text"), "answer=a%00b")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "answer= Ana ", "Ana"),
        ("text", "answer=", None),
        ("text", "", None),
        ("long", "answer=a%0D%0Ab", "a\nb"),
        ("phrase", "answer=the red kite", "the red kite"),
        ("number", "answer=12", 12),
        ("number", "answer=0", 0),
        ("date", "answer=2026-11-22", "2026-11-22"),
        ("country", "answer=CO", "CO"),
        ("country", "answer=", None),
        ("consent", "answer=no", "no"),
        ("consent", "", None),
        ("age_band", "answer=13_15", "13_15"),
        ("channel", "answer=signal", "signal"),
        ("files", "answer=x", None),
    ],
)
def test_an_answer_is_kept_as_plain_values(kind, typed, kept):
    vocabulary.load()
    assert _said(_asked(kind), typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "answer=many"),
        ("number", "answer=-1"),
        ("number", "answer=9999999999999999999999"),
        ("date", "answer=yesterday"),
        ("country", "answer=QQ"),
        ("consent", "answer=perhaps"),
        ("age_band", "answer=40"),
        ("channel", "answer=pigeon"),
    ],
)
def test_what_is_no_answer_is_refused(kind, typed):
    vocabulary.load()
    with pytest.raises(ValidationError):
        _said(_asked(kind), typed)


def test_several_may_be_chosen_up_to_the_limit():
    offered = tuple({"value": one, "words": {"en": one}} for one in "abc")
    asked = _asked("choices", offered=offered, limit=2)
    assert _said(asked, "answer=a&answer=c") == ["a", "c"]
    assert _said(asked, "") is None
    for wrong in ("answer=a&answer=b&answer=c", "answer=d"):
        with pytest.raises(ValidationError):
            _said(asked, wrong)


def test_a_required_answer_is_asked_for_and_another_is_not():
    assert _said(_asked("text"), "") is None
    with pytest.raises(ValidationError):
        _said(_asked("text", required=True), "")


def test_countries_stand_in_the_order_of_the_language():
    vocabulary.load()
    told = {tag: [code for code, _name in queries.fields.countries(tag)] for tag in ("en", "fr")}
    assert len(told["en"]) == len(told["fr"]) > 240
    assert told["en"].index("AF") < told["en"].index("AX") < told["en"].index("AL") + 2
    assert told["fr"].index("EG") < told["fr"].index("FR")  # É among the E


def test_neither_browser_nor_keyboard_keeps_what_is_typed():
    for kind in ("text", "long", "phrase", "number", "date", "country", "consent", "channel"):
        assert queries.field(_asked(kind), "en").widget.attrs["autocomplete"] == "off"


def test_a_browser_is_told_everything_it_needs():
    make_form()
    told = queries.as_json(queries.form("room"), "ar")
    english = queries.as_json(queries.form("room"), "en")
    assert {**told[1], "options": english[1]["options"]} == {
        "key": "knows",
        "kind": "consent",
        "label": "Do they know?",
        "help": "",
        "language": "en",
        "direction": "ltr",
        "options": [
            {"value": "yes", "label": "Yes, I agree", "language": ""},
            {"value": "no", "label": "No", "language": ""},
        ],
        "required": False,
        "limit": None,
        "sealed": True,
        "section": "",
        "shown_if": {"key": "for", "is": ["other"]},
    }
    assert [(one["value"], one["language"]) for one in told[0]["options"]] == [
        ("me", ""),
        ("other", "en"),
    ]
    assert (told[2]["label"], told[2]["language"], told[2]["limit"]) == ("ماذا حدث؟", "", 5)
