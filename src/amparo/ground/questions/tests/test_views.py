"""The forms' desk, as an administrator uses it and as nobody else may."""

import pytest

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.questions import actions, queries
from amparo.ground.questions.models import FormVersion, Question
from amparo.ground.questions.tests.factories import SPEC, make_draft, make_form

pytestmark = pytest.mark.django_db
DESK = "/en/desk/forms/"
DRAFT = f"{DESK}room/draft/"


@pytest.fixture
def alice(client):
    account = make_account("alice", roles=[Role.ADMINISTRATOR])
    sign_in(client, account)
    return account


@pytest.fixture
def draft(alice):
    return make_draft(by=alice)


def _filled(client, path, **changed):
    """The fields of the page's form as a browser would send them back."""
    form = client.get(path).context["form"]
    told = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value not in (None, "", False):
            told[name] = value
    return {**told, "go": "save", **changed}


def test_strangers_colleagues_and_the_signed_out_find_nothing(client, alice, draft):
    other = client.__class__()
    assert other.get(DRAFT).status_code == 302
    for name, roles in (("bob", [Role.EDITOR]), ("carol", [])):
        sign_in(other, make_account(name, roles=roles))
        for path in (DESK, DRAFT, f"{DRAFT}questions/story/", f"{DESK}room/1/preview/"):
            assert other.get(path).status_code == 404
        told = {"label_en": "Mine now?", "help_en": "", "go": "save", "how": "always"}
        assert other.post(f"{DRAFT}questions/nights/", told).status_code == 404
        assert other.post(DRAFT, {"go": "publish"}).status_code == 404
        assert other.post(DRAFT, {"go": "drop"}).status_code == 404
    assert draft.questions.get(key="nights").words["en"]["label"] == "How many nights?"
    assert queries.form("room").version == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_however_many_forms(client, alice, rows, django_assert_num_queries):
    for number in range(rows):
        make_form(f"room-{number}")
    client.get(DESK)
    with django_assert_num_queries(6):
        page = client.get(DESK)
    assert page.content.decode().count("Asking for a room") == rows


@pytest.mark.parametrize("more", [1, 30])
def test_a_draft_costs_the_same_however_many_questions(
    client, alice, draft, more, django_assert_num_queries
):
    for number in range(more):
        actions.add_question(draft, label=f"Question {number}?", kind="text", by=alice)
    client.get(DRAFT)
    with django_assert_num_queries(8):
        assert len(client.get(DRAFT).context["lines"]) == 4 + more


def test_from_the_list_to_a_published_version_without_javascript(client, alice):
    make_form()
    assert f"{DESK}room/" in client.get(DESK).content.decode()
    begun = client.post(f"{DESK}room/begin/")
    assert begun["Location"] == DRAFT
    path = f"{DRAFT}questions/nights/"
    saved = client.post(path, _filled(client, path, label_en="How many nights, about?"))
    assert saved["Location"] == f"{DRAFT}#nights"
    done = client.post(DRAFT, {"go": "publish"})
    assert done["Location"] == f"{DESK}room/"
    assert queries.form("room").questions[3].words("en").label == "How many nights, about?"
    assert "Version 2" in client.get(f"{DESK}room/").content.decode()
    compared = client.get(f"{DESK}room/2/compare/").content.decode()
    assert "<del>How many nights?</del> <ins>How many nights, about?</ins>" in compared


def test_saving_what_stands_there_changes_nothing(client, draft):
    for row in Question.objects.filter(version=draft):
        path = f"{DRAFT}questions/{row.key}/?in=ar"
        before = actions.drafting.content(draft)
        assert client.post(path, _filled(client, path)).status_code == 302
        assert actions.drafting.content(draft) == before


def test_another_language_is_written_beside_the_english_words(client, draft):
    path = f"{DRAFT}questions/knows/?in=ar"
    page = client.get(path).content.decode()
    assert 'name="label_ar"' in page
    assert 'dir="rtl"' in page
    assert 'name="label_fr"' not in page
    client.post(path, _filled(client, path, label_ar="هل يعلمون؟"))
    assert draft.questions.get(key="knows").words["ar"] == {"label": "هل يعلمون؟"}


def test_answers_are_added_reworded_and_taken_away(client, draft, alice):
    row = actions.add_question(draft, label="Which colour?", kind="choice", by=alice)
    path = f"{DRAFT}questions/{row.key}/"
    told = _filled(client, path, answer_0_en="Red", answer_2_en="Blue")
    assert client.post(path, told).status_code == 302
    told = _filled(client, path, answer_0_en="Dark red", answer_3_en="Green", gone=["blue"])
    assert client.post(path, told).status_code == 302
    row.refresh_from_db()
    assert row.options == [
        {"value": "red", "words": {"en": "Dark red"}},
        {"value": "green", "words": {"en": "Green"}},
    ]


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(client, draft):
    path = f"{DRAFT}questions/story/"
    told = _filled(client, path, label_en="", help_en="Keep this.", limit="0", how="is", after=[])
    page = client.post(path, told)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"label_en", "limit", "after"}
    body = page.content.decode()
    assert "Keep this." in body
    assert "Please look at this again" in body
    assert draft.questions.get(key="story").words["en"]["label"] == "What happened?"


def test_a_question_depends_on_answers_to_one_other_question_only(client, draft, alice):
    actions.move(draft.questions.get(key="nights"), earlier=True, by=alice)
    path = f"{DRAFT}questions/story/"
    told = _filled(client, path, how="is", after=["for:me", "knows:yes"])
    assert list(client.post(path, told).context["form"].errors) == ["after"]
    told = _filled(client, path, how="is_not", after=["for:me"])
    assert client.post(path, told).status_code == 302
    assert draft.questions.get(key="story").shown_if == {"key": "for", "is_not": ["me"]}
    told = _filled(client, path, how="always")
    client.post(path, told)
    assert draft.questions.get(key="story").shown_if == {}


def test_an_answer_that_others_depend_on_is_refused_beside_its_field(client, draft, alice):
    Question.objects.filter(version=draft, key="for").update(fixed=False)
    path = f"{DRAFT}questions/for/"
    page = client.post(path, _filled(client, path, gone=["other"]))
    assert list(page.context["form"].errors) == ["gone"]
    assert "Another question is shown by this answer" in page.content.decode()


def test_a_question_that_must_stay_says_why(client, draft):
    page = client.post(f"{DRAFT}questions/knows/", {"go": "remove"})
    assert "Another question is shown by an answer to this one." in page.content.decode()
    assert client.post(f"{DRAFT}questions/nights/", {"go": "remove"})["Location"] == DRAFT
    assert not draft.questions.filter(key="nights").exists()


def test_a_new_question_comes_last_and_its_page_opens(client, draft):
    path = f"{DRAFT}new/"
    page = client.post(path, {"label": "", "kind": "text"})
    assert list(page.context["form"].errors) == ["label"]
    made = client.post(path, {"label": "Which town?", "kind": "text"})
    assert made["Location"] == f"{DRAFT}questions/which_town/"
    assert client.get(made["Location"]).status_code == 200


def test_the_order_is_changed_by_buttons_and_a_refusal_is_said(client, draft):
    assert client.post(DRAFT, {"go": "earlier:nights"})["Location"] == f"{DRAFT}#nights"
    refused = client.post(DRAFT, {"go": "earlier:knows"})
    assert refused.status_code == 409
    assert "shown by an answer to the first" in refused.content.decode()
    order = list(draft.questions.values_list("key", flat=True))
    assert order == ["for", "knows", "nights", "story"]


@pytest.mark.parametrize("go", ["", "eat", "earlier:nothing", "later:"])
def test_a_button_that_is_not_there_does_nothing(client, draft, go):
    assert client.post(DRAFT, {"go": go}).status_code == 404
    assert FormVersion.objects.filter(pk=draft.pk, state="draft").exists()


def test_a_draft_that_cannot_be_published_says_why(client, draft):
    page = client.post(DRAFT, {"go": "publish"})
    assert page.status_code == 409
    assert "It asks the same as the version that is published." in page.content.decode()


def test_each_question_is_previewed_in_any_language(client, alice):
    make_form()
    page = client.get(f"{DESK}room/1/preview/?in=ar").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "ماذا حدث؟" in page
    assert '<span lang="en" dir="ltr">Do they know?</span>' in page
    assert "Shown if “Who is it for?” is answered: For somebody else" in page
    assert "read by: Caseworker" in page
    assert client.get(f"{DESK}room/1/preview/?in=xx").status_code == 200
    for missing in ("2", "draft", "offered", "first"):
        assert client.get(f"{DESK}room/{missing}/preview/").status_code == 404


def test_a_language_that_differs_is_pointed_to_when_this_one_does_not(client, draft, alice):
    path = f"{DRAFT}questions/story/?in=ar"
    client.post(path, _filled(client, path, label_ar="ما الذي حدث؟"))
    page = client.get(f"{DESK}room/draft/compare/?in=en").content.decode()
    assert "Nothing differs in this language." in page
    assert '<a href="?in=ar">' in page


def test_newer_standard_words_are_shown_taken_or_declined(client, draft, alice):
    path = f"{DRAFT}questions/nights/"
    client.post(path, _filled(client, path, label_en="Nights?"))
    client.post(DRAFT, {"go": "publish"})
    changed = [{**SPEC["questions"][0], "label": {"en": "Who needs it?"}}, *SPEC["questions"][1:]]
    make_form(questions=changed)
    page = client.get(f"{DESK}room/").content.decode()
    assert "There are newer standard words for this form." in page
    assert "Who needs it?" in client.get(f"{DESK}room/offered/compare/").content.decode()
    client.post(f"{DESK}room/begin/", {"from": "offered"})
    assert "Who needs it?" in client.get(DRAFT).content.decode()
    client.post(DRAFT, {"go": "drop"})
    client.post(f"{DESK}room/begin/", {"go": "decline"})
    assert "newer standard words" not in client.get(f"{DESK}room/").content.decode()


def test_words_typed_at_the_desk_never_become_markup(client, draft):
    path = f"{DRAFT}questions/nights/"
    evil = "<script>alert(1)</script>"
    client.post(path, _filled(client, path, label_en=evil))
    for page in (DRAFT, path, f"{DESK}room/draft/preview/", f"{DESK}room/draft/compare/"):
        body = client.get(page).content.decode()
        assert evil not in body
        assert "&lt;script&gt;" in body
