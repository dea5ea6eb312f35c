"""Processes that write files: what one of them dies of is its own, and nothing is lost."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from amparo.capacity.press.formats import lanes
from amparo.capacity.press.formats.book import Book
from amparo.capacity.press.formats.lanes import Lanes, Outcome, Task

from . import books


@pytest.fixture
def some() -> Iterator[Lanes]:
    made = Lanes()
    yield made
    made.close()


@pytest.fixture
def book() -> Book:
    return replace(books.book("en"), chapters=books.book("en").chapters[:1])


def made(some: Lanes, *tasks: Task, most: int = 2) -> dict[int, Outcome]:
    return {task.key: told for task, told in filter(None, some.write([tasks], most=most))}


def test_a_file_written_in_a_lane_is_the_one_written_here(some: Lanes, book: Book) -> None:
    told = made(some, Task(1, "html", "k", book, "codecodeco", "https://umbral.example/k/c"))
    mine = lanes.of(book, "codecodeco", "https://umbral.example/k/c")
    assert told[1].content == lanes.written("html", mine).content
    assert b"https://umbral.example/k/c" in told[1].content
    assert told[1].cpu > 0


def test_a_lane_that_was_killed_is_replaced_and_its_file_made(some: Lanes, book: Book) -> None:
    made(some, Task(1, "html", "k", book), most=1)
    (lane,) = some._lanes
    assert lane.process.pid is not None
    os.kill(lane.process.pid, signal.SIGKILL)
    told = made(some, Task(2, "html", "k", book), most=1)
    assert told[2].content.startswith(b"<!doctype html>")
    assert [other.process.pid for other in some._lanes] != [lane.process.pid]


def test_what_cannot_be_written_says_why_and_the_rest_is_written(some: Lanes, book: Book) -> None:
    deep = replace(book.chapters[0], source=b"> " * 5000 + b"deep\n", said={})
    broken = replace(book, chapters=(deep,))
    told = made(
        some,
        Task(1, "html", "broken", broken),
        Task(2, "nothing", "k", book),
        Task(3, "html", "k", book),
    )
    assert (told[1].chapter, told[1].content) == (deep.slug, b"")
    assert told[1].reason
    assert told[2].reason.startswith("KeyError")
    assert told[3].content.startswith(b"<!doctype html>")


def test_a_file_that_takes_too_long_is_given_up(
    some: Lanes, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "PATIENCE", 0.0)
    monkeypatch.setattr(lanes, "BEAT", 0.01)
    told = made(some, Task(1, "html", "k", book))
    assert told[1].reason == "it took longer than 0 s"
    assert some._lanes == []


def test_left_early_nothing_goes_on(some: Lanes, book: Book) -> None:
    written = some.write([[Task(key, "html", "k", book) for key in range(5)]], most=1)
    for told in written:
        if told is not None:
            break
    written.close()
    assert not any(lane.task for lane in some._lanes)
    assert set(made(some, Task(9, "html", "k", book))) == {9}


def test_the_next_file_of_a_kind_goes_to_the_lane_that_set_the_last(
    some: Lanes, book: Book
) -> None:
    first, second = Lanes(), Task(1, "a4", "k", book)
    try:
        one = lanes.Lane.started(small=False)
        two = lanes.Lane.started(small=False)
        first._lanes = [one, two]
        two.warm.append(second.kind)
        assert first._pair([second], 2) == (two, second)
        two.task = replace(second, format="phone")
        assert first._pair([second], 2) is None  # it waits for the lane that knows its pages
        cold = replace(second, format="large")
        assert first._pair([second, cold], 2) == (one, cold)
    finally:
        first.close()
