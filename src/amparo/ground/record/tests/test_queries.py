"""A chain that was tampered with says where."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.ground.record import actions, queries
from amparo.ground.record.models import AuditEvent, ChainHead

from .factories import make_chain

pytestmark = pytest.mark.django_db


def test_an_empty_chain_and_an_untouched_one_hold() -> None:
    assert queries.breaks() == []
    make_chain(5)
    assert queries.breaks() == []


def test_a_changed_entry_is_named() -> None:
    make_chain(5)
    AuditEvent.objects.filter(seq=3).update(object_id="99")
    assert queries.breaks() == ["Entry 3 was changed."]


def test_an_entry_changed_together_with_its_hash_breaks_the_next_one() -> None:
    make_chain(5)
    event = AuditEvent.objects.get(seq=3)
    event.actor = uuid.uuid4()
    event.hash = event.computed_hash()
    event.save()
    assert queries.breaks() == ["Entry 4 does not follow the one before it."]


def test_an_entry_taken_out_is_named() -> None:
    make_chain(5)
    AuditEvent.objects.filter(seq__in=[2, 3]).delete()
    assert queries.breaks() == ["Entries 2 to 3 are missing."]


def test_an_end_cut_off_is_named() -> None:
    make_chain(5)
    AuditEvent.objects.filter(seq__gte=4).delete()
    assert queries.breaks() == ["Entries 4 to 5 are missing."]


def test_a_whole_chain_thrown_away_is_named() -> None:
    make_chain(5)
    AuditEvent.objects.all().delete()
    assert queries.breaks() == ["Entries 1 to 5 are missing."]


def test_an_entry_put_after_the_end_is_named() -> None:
    *_, last = make_chain(2)
    stray = AuditEvent(seq=3, at=last.at, verb="a.b", kind="c.d", object_id="1", previous=last.hash)
    stray.hash = stray.computed_hash()
    stray.save()
    assert queries.breaks() == ["There are entries after the end of the chain."]


def test_another_end_than_the_heads_is_named() -> None:
    make_chain(2)
    ChainHead.objects.update(hash="f" * 64)
    assert queries.breaks() == ["The last entry is not the one that the chain ended with."]


def test_verifying_takes_the_same_queries_for_one_entry_and_for_thirty() -> None:
    make_chain(1)
    with CaptureQueriesContext(connection) as few:
        queries.breaks()
    make_chain(29)
    with CaptureQueriesContext(connection) as many:
        queries.breaks()
    assert len(many) == len(few)


def test_events_come_newest_first_a_page_at_a_time() -> None:
    make_chain(30)
    page = queries.events(2, size=20)
    assert [event.seq for event in page] == list(range(10, 0, -1))
    assert page.paginator.num_pages == 2


def test_events_are_kept_by_verb_kind_and_actor() -> None:
    first, *_ = make_chain(2)
    other = actions.note(by=None, verb="identity.wake", kind="identity.account", object_id="3")
    assert list(queries.events(verb="identity.wake")) == [other]
    assert list(queries.events(kind="identity.account")) == [other]
    assert [event.seq for event in queries.events(actor=first.actor)] == [2, 1]
    assert queries.verbs() == ["identity.wake", "press.import"]
