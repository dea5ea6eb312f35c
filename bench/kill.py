"""Killed at any moment: nothing is half-done, and nothing that was acknowledged is lost.

Server and worker are killed with SIGKILL, together with the command that is at work, at random
moments of an import, a sign-up and a re-index. After each, the rows and the index on disk are
looked at by a fresh process:

- an import left the edition before it or the whole new one, byte for byte, and the new one if the
  command had ended;
- a sign-up left no account, or one whose passphrase and recovery secret work, and left one if the
  answer had been sent;
- the search index serves throughout, and after the worker has caught up it holds exactly what the
  rooms say can be found;
- the audit chain is unbroken.

There is nothing to compare with: the goal is none.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.house import House, SignUp

NAME = "kill"
MOMENTS = 50
FEW = 3
SLUG = "killed"


@dataclass
class Outcome:
    """What was seen of one kind of work, over all its moments."""

    moments: int = 0
    cut: int = 0  # killed before its end
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.half_done, *self.disagreeing]


def run(report: Callable[..., None], quick: bool = False) -> None:
    """Kill at fifty moments of each kind of work (three if `quick`) and report what was left."""
    for name, outcome in outcomes(FEW if quick else MOMENTS).items():
        report(f"{name}, moments", outcome.moments, "kills")
        report(f"{name}, killed before its end", outcome.cut, "kills")
        report(f"{name}, acknowledged", outcome.acknowledged, "answers")
        for what, faults in (
            ("acknowledged and lost", outcome.lost),
            ("half-done", outcome.half_done),
            ("index and outbox disagreeing", outcome.disagreeing),
        ):
            report(f"{name}, {what}", len(faults), "cases", goal=0, ok=not faults)


def outcomes(moments: int, database: str = "", seed: int | None = None) -> dict[str, Outcome]:
    """What became of each kind of work, killed so many times; on a fresh house of its own.

    `database` is the address of an empty PostgreSQL database, empty for SQLite.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="amparo-kill-") as folder:
        house = House(Path(folder) / "home", database)
        try:
            house.make()
            books = Books(Path(folder) / "books", chapters=24 if moments <= FEW else 60)
            return {
                "import": kill_imports(house, books, moments, chance),
                "re-index": kill_reindexing(house, books, moments, chance),
                "sign-up": kill_sign_ups(house, moments, chance),
            }
        finally:
            house.kill()


@dataclass
class Pace:
    """How long a piece of work takes on this machine at this hour, learned as it goes."""

    usual: float  # seconds

    def moment(self, chance: random.Random, earliest: float) -> float:
        """A moment between `earliest` (a fraction of the usual time) and just past its end."""
        return self.usual * chance.uniform(earliest, 1.1)

    def learn(self, took: float, *, cut: bool) -> None:
        """What ended in time says how long it takes; what did not, that it takes longer."""
        self.usual = max(self.usual, took) * 1.05 if cut else took


class Books:
    """A folder of Markdown in two languages that is a little different at each import."""

    def __init__(self, root: Path, chapters: int) -> None:
        self.root = root
        self.chapters = chapters
        self.version = 0

    def next(self) -> dict[str, str]:
        """Write the next version; returns what its export must be: SHA-256 by path."""
        from hashlib import sha256

        self.version += 1
        hashes = {}
        for tag, word in (("en", "Version"), ("fr", "Édition")):
            for number in range(self.chapters):
                text = "\n\n".join(
                    [f"# {word} {self.version}: {number}"]
                    + [f"{word} {self.version}, {number}.{part}." for part in range(12)]
                )
                path = self.root / tag / f"{number:03}.md"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text + "\n", encoding="utf-8")
                hashes[f"{tag}/{number:03}.md"] = sha256(path.read_bytes()).hexdigest()
        return hashes

    def command(self) -> list[str]:
        """The words that import it."""
        into = ["press", "import", str(self.root), "--slug", SLUG, "--source", "en"]
        return [*into, "--publish", "--waive", "Made for a benchmark"]


def kill_imports(house: House, books: Books, moments: int, chance: random.Random) -> Outcome:
    """Kill imports of ever new versions of one publication."""
    outcome = Outcome()
    before = books.next()
    house.amparo(*books.command())
    after = books.next()
    began = time.monotonic()
    house.amparo(*books.command())
    pace = Pace(time.monotonic() - began)
    before = after
    for moment in range(moments):
        after = books.next()
        house.start(server=False)
        work = house.begin(*books.command())
        ended, took = house.kill_after(pace.moment(chance, 0.2), work)
        outcome.cut += ended[0] is None
        pace.learn(took, cut=ended[0] is None)
        left = house.look(books=SLUG)
        name = f"import {moment} at {took:.2f} s"
        _judge_import(outcome, name, left, ended, before=before, after=after)
        if left["files"] == after:
            before = after
    house.amparo(*books.command())
    left = house.look(books=SLUG)
    if left["files"] != after or left["leftovers"]:
        outcome.half_done.append("what killed imports left was not cleared by the next one")
    return outcome


def kill_reindexing(house: House, books: Books, moments: int, chance: random.Random) -> Outcome:
    """Kill re-indexing while the outbox fills beside it."""
    outcome = Outcome()
    began = time.monotonic()
    house.amparo("reindex")
    pace = Pace(time.monotonic() - began)
    before = house.look(books=SLUG)["files"]
    for moment in range(moments):
        after = books.next()
        house.start(server=False)
        beside = house.begin(*books.command())
        work = house.begin("reindex")
        ended, took = house.kill_after(pace.moment(chance, 0.4), beside, work)
        outcome.cut += ended[1] is None
        pace.learn(took, cut=ended[1] is None)
        left = house.look(books=SLUG)
        name = f"re-index {moment} at {took:.2f} s"
        _judge_import(outcome, name, left, ended, before=before, after=after)
        if left["files"] == after:
            before = after
    return outcome


def kill_sign_ups(house: House, moments: int, chance: random.Random) -> Outcome:
    """Kill the server between the first page of a sign-up and its last answer."""
    outcome = Outcome()
    house.start(server=True)
    began = time.monotonic()
    first = SignUp("kill-usual", house.port)
    first.run()
    pace = Pace(time.monotonic() - began)
    people = [first]
    for moment in range(moments):
        house.start(server=True)
        person = SignUp(f"kill-{moment}", house.port)
        people.append(person)
        wait = pace.moment(chance, 0.2)
        began = time.monotonic()
        with house.killing_after(wait):
            person.run()
            took = time.monotonic() - began
        pace.learn(took, cut=not person.acknowledged)
        outcome.moments += 1
        outcome.cut += not person.acknowledged
        outcome.acknowledged += person.acknowledged
        left = house.look(person)
        (found,) = left["people"]
        name = f"sign-up {moment} at {wait:.2f} s"
        if person.acknowledged and found == "nobody":
            outcome.lost.append(f"{name}: the account is not there")
        elif found not in {"nobody", "whole"}:
            outcome.half_done.append(f"{name}: {found}")
        _judge_house(outcome, name, left)
    present = [person for person in people if person.acknowledged]
    for person, found in zip(present, house.look(*present)["people"], strict=True):
        if found != "whole":
            outcome.lost.append(f"{person.handle}: {found} at the end")
    return outcome


def _judge_import(
    outcome: Outcome,
    name: str,
    left: dict[str, Any],
    ended: list[int | None],
    *,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    """Hold what is left after a killed import against the edition before and the new one."""
    done = ended[0] == 0
    outcome.moments += 1
    outcome.acknowledged += sum(code == 0 for code in ended)
    failed = [code for code in ended if code]
    if failed:
        outcome.half_done.append(f"{name}: a command ended with {failed}")
    if done and left["files"] != after:
        outcome.lost.append(f"{name}: an import that had ended is not there")
    elif left["files"] not in (before, after):
        outcome.half_done.append(f"{name}: an edition between two")
    _judge_house(outcome, name, left)


def _judge_house(outcome: Outcome, name: str, left: dict[str, Any]) -> None:
    """What must hold whatever was killed."""
    if left["breaks"] or left["damage"]:
        outcome.half_done.append(f"{name}: {left['breaks'] or left['damage']}")
    if left["index"]:
        outcome.disagreeing.append(f"{name}: {left['index']}")


if __name__ == "__main__":
    print(json.dumps({name: vars(outcome) for name, outcome in outcomes(FEW).items()}, indent=1))
