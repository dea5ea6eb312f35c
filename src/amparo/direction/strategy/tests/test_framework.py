"""The framework, and where each promise stands."""

import pytest
from django.utils import translation

from amparo.capacity.press.models import Edition, Publication, State
from amparo.direction.strategy import actions, queries
from amparo.direction.strategy.models import Commitment, Framework
from amparo.direction.strategy.queries import Standing
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.interface.actions import establish
from amparo.ground.interface.queries import installation
from amparo.ground.record import queries as record
from amparo.ground.search.models import Change
from amparo.ground.vocabulary import actions as vocabulary

TAGS = ["en", "fr", "es", "ar", "ru", "zh-hans", "pt"]
CODES = [
    *("A1", "A2", "A3", "C1", "C2", "R1", "R2", "R3", "R4", "R5", "P1", "P2", "P3", "P4", "P5"),
    *("P6", "P7", "I1", "I2", "I3", "I4", "S1", "L1", "L2", "L3", "L4", "L5", "L6"),
]


@pytest.fixture
def framework(db):
    vocabulary.load()
    actions.load()
    publish()


def publish():
    """Put something into the library."""
    publication = Publication.objects.create(slug="short", source_language="en")
    Edition.objects.create(
        publication=publication,
        number=1,
        state=State.RELEASED,
        tree_sha="a" * 64,
        released_on="2026-01-01",
    )


def _standing(code, language="en"):
    shown = queries.framework(language)
    return next(promise for promise in shown.promises if promise.code == code)


def test_every_commitment_is_there_in_all_seven_languages(framework):
    rows = {row.code: row for row in Commitment.objects.all()}
    assert sorted(rows) == sorted(CODES)
    for row in rows.values():
        assert sorted(row.text) == sorted(TAGS), row.code
        assert all(row.text.values()), row.code
        assert set(row.served_by) <= set(queries.ROOMS), row.code
    held = Framework.objects.get()
    for words in (held.title, held.intro, held.source):
        assert sorted(words) == sorted(TAGS)
    assert str(held.source_date) == "2017-01-27"


def test_a_promise_whose_room_is_missing_says_not_yet(framework):
    promise = _standing("S1")
    assert promise.standing is Standing.NOT_YET
    assert promise.doors == []
    assert [str(name) for name in promise.missing] == ["a way to ask for help", "the vault"]


def test_a_promise_whose_room_stands_leads_there(framework):
    promise = _standing("R4")
    assert promise.standing is Standing.SERVED
    assert [door.url for door in promise.doors] == ["/en/library/"]
    assert promise.missing == []


def test_an_empty_library_keeps_no_promise(framework):
    Edition.objects.update(state=State.DRAFT)
    promise = _standing("R4")
    assert promise.standing is Standing.NOT_YET
    assert [str(name) for name in promise.missing] == ["the library"]


def test_a_promise_with_half_its_rooms_is_kept_in_part(framework):
    promise = _standing("R5")
    assert promise.standing is Standing.PARTLY
    assert [str(name) for name in promise.missing] == ["online courses"]


def test_a_room_nobody_knows_keeps_no_promise(framework):
    Commitment.objects.filter(code="R4").update(served_by=["capacity/nowhere"])
    assert _standing("R4").standing is Standing.NOT_YET


def test_measuring_is_not_claimed_before_it_is_built(framework):
    assert [_standing(code).standing for code in ("L1", "L2", "L5")] == [Standing.NOT_YET] * 3


def test_the_count_adds_up_and_leaves_the_aims_out(framework):
    shown = queries.framework("en")
    assert shown.count == (1, 1, 23)
    assert shown.count.total == len(shown.promises) == len(CODES) - 3
    assert [aim.code for aim in shown.aims] == ["A1", "A2", "A3"]


def test_those_who_come_first_are_the_editable_list(framework):
    assert queries.framework("fr").first[0] == "Femmes défenseuses des droits humains"
    assert len(queries.framework("en").first) == 5


def test_before_anything_is_loaded_there_is_no_framework(db):
    Framework.objects.all().delete()
    assert queries.framework("en") is None
    assert list(queries.searchable()) == []


def test_words_of_another_language_say_which(framework):
    assert queries.in_language({"en": "Hello", "ar": "أهلا"}, "ar") == ("أهلا", "", "")
    assert queries.in_language({"en": "Hello"}, "ar") == ("Hello", "en", "ltr")
    assert queries.in_language({"ar": "أهلا"}, "en") == ("أهلا", "ar", "rtl")
    assert queries.in_language({}, "en") == ("", "", "")


def test_an_empty_installation_has_a_framework(migrating):
    before = migrating("strategy", "0001_initial").apps
    before.get_model("strategy", "Framework").objects.all().delete()
    migrating("strategy", "0002_first_framework")
    assert Commitment.objects.count() == len(CODES)


def test_loading_again_keeps_what_the_organisation_wrote(framework):
    by = make_account("strategist", roles=[Role.STRATEGIST])
    row = Commitment.objects.get(code="R1")
    actions.reword_commitment(row, words={"en": "Learn with us", "ar": " "}, by=by)
    Commitment.objects.filter(code="R2").delete()
    Commitment.objects.filter(code="R3").update(served_by=[])
    actions.load()
    row.refresh_from_db()
    assert row.text == {"en": "Learn with us"}
    assert Commitment.objects.get(code="R3").served_by == ["capacity/fellowships"]
    assert Commitment.objects.count() == len(CODES)


def test_new_words_are_noted_shown_again_and_found(framework):
    establish(name="Casa Umbral")
    by = make_account("strategist", roles=[Role.STRATEGIST])
    row = Commitment.objects.get(code="R1")
    stamp, seen = installation().stamp, Change.objects.count()
    actions.reword_commitment(row, words={"en": "A school under a tree"}, by=by)
    event = record.events(1).object_list[0]
    assert (event.actor, event.verb, event.kind, event.object_id) == (
        by.actor,
        "strategy.reword",
        "strategy.commitment",
        str(row.pk),
    )
    assert installation().stamp != stamp
    documents = {document.language: document for document in queries.searchable()}
    assert "A school under a tree" in documents["en"].body
    assert "A school under a tree" not in documents["fr"].body
    assert Change.objects.count() == seen + len(TAGS)


def test_a_language_that_lost_its_title_is_found_no_more(framework):
    by = make_account("strategist", roles=[Role.STRATEGIST])
    actions.reword_framework(
        Framework.objects.get(), title={"en": "Ours"}, intro={"en": "All of it"}, by=by
    )
    assert [document.language for document in queries.searchable()] == ["en"]
    removed = Change.objects.filter(kind="remove").values_list("key", flat=True)
    assert "strategy.framework:ar" in set(removed)


def test_a_promise_without_any_words_is_refused(framework):
    by = make_account("strategist", roles=[Role.STRATEGIST])
    row = Commitment.objects.get(code="R1")
    with pytest.raises(actions.WordlessError):
        actions.reword_commitment(row, words={"en": " ", "ar": ""}, by=by)
    row.refresh_from_db()
    assert row.text["en"] == "A place to learn online, made for defenders"


def test_everybody_finds_the_strategy_in_their_language(framework):
    documents = list(queries.searchable())
    assert [document.language for document in documents] == TAGS
    assert {document.seen_by for document in documents} == {(0,)}
    assert {document.path for document in documents} == {"our-strategy/"}
    assert {document.group for document in documents} == {"strategy.framework"}


def test_the_framework_takes_the_same_queries_however_long(framework, django_assert_num_queries):
    with translation.override("ar"), django_assert_num_queries(5):
        queries.framework("ar")
    goal = Commitment.objects.get(code="R1").goal
    for number in range(30):
        Commitment.objects.create(goal=goal, code=f"Z{number}", text={"en": "More"}, order=99)
    with translation.override("ar"), django_assert_num_queries(5):
        queries.framework("ar")


def test_nothing_here_is_about_a_person(framework):
    alice = make_account("alice")
    assert queries.about(alice) == {}
    assert queries.waiting(alice) == []
    actions.forget(by=alice)
    assert Commitment.objects.count() == len(CODES)
