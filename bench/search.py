"""Search: 250,000 texts in four languages, in our index and in SQLite's FTS5, the same questions.

FTS5 gets the terms we index (folded, stemmed, Chinese in pairs), unicode61, an optimised table,
everything in memory, and answers with ten keys in bm25 order. Ours answers with ten keys and the
total. Each question is asked of both in turn, three times; its time is the middle one, so that what
else the machine does counts for neither. "against" is FTS5's figure. Apart stand a whole page (ten
texts, each in the reader's language, with its translations) and its snippets.

Questions of one and of two words are a signed-out visitor's; those filtered by kind or by
permission (a member with a role, for whom a filter does the work) are both sorts together.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amparo.ground.search.models import Document

NAME = "search"

SEED = 20261122
WORDS = 30_000  # in each language's vocabulary
SAMPLES = 2_000  # texts that questions are taken from
QUESTIONS = 120  # of each sort
MOST_P95 = 10.0  # milliseconds
LEAST_RATIO = 20.0
LETTERS = {
    "en": (list("bcdfghlmnprstw"), ["a", "e", "i", "o", "u", "ea", "ou"]),
    "ar": (list("بتجحدرسشعفقكلمنه"), ["ا", "و", "ي", "", ""]),
    "ru": (list("бвгджзклмнпрстчш"), list("аеиоуяы")),
}
ENDINGS = {
    "en": ["", "", "s", "ed", "ing"],
    "ar": ["", "", "ة", "ات", "ين"],
    "ru": ["", "а", "ы", "ов", "ами"],
}
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_500)]
KINDS = ("chapter", "publication", "commitment")
READERS = {"signed out": frozenset({0}), "with a role": frozenset({0, 1, 11})}


def run(report: Callable[..., None], quick: bool = False) -> None:
    """Measure in a process of its own, with an index and a database in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-search-") as home:
        inside = subprocess.Popen(
            [sys.executable, __file__, home, "20000" if quick else "250000"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1] / "src")},
        )
        for line in inside.stdout or ():
            figures = json.loads(line)
            if quick:
                figures |= {"goal": None, "ok": None}
            report(**figures)
        if inside.wait():
            message = f"the measurement ended with {inside.returncode}"
            raise RuntimeError(message)


class World:
    """Texts whose words are as unevenly frequent as in real ones.

    By Zipf's law (the word of rank r comes 1/r times as often as the first) the ten commonest make
    27 in a hundred words of a text, the hundred commonest 48; in English it is 25 and 50.
    """

    def __init__(self, documents: int) -> None:
        self.random = random.Random(SEED)
        self.documents = documents
        self.samples: list[list[str]] = []
        self.weights = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
        self.words = {language: self._vocabulary(language) for language in ("en", "ar", "ru", "zh")}

    def texts(self) -> Iterator["Document"]:
        """The documents: a group is one text in four languages; one in five is not for all."""
        from amparo.ground.search.models import Document

        draw = self.random
        languages = list(self.words)
        for number in range(self.documents):
            group, place = divmod(number, 4)
            language = languages[place]
            if place == 0:
                chance = draw.random()
                seen_by = (
                    (0,) if chance < 0.8 else (1,) if chance < 0.9 else (draw.randint(10, 14),)
                )
            length = draw.randint(60, 150)
            words = draw.choices(self.words[language], cum_weights=self.weights, k=length)
            if number % (self.documents // SAMPLES + 1) == 0:
                self.samples.append(words)
            space = "" if language == "zh" else " "
            yield Document(
                key=f"bench:{number}",
                group=f"bench:{group}",
                language=language,
                title=space.join(words[:6]),
                body=space.join(words[6:]),
                path=f"library/{group}/",
                kind=KINDS[group % 3],
                seen_by=seen_by,
                themes=(f"theme-{group % 11}",),
            )

    def question(self, words: int) -> str:
        """Different words that stand together in one text, as people ask for them.

        Half are as frequent as words are in texts, half are any of the text's words alike, so that
        rare ones come as often as the commonest.
        """
        draw = self.random
        text = draw.choice(self.samples)
        chosen: dict[str, None] = {}
        while len(chosen) < words:
            chosen[draw.choice(text if draw.random() < 0.5 else sorted(set(text)))] = None
        return " ".join(chosen)

    def _vocabulary(self, language: str) -> list[str]:
        """Different words, the frequent ones shorter."""
        made: dict[str, None] = {}
        while len(made) < WORDS:
            syllables = self.random.choice((1, 2) if len(made) < 300 else (2, 3, 3, 4))
            if language == "zh":
                made["".join(self.random.choices(SIGNS, k=min(syllables, 3)))] = None
                continue
            first, second = LETTERS[language]
            word = "".join(
                self.random.choice(first) + self.random.choice(second) for _ in range(syllables)
            )
            made[word + self.random.choice(ENDINGS[language])] = None
        return list(made)


class FullText:
    """The same rows in SQLite FTS5, as well kept as it can be."""

    def __init__(self, home: Path) -> None:
        self.rows = sqlite3.connect(home / "fts.sqlite3", isolation_level=None)
        self.rows.executescript("""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            PRAGMA cache_size = -600000; PRAGMA mmap_size = 4000000000;
            CREATE VIRTUAL TABLE texts USING fts5(
                title, words, tokenize = 'unicode61 remove_diacritics 0');
            CREATE TABLE facts (id INTEGER PRIMARY KEY, key TEXT, kind TEXT);
            CREATE TABLE seen (text INTEGER, key INTEGER, PRIMARY KEY (text, key)) WITHOUT ROWID;
        """)

    def fill(self, documents: Iterator["Document"]) -> float:
        """Write them; seconds, without the time it takes to make terms."""
        from amparo.ground.search.models.words import fold, terms

        spent = 0.0
        self.rows.execute("BEGIN")
        for number, document in enumerate(documents):
            title, body = (
                " ".join(terms(fold(text), document.language))
                for text in (document.title, document.body)
            )
            start = time.perf_counter()
            self.rows.execute(
                "INSERT INTO texts (rowid, title, words) VALUES (?, ?, ?)", (number, title, body)
            )
            self.rows.execute(
                "INSERT INTO facts VALUES (?, ?, ?)", (number, document.key, document.kind)
            )
            self.rows.executemany(
                "INSERT INTO seen VALUES (?, ?)", [(number, key) for key in document.seen_by]
            )
            spent += time.perf_counter() - start
        start = time.perf_counter()
        self.rows.execute("COMMIT")
        self.rows.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        return spent + time.perf_counter() - start

    def find(self, match: str, kind: str | None, keys: frozenset[int]) -> list[Any]:
        """The keys of the ten best rows by bm25, a word in a title counting three times."""
        held = ", ".join(map(str, sorted(keys)))
        seen = f"SELECT 1 FROM seen WHERE text = texts.rowid AND key IN ({held})"  # noqa: S608
        wanted = ["texts MATCH ?", "rank MATCH 'bm25(3.0, 1.0)'", f"EXISTS ({seen})"]
        values = [match]
        if kind:
            wanted.append("facts.kind = ?")
            values.append(kind)
        return self.rows.execute(
            "SELECT facts.key FROM texts JOIN facts ON facts.id = texts.rowid"  # noqa: S608
            f" WHERE {' AND '.join(wanted)} ORDER BY rank LIMIT 10",
            values,
        ).fetchall()

    @staticmethod
    def match(words: str) -> str:
        """Our reading of the question, in its query language."""
        from amparo.ground.search.queries.questions import asked

        slots = [
            " OR ".join(f'"{form}"' for form in (slot.words or (f"{slot.sign}",)))
            for slot in asked(words, None)
        ]
        return " AND ".join(f"({slot})" for slot in slots)


def percentile(times: list[float], share: float) -> float:
    """Milliseconds below which this share of the times lies."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)] * 1000


def ten_keys(keys: frozenset[int], words: str, kind: str | None) -> list[str]:
    """What FTS5 is asked for too: the keys of the ten best."""
    from amparo.ground.search import queries
    from amparo.ground.search.models import index

    found = queries.best(keys, words, kind=kind).places[: queries.PAGE]
    return [index.head_of(reader.doc(address)).key for reader, _, address in found]


def timed(ask: Callable[[], object]) -> float:
    """Seconds it takes: the middle of three times."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return sorted(times)[1]


def measure(home: Path, documents: int) -> None:
    """Print one JSON object a figure."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        INSTALLED_APPS=["amparo.ground.search"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "rows"}},
        AMPARO_INDEX=home / "index",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from amparo.ground.search import actions, queries

    world = World(documents)
    texts = list(world.texts())
    start = time.perf_counter()
    for _ in actions.rebuild(texts):
        pass
    ours = documents / (time.perf_counter() - start)
    full_text = FullText(home)
    theirs = documents / full_text.fill(iter(texts))
    tell("documents", documents, "documents")
    tell("index rate", ours, "documents/s", against=theirs, ratio=ours / theirs)
    size = sum(path.stat().st_size for path in (home / "index").rglob("*") if path.is_file())
    tell("index size", size / 1e6, "MB")
    texts.clear()  # a quarter of a million objects would make Python's own housekeeping slow
    questions = {number: [world.question(number) for _ in range(QUESTIONS)] for number in (1, 2)}
    for word in questions[1][:40]:
        queries.find(READERS["with a role"], word)
        full_text.find(full_text.match(word), None, READERS["with a role"])
    both = questions[1] + questions[2]
    sorts: list[tuple[str, list[str], str | None, frozenset[int]]] = [
        ("one word", questions[1], None, READERS["signed out"]),
        ("two words", questions[2], None, READERS["signed out"]),
        ("filtered by kind", both, "chapter", READERS["signed out"]),
        ("filtered by permission", both, None, READERS["with a role"]),
    ]
    for name, asked, kind, keys in sorts:
        mine, fts = [], []
        for words in asked:
            match = full_text.match(words)
            mine.append(timed(partial(ten_keys, keys, words, kind)))
            fts.append(timed(partial(full_text.find, match, kind, keys)))
        for share, label in ((0.5, "p50"), (0.95, "p95")):
            value, other = percentile(mine, share), percentile(fts, share)
            judged = {"goal": MOST_P95, "ok": value <= MOST_P95} if label == "p95" else {}
            tell(f"{name}, {label}", value, "ms", against=other, ratio=value / other, **judged)
        tell(
            f"{name}, faster at p95",
            other / value,
            "times",
            goal=LEAST_RATIO,
            ok=other >= LEAST_RATIO * value,
        )
    pages, snippets = [], []
    for words in questions[2]:
        pages.append(timed(partial(queries.find, READERS["with a role"], words)))
        snippets += [
            timed(partial(queries.excerpt, hit.matched, words))
            for hit in queries.find(READERS["with a role"], words).hits
        ]
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        tell(f"two words, a whole page, {label}", percentile(pages, share), "ms")
        tell(f"one snippet, {label}", percentile(snippets, share), "ms")


def tell(metric: str, value: float, unit: str, **more: object) -> None:
    """One figure to the process that asked."""
    print(json.dumps({"metric": metric, "value": value, "unit": unit, **more}), flush=True)


if __name__ == "__main__":
    # This file's folder comes first on the path and holds a `search` of its own: leave it out.
    sys.path.pop(0)
    measure(Path(sys.argv[1]), int(sys.argv[2]))
