"""What enters the chain, and what may not."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from amparo.ground.record import actions, queries
from amparo.ground.record.models import START, AuditEvent

from .factories import make_chain


@pytest.mark.django_db
def test_each_entry_carries_the_hash_of_the_one_before_it() -> None:
    first, second, third = make_chain(3)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert [first.previous, second.previous, third.previous] == [START, first.hash, second.hash]


@pytest.mark.django_db
def test_a_stored_entry_still_has_its_hash() -> None:
    (event,) = make_chain(1)
    assert AuditEvent.objects.get().computed_hash() == event.hash


@pytest.mark.django_db
def test_the_command_line_leaves_an_entry_without_an_actor() -> None:
    event = actions.note(by=None, verb="press.import", kind="press.publication", object_id="7")
    assert event.actor is None
    assert queries.breaks() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "object_id",
    ["7", str(uuid.UUID(int=5)), uuid.UUID(int=9).hex, "a" * 64, "KE", "A.1", ""],
)
def test_an_identifier_enters_the_chain(object_id: str) -> None:
    event = actions.note(by=None, verb="a.b", kind="c.d", object_id=object_id)
    assert event.object_id == object_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        "alice",
        "Alice Example",
        "a title",
        "أليس",
        "alice@example.org",
        "192.0.2.7",
        "7; she called",
    ],
)
def test_what_looks_like_content_never_enters_the_chain_nor_the_refusal(content: str) -> None:
    with pytest.raises(actions.LooksLikeContentError) as refused:
        actions.note(by=None, verb="a.b", kind="c.d", object_id=content)
    assert content not in str(refused.value)
    with pytest.raises(actions.LooksLikeContentError) as refused:
        actions.note(by=None, verb=content, kind="c.d", object_id="7")
    assert content not in str(refused.value)
    with pytest.raises(actions.LooksLikeContentError):
        actions.note(by=None, verb="a.b", kind=content, object_id="7")
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_an_act_that_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    make_chain(1)
    with transaction.atomic():
        make_chain(2)
        transaction.set_rollback(True)
    make_chain(1)
    assert list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert queries.breaks() == []


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_the_same_time_make_one_chain() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has one connection")
    _two_writers_write(25)
    assert AuditEvent.objects.count() == 50
    assert queries.breaks() == []


def _two_writers_write(entries: int) -> None:
    """Two threads, a connection each, that begin together and write one entry a transaction."""
    together = threading.Barrier(2)
    problems: list[BaseException] = []

    def write() -> None:
        try:
            together.wait(timeout=10)
            for number in range(entries):
                with transaction.atomic():
                    actions.note(by=None, verb="a.b", kind="c.d", object_id=str(number))
        except BaseException as problem:  # noqa: BLE001 - told to the test below
            problems.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert problems == []
