"""Our strategy, as people open it."""

import pytest
from django.urls import reverse

from amparo.direction.strategy import actions
from amparo.direction.strategy.models import Commitment, Framework
from amparo.direction.strategy.tests.test_framework import publish
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.vocabulary import actions as vocabulary

PAGE = "/en/our-strategy/"
WORDS = "/en/our-strategy/words/R4/"
MISSING = "/en/our-strategy/words/X9/"


@pytest.fixture
def framework(db):
    vocabulary.load()
    actions.load()
    publish()


@pytest.fixture
def strategist(framework, client):
    account = make_account("alice", roles=[Role.STRATEGIST])
    sign_in(client, account)
    return account


def _texts(code_words):
    return {f"text_{tag}": words for tag, words in code_words.items()}


def test_anybody_reads_what_was_promised_and_what_is_kept(framework, client):
    page = client.get(PAGE).content.decode()
    assert "Tactical handbooks and guides in more languages and more formats" in page
    assert "1 of 25 promises kept here today" in page
    assert "Kept: 1. In part: 1. Not yet: 23." in page
    assert "Women human rights defenders" in page
    assert "27 January 2017" in page
    assert "Change words" not in page


def test_it_reads_from_right_to_left_in_arabic(framework, client):
    page = client.get("/ar/our-strategy/").content.decode()
    assert 'dir="rtl"' in page
    assert "المدافعات عن حقوق الإنسان" in page
    assert "بناء قدرات المدافعين" in page


def test_words_that_fall_back_carry_their_own_language(framework, client):
    Commitment.objects.filter(code="R4").update(text={"en": "Handbooks for all"})
    page = client.get("/ar/our-strategy/").content.decode()
    assert '<span lang="en" dir="ltr">Handbooks for all</span>' in page


def test_an_installation_without_a_framework_says_so_kindly(db, client):
    Framework.objects.all().delete()
    assert "Nothing is written here yet" in client.get(PAGE).content.decode()


def test_reading_sets_no_cookie(framework, client):
    assert not client.get(PAGE).cookies


def test_a_strategist_changes_the_words_of_a_promise(strategist, client):
    assert "Change words" in client.get(PAGE).content.decode()
    answer = client.post(WORDS, _texts({"en": "Books for everybody", "ar": "كتب للجميع"}))
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#R4")
    assert Commitment.objects.get(code="R4").text == {
        "en": "Books for everybody",
        "ar": "كتب للجميع",
    }


def test_a_strategist_changes_the_opening_words(strategist, client):
    data = {"title_en": "Ours", "intro_en": "What we do", "intro_fr": "Ce que nous faisons"}
    answer = client.post(reverse("strategy:reword_framework"), data)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    row = Framework.objects.get()
    assert (row.title, row.intro["fr"]) == ({"en": "Ours"}, "Ce que nous faisons")


def test_what_was_typed_is_kept_when_it_cannot_be_saved(strategist, client):
    too_long = "long " * 100
    answer = client.post(WORDS, _texts({"en": too_long, "fr": "Des livres"}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert too_long.strip() in page
    assert "Des livres" in page
    assert Commitment.objects.get(code="R4").text["en"] != too_long.strip()


def test_a_promise_cannot_lose_all_its_words(strategist, client):
    answer = client.post(WORDS, _texts({"en": "  "}))
    assert "Write it in at least one language." in answer.content.decode()
    assert Commitment.objects.get(code="R4").text["en"]


def test_a_missing_promise_is_not_there(strategist, client):
    assert client.get("/en/our-strategy/words/X9/").status_code == 404


@pytest.mark.parametrize("address", [WORDS, "/en/our-strategy/words/"])
@pytest.mark.parametrize(
    "who",
    [
        {"handle": "colleague", "roles": [Role.EDITOR, Role.ADMINISTRATOR]},
        {"handle": "asleep", "roles": [Role.STRATEGIST], "asleep": True},
        {"handle": "no second step", "roles": [Role.STRATEGIST], "second_factor": False},
        {"handle": "stranger"},
    ],
)
def test_for_everybody_else_there_is_nothing_to_change(framework, client, who, address):
    sign_in(client, make_account(**who))
    before = Commitment.objects.get(code="R4").text
    assert client.get(address).status_code == 404
    assert client.post(address, _texts({"en": "Mine now"})).status_code == 404
    assert Commitment.objects.get(code="R4").text == before


@pytest.mark.parametrize("address", [WORDS, "/en/our-strategy/words/", MISSING])
def test_signed_out_one_is_sent_to_sign_in(framework, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/sign-in/?next={address}")
