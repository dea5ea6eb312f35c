"""What a handbook's files cost, and what one edited paragraph costs, beside other tools.

A handbook of 60,000 words is made here, imported, and built in every format by a running worker.
Sphinx (HTML, EPUB), pandoc (EPUB) and WeasyPrint (PDF) make theirs from the same words; everybody's
CPU seconds on a handbook of one line are subtracted. The worker parses a chapter once for all its
formats, so three formats are also made by processes that have made nothing before. The edited
paragraph is timed over the whole worker: everything it does from the order to the last file, audio
(which comes last) apart.
"""

import contextlib
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

import pypandoc

from bench import handbook
from bench.house import House
from bench.run import Report

NAME = "press"
WORDS, QUICK_WORDS = 60_000, 6_000
# All but audio, which is read aloud for minutes, and is made last.
FORMATS = "html,epub,phone,a4,large,booklet,docx,text,zim,braille,page,sheet,slip"
PATIENCE = 3600.0  # seconds for the worker
FENCE = re.compile(r"^::: (\w+)$", re.MULTILINE)
WAIVED = "Made for a benchmark"
GOALS = {"html": ("Sphinx", 10.0), "epub": ("pandoc", 8.0), "a4": ("WeasyPrint", 5.0)}


def run(report: Report, quick: bool = False) -> None:
    """Every format in the worker, the three that others make too, and one edited paragraph."""
    with tempfile.TemporaryDirectory(prefix="amparo-bench-") as place:
        root = Path(place)
        full = handbook.write(root / "full", words=QUICK_WORDS if quick else WORDS)
        empty = handbook.write(root / "empty", words=0)
        report("words in the handbook", handbook.words_in(full), "words")
        with _house(root / "house") as house:
            house.start(server=False)
            _import(house, empty, "empty")
            _settle(house)
            _import(house, full, "full")
            _settle(house)
            ours = _worker(report, house)
            _edited(report, house, full)
            house.kill()
        _peers(report, root, full, empty, ours, rounds=1 if quick else 3)
        for fmt in () if quick else GOALS:
            alone = _alone(root, full, empty, fmt)
            report(f"{fmt}: CPU in a process of its own that parses too", round(alone, 3), "s")


@contextlib.contextmanager
def _house(home: Path) -> Iterator[House]:
    house = House(home)
    house.environment["AMPARO_FORMATS"] = FORMATS
    try:
        house.make()
        yield house
    finally:
        house.kill()


def _import(house: House, folder: Path, slug: str) -> None:
    house.amparo(
        "press", "import", str(folder), "--slug", slug, "--source", "en", "--publish",
        "--waive", WAIVED, "--json",
    )  # fmt: skip


UNDONE = "SELECT count(*) FROM work_job WHERE state IN ('waiting', 'running')"
# 0 once everything is made again of the newest edition in a language.
REMADE = (
    "SELECT (sum(language = '{language}' AND format = 'html') IS NOT {times})"
    " + sum(state = 'waiting' AND format != 'audio') FROM press_build"
    " WHERE edition_id = (SELECT max(id) FROM press_edition)"
)
# What a translator's desk does when one paragraph is said otherwise, and the release after it.
TRANSLATE = """
import django
django.setup()
from django.db import transaction
from amparo.capacity.press.models import Edition
from amparo.ground.texts import actions
edition = Edition.objects.get(publication__slug="full", state="released")
text = edition.chapters.get(path="03-chapter.md").text
segment = text.segments.filter(kind="p").order_by("position")[3]
with transaction.atomic():
    words = segment.source_text + " Une chose encore."
    actions.translate(segment, language="fr", words=words, by=None)
    actions.release([text.pk], "fr", by=None)
"""


def _settle(house: House, question: str = UNDONE) -> None:
    """Wait until the worker has nothing to do any more, or until the answer is 0."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if _ask(house, question) == [(0,)]:
            return
        time.sleep(0.5)
    raise RuntimeError("the worker did not finish")


def _ask(house: House, question: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(house.home / "amparo.sqlite3", timeout=20)) as rows:
        return rows.execute(question).fetchall()


def _worker(report: Report, house: House) -> dict[str, float]:
    """What each format cost the running worker, its cost for one line subtracted."""
    spent = _ask(
        house,
        "SELECT b.format, p.slug, sum(b.cpu), count(*), sum(b.size), min(b.state)"
        " FROM press_build b JOIN press_publication p ON p.id = b.publication_id"
        " WHERE b.language = 'en'"
        " GROUP BY b.format, p.slug",
    )
    each = {(str(fmt), str(slug)): told for fmt, slug, *told in spent}
    ours = {}
    for fmt, slug in sorted(each):
        if slug != "full":
            continue
        cpu, count, size, state = each[fmt, slug]
        if state == "absent":
            report(f"{fmt}: not on this machine", 0, "files")
            continue
        nothing = each.get((fmt, "empty"), (0.0, 1, 0, ""))
        net = float(str(cpu)) - float(str(nothing[0]))
        made = state == "made"
        ours[fmt] = net
        report(f"{fmt}: worker's CPU for {count} files", round(net, 3), "s", ok=made)
        report(f"{fmt}: size", int(str(size)), "bytes")
    return ours


def _edited(report: Report, house: House, full: Path) -> None:
    """One paragraph says one thing more: all the worker's CPU until all its files are made."""

    def translate() -> None:
        words = [sys.executable, "-c", TRANSLATE]
        subprocess.run(words, env=house.environment, check=True, capture_output=True)

    def correct() -> None:
        path = full / "en" / "03-chapter.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(".\n", ". One thing more.\n", 1), encoding="utf-8")
        _import(house, full, "full")
        path.write_text(text, encoding="utf-8")

    goal = 5.0
    spent, took = _timed(house, translate, REMADE.format(language="fr", times=2))
    report(
        "an edited paragraph: CPU, one language", round(spent, 2), "s", goal=goal, ok=spent <= goal
    )
    report("an edited paragraph: to the last file", round(took, 1), "s")
    spent, took = _timed(house, correct, UNDONE)
    report("a new edition: CPU, two languages", round(spent, 2), "s")
    report("a new edition: from the command to the last file", round(took, 1), "s")


def _timed(house: House, change: Callable[[], None], question: str) -> tuple[float, float]:
    """CPU seconds of the worker, and seconds, from a change until a question is answered 0."""
    began, before = time.monotonic(), _spent_by(house)
    change()
    _settle(house, question)
    took = time.monotonic() - began
    spent = _spent_by(house) - before
    _settle(house)
    return spent, took


def _spent_by(house: House) -> float:
    """CPU seconds of the worker, of every process it started and of those that have ended."""
    (worker,) = house.running
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    tick = os.sysconf("SC_CLK_TCK")
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            told = path.read_text().rpartition(")")[2].split()
            pid = int(path.parent.name)
            parents[pid] = int(told[1])
            spent[pid] = sum(map(int, told[11:15])) / tick
    ours = {worker.pid}
    while True:
        more = {pid for pid, parent in parents.items() if parent in ours} - ours
        if not more:
            return sum(spent.get(pid, 0.0) for pid in ours)
        ours |= more


def _peers(
    report: Report, root: Path, full: Path, empty: Path, ours: Mapping[str, float], *, rounds: int
) -> None:
    """What others spend on the same words, beside the running worker."""
    theirs = {
        ("html", "Sphinx"): _net(root, full, empty, lambda f, o: _sphinx(f, o, "html"), rounds),
        ("epub", "Sphinx"): _net(root, full, empty, lambda f, o: _sphinx(f, o, "epub"), rounds),
        ("epub", "pandoc"): _net(root, full, empty, _pandoc, rounds),
        ("a4", "WeasyPrint"): _net(root, full, empty, _weasyprint, rounds),
    }
    for (fmt, name), cpu in theirs.items():
        mine = ours[fmt]
        peer, goal = GOALS[fmt]
        times = cpu / mine if mine > 0 else float("inf")
        report(
            f"{fmt}: CPU, beside {name}'s",
            round(mine, 3),
            "s",
            against=round(cpu, 3),
            ratio=mine / cpu if cpu else None,
            goal=f"{goal:.0f} times less" if name == peer else None,
            ok=times >= goal if name == peer else None,
        )


def _alone(root: Path, full: Path, empty: Path, fmt: str) -> float:
    """CPU seconds of one format in a lane that made nothing before, one line's subtracted."""
    with _house(root / f"alone-{fmt}") as house:
        spent = {}
        for slug, folder in (("empty", empty), ("full", full)):
            _import(house, folder, slug)
            only = ["--publication", slug, "--lang", "en", "--format", fmt]
            told = house.amparo("press", "build", *only, "--json")
            (line,) = map(json.loads, told.splitlines())
            spent[slug] = float(line["cpu_seconds"])
    return spent["full"] - spent["empty"]


def _net(
    root: Path, full: Path, empty: Path, make: Callable[[Path, Path], None], rounds: int
) -> float:
    """The median CPU seconds of a peer on the handbook, without those on one line."""
    spent = {}
    for folder in (empty, full):
        seconds = []
        for _turn in range(rounds):
            out = Path(tempfile.mkdtemp(prefix="out-", dir=root))
            work = _as_they_write_it(folder, out / "source")
            if make is _weasyprint:
                _page(work, out)
            before = _children()
            make(work, out)
            seconds.append(_children() - before)
            shutil.rmtree(out)
        spent[folder] = median(seconds)
    return spent[full] - spent[empty]


def _children() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def _as_they_write_it(folder: Path, target: Path) -> Path:
    """The same words with admonitions as both peers read them."""
    shutil.copytree(folder, target)
    names = [path.stem for path in sorted((target / "en").glob("*.md"))]
    for path in (target / "en").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^title: (.*)$", text, re.MULTILINE)
        body = text.split("---\n", 2)[2]
        text = f"# {title[1] if title else path.stem}\n{body}"
        path.write_text(FENCE.sub(r":::{\1}", text), encoding="utf-8")
    (target / "en" / "index.md").write_text(
        "# A handbook for the bench\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    )
    (target / "en" / "conf.py").write_text(
        "project = 'A handbook for the bench'\nextensions = ['myst_parser']\n"
        "myst_enable_extensions = ['colon_fence', 'attrs_inline', 'attrs_block']\n"
        "suppress_warnings = ['myst', 'epub']\nepub_show_urls = 'no'\n"
    )
    return target


def _quietly(*words: str | Path) -> None:
    done = subprocess.run(
        list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{Path(words[0]).name}: {done.stderr.decode()[-1500:]}")


def _sphinx(folder: Path, out: Path, builder: str) -> None:
    words = [sys.executable, "-m", "sphinx", "-q", "-b", builder]
    _quietly(*words, folder / "en", out / "made")


def _pandoc(folder: Path, out: Path) -> None:
    chapters = sorted((folder / "en").glob("[0-9]*.md"))
    _quietly(
        pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "epub3", "--toc",
        f"--resource-path={folder / 'en'}", "--metadata=title:A handbook for the bench",
        "--metadata=lang:en", "-o", out / "made.epub", *chapters,
    )  # fmt: skip


def _page(folder: Path, out: Path) -> None:
    """The HTML that WeasyPrint is given; what it costs is not counted."""
    chapters = sorted((folder / "en").glob("[0-9]*.md"))
    _quietly(
        pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "html5", "-s", "--toc",
        "--metadata=title:A handbook for the bench", "--metadata=lang:en",
        "-o", out / "handbook.html", *chapters,
    )  # fmt: skip


def _weasyprint(folder: Path, out: Path) -> None:
    _quietly(
        sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", "--base-url",
        f"{folder / 'en'}/", out / "handbook.html", out / "made.pdf",
    )  # fmt: skip
