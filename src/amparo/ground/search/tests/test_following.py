import datetime
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import IntegrityError

from amparo.ground.search import actions, queries
from amparo.ground.search.actions import following
from amparo.ground.search.models import Change, Horizon, index
from amparo.ground.search.queries import find
from amparo.ground.search.queries.reading import searcher

from .factories import EVERYBODY, SIGNED_IN, document, follow_all, keep
from .processes import program, shared_database

pytestmark = pytest.mark.usefixtures("index_home")
KILLS = 5


def indexed() -> dict[str, str]:
    """Key and body of every document the index serves."""
    from tantivy import Query

    reader = searcher()
    seen = Query.term_query(index.SCHEMA, "seen_by", 0, "basic")
    hits = reader.search(seen, limit=100_000).hits
    documents = [index.stored(reader, address) for _, address in hits]
    assert len({one.key for one in documents}) == len(documents)
    return {one.key: one.body for one in documents}


def told(*, up_to: index.Position | None = None) -> dict[str, str]:
    """The same, as the outbox tells it: the newest row of each key decides."""
    newest: dict[str, str] = {}
    for change in Change.objects.order_by("id"):
        if up_to is None or (change.xid, change.id) <= up_to:
            newest.pop(change.key, None)
            if change.payload is not None:
                newest[change.key] = change.payload["body"]
    return newest


def prune_everything() -> int:
    position = index.position(searcher())
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=8)):
        return following.prune(position)


def test_a_change_leaves_with_its_transaction_or_not_at_all():
    with transaction.atomic():
        actions.put(document("a", body="river"))
        transaction.set_rollback(True)
    keep(document("b", body="river"))
    assert indexed() == {"b": "river"}


def test_many_documents_leave_together():
    actions.put_many(document(f"d{number}", body="river") for number in range(450))
    assert follow_all() == 450
    assert len(indexed()) == 450


def test_nothing_to_follow_answers_nothing():
    assert actions.follow() == 0
    keep(document("a"))
    assert actions.follow() == 0


def test_however_it_is_cut_into_batches_the_newest_state_counts():
    draw = random.Random(5)
    for number in range(120):
        key = f"k{draw.randrange(12)}"
        if draw.random() < 0.3:
            actions.remove(key)
        else:
            actions.put(document(key, body=f"version {number}"))
        if draw.random() < 0.2:
            actions.follow(draw.randint(1, 9))
    follow_all()
    assert indexed() == told()


def test_an_older_state_is_never_shown_in_between():
    actions.put(document("a", body="meant for all"))
    actions.put(document("a", body="meant for all", seen_by=(11,)))
    actions.follow(1)
    assert find(EVERYBODY, "meant").total == 0


def test_two_followers_never_write_at_once():
    keep(document("a"))
    actions.put(document("b"))
    with index.held("writer"):
        assert actions.follow() == 0
    assert follow_all() == 1


def test_signs_no_database_can_hold_are_left_out():
    keep(document("a", body="ri\0ver \ud800 bank"))
    assert find(EVERYBODY, "river").total == 1


def test_old_rows_go_once_they_are_applied_and_young_ones_stay():
    keep(document("a"), document("b"))
    assert following.prune(index.position(searcher())) == 0
    actions.put(document("c"))
    assert prune_everything() == 2
    assert [change.key for change in Change.objects.all()] == ["c"]
    follow_all()
    assert set(indexed()) == {"a", "b", "c"}
    assert queries.trouble() is None


def test_a_node_that_missed_pruned_rows_stops_serving_and_asks_for_a_reindex(settings, tmp_path):
    ours = settings.AMPARO_INDEX
    settings.AMPARO_INDEX = tmp_path / "sleeper"
    keep(document("a", body="river"))
    settings.AMPARO_INDEX = ours
    actions.remove("a")
    follow_all()
    prune_everything()
    settings.AMPARO_INDEX = tmp_path / "sleeper"
    assert "reindex" in (queries.trouble() or "")
    assert actions.follow() == 0
    with pytest.raises(queries.IndexMissingError):
        find(EVERYBODY, "river")
    assert actions.follow() == 0
    list(actions.rebuild(iter([document("b", body="river")])))
    keep(document("c", body="river"))
    assert set(indexed()) == {"b", "c"}
    assert queries.trouble() is None


def test_an_index_lost_after_pruning_is_not_quietly_made_from_what_is_left():
    keep(document("a"))
    prune_everything()
    index.set_aside()
    actions.put(document("b"))
    assert actions.follow() == 0
    assert "reindex" in (queries.trouble() or "")


def test_an_index_ahead_of_the_outbox_follows_another_history_and_stops_serving():
    keep(document("a"))
    writer = index.opened(index.current()).writer(15_000_000, 1)
    index.mark_position(writer, index.Position(10**12, 10**12))
    writer.commit()
    writer.wait_merging_threads()
    assert actions.follow() == 0
    assert index.current() is None


def test_after_a_restore_the_outbox_starts_over_and_a_reindex_is_asked_for():
    keep(document("a", body="river"))
    actions.start_over()
    assert (actions.follow(), Change.objects.count()) == (0, 0)
    assert "reindex" in (queries.trouble() or "")
    list(actions.rebuild(iter([document("a", body="river")])))
    keep(document("b", body="river"))
    assert set(indexed()) == {"a", "b"}


def test_the_horizon_is_one_row():
    Horizon.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Horizon.objects.create(id=2)


@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite's writers come one after the other"
)
def test_a_late_commit_is_not_skipped():
    with shared_database() as database, program(database, "late") as writer:
        assert writer.stdout
        assert writer.stdin
        assert writer.stdout.readline() == "written\n"
        actions.put(document("early", body="river"))
        assert Change.objects.get().key == "early"
        assert actions.follow() == 0
        writer.stdin.write("\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "committed\n"
        assert follow_all() == 2
        assert set(indexed()) == {"early", "late"}
        first, second = Change.objects.order_by("id").values_list("key", flat=True)
        assert (first, second) == ("late", "early")


def test_killed_at_any_moment_index_and_outbox_agree():
    draw = random.Random(11)
    with shared_database() as database:
        with program(database, "write") as writer:
            assert writer.stdout
            for _ in range(KILLS):
                with program(database, "follow") as follower:
                    assert follower.stdout
                    for _ in range(draw.randint(2, 6)):
                        follower.stdout.readline()
                        writer.stdout.readline()
                    follower.kill()
                    follower.wait()
                queries_agree()
        for _ in range(2):
            with program(database, "write") as writer:
                assert writer.stdout
                for _ in range(draw.randint(2, 40)):
                    acknowledged = writer.stdout.readline()
        follow_all()
        assert Change.objects.filter(payload__body__endswith=f"version{int(acknowledged)}").exists()
        assert indexed() == told()
        connection.close()


def queries_agree() -> None:
    """What the index says it holds, it holds.

    A key changed again since may stand in its newer state already.
    """
    held = indexed()
    then, newest = told(up_to=index.position(searcher())), told()
    for key in then.keys() | held.keys():
        assert held.get(key) in (then.get(key), *_since(key)), key
    assert find(SIGNED_IN, "river").total == len(held)
    assert newest


def _since(key: str) -> list[str | None]:
    rows = Change.objects.filter(key=key).values_list("payload", flat=True)
    return [None if payload is None else payload["body"] for payload in rows]


def test_what_a_killed_commit_left_behind_does_not_stop_the_next():
    keep(*(document(f"d{number}", body="river") for number in range(20)))
    path = index.current()
    assert path
    committed = (path / "meta.json").read_bytes()
    actions.put(document("d3", body="desert"))
    follow_all()
    assert list(path.glob("*.del"))
    (path / "meta.json").write_bytes(committed)  # as if the kill had come just before it moved
    follow_all()
    assert indexed() == told()


def test_threads_of_one_process_search_while_the_index_is_written_and_swapped():
    keep(document("a", body="river"))
    ended = threading.Event()

    def search() -> int:
        rounds = 0
        while rounds < 3 or not ended.is_set():
            assert "a" in indexed()
            rounds += 1
        return rounds

    with ThreadPoolExecutor(8) as pool:
        searching = [pool.submit(search) for _one in range(8)]
        try:
            for number in range(10):
                keep(document(f"d{number}", body="river"))
            list(actions.rebuild(iter([document("a", body="river")])))
        finally:
            ended.set()
        assert all(one.result() >= 3 for one in searching)
