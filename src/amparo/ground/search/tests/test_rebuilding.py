import pytest

from amparo.ground.search import actions, queries
from amparo.ground.search.actions.rebuilding import AlreadyRebuildingError
from amparo.ground.search.models import index
from amparo.ground.search.queries import find

from .factories import EVERYBODY, document, follow_all, keep
from .processes import program, shared_database

pytestmark = pytest.mark.usefixtures("index_home")


def keys_of(words: str) -> set[str]:
    return {hit.shown.key for hit in find(EVERYBODY, words).hits}


def test_a_rebuilt_index_holds_the_documents_given_and_nothing_older():
    keep(document("gone", body="river"))
    *_, count = actions.rebuild(iter([document("a", body="river"), document("b", body="river")]))
    assert count == 2
    assert keys_of("river") == {"a", "b"}
    assert queries.trouble() is None


def test_a_document_given_twice_is_held_once_as_given_last():
    list(actions.rebuild(iter([document("a", body="river"), document("a", body="river desert")])))
    assert find(EVERYBODY, "river").hits[0].shown.body == "river desert"
    assert find(EVERYBODY, "river").total == 1


def test_what_changes_meanwhile_is_in_the_new_index_when_it_serves():
    keep(document("was", body="river"))

    def documents():
        yield document("a", body="river")
        yield document("b", body="river")
        actions.remove("a")
        actions.put(document("c", body="river"))
        assert follow_all() == 2
        assert keys_of("river") == {"was", "c"}

    list(actions.rebuild(documents()))
    assert keys_of("river") == {"b", "c"}
    actions.put(document("d", body="river"))
    follow_all()
    assert keys_of("river") == {"b", "c", "d"}


def test_the_old_index_serves_until_the_new_one_is_whole_and_its_folder_goes_then(index_home):
    keep(document("a", body="river"))
    before = index.current()
    steps = actions.rebuild(document(f"n{number}", body="anew") for number in range(600))
    assert next(steps) == 500
    assert (keys_of("river"), keys_of("anew")) == ({"a"}, set())
    with pytest.raises(AlreadyRebuildingError):
        next(actions.rebuild(iter([])))
    assert list(steps) == [600]
    assert find(EVERYBODY, "anew").total == queries.finding.REACH
    assert index.current() != before
    assert [path.name for path in index_home.iterdir() if path.is_dir()] == [index.current().name]


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_folder(index_home):
    keep(document("a", body="river"))

    def documents():
        yield document("b", body="river")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(actions.rebuild(documents()))
    assert keys_of("river") == {"a"}
    assert len([path for path in index_home.iterdir() if path.is_dir()]) == 1


def test_killed_half_way_the_old_index_serves_and_leftovers_go_next_time(index_home):
    keep(document("a", body="river"))
    with shared_database() as database:
        for _ in range(3):
            with program(database, "rebuild") as rebuilding:
                assert rebuilding.stdout
                assert rebuilding.stdout.readline() == "500\n"
            assert keys_of("river") == {"a"}
            assert len([path for path in index_home.iterdir() if path.is_dir()]) == 2
    list(actions.rebuild(iter([document("b", body="river")])))
    assert keys_of("river") == {"b"}
    assert len([path for path in index_home.iterdir() if path.is_dir()]) == 1


def test_an_index_of_another_format_is_not_read(monkeypatch):
    keep(document("a", body="river"))
    monkeypatch.setattr(index, "FORMAT", 2)
    with pytest.raises(queries.IndexMissingError):
        find(EVERYBODY, "river")
    assert "older version" in (queries.trouble() or "")


def test_only_its_owner_may_read_the_index(index_home):
    keep(document("a"))
    assert index_home.stat().st_mode & 0o077 == 0
