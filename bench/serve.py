"""What a page costs the server's processors, beside the least that Django can do.

The bare view is Django as `startproject` sets it up: one template of the same size, three SQLite
queries through a model, and Brotli, under the same granian settings. Each pair is measured in turn,
bare and ours, five times; the ratio is the median of the five ratios. Processor time is utime and
stime of the server's processes from /proc.
"""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from amparo.config.commands.up import serving
from bench.peers import peers
from bench.run import Report
from tests.living import environment, free_port, installation
from tests.visitor import Visitor
from tests.visits import HANDBOOK

NAME = "serve"
PAIRS = 5
ROWS = 800  # bytes of the bare page that come from its rows
TICK = os.sysconf("SC_CLK_TCK")
SIGNED_OUT, SIGNED_IN = 1.0, 4.0  # times the bare view
HANDLE, PASSPHRASE = "demo-defender", "five green lanterns in the rain"
DONE = re.compile(r"(\d+) requests in")
BAD = re.compile(r"Non-2xx|Socket errors")


@dataclass(frozen=True)
class Page:
    """Something to ask for: where, and with which cookies."""

    port: int
    path: str
    server: int  # process id
    cookies: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        told = {"Host": f"localhost:{self.port}", "Accept-Encoding": "br"}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return told


def run(report: Report, quick: bool = False) -> None:
    """Home page and a chapter, signed out and signed in, each beside a bare view of its size."""
    pairs, seconds = (1, 1) if quick else (PAIRS, 4)
    with installation() as house:
        server = _server_of(house.process.pid)
        port = int(house.address.rsplit(":", 1)[1])
        visitor = Visitor(house.address)
        chapter = _chapter(visitor)
        visitor.sign_in(HANDLE, PASSPHRASE)
        for name, path in (("home page", "/en/"), ("chapter", chapter)):
            for who, cookies, goal in (
                ("signed out", {}, SIGNED_OUT),
                ("signed in", visitor.cookies, SIGNED_IN),
            ):
                ours = Page(port, path, server, cookies)
                with _bare(_body(ours).decode()) as bare:
                    costs = [(_cost(bare, seconds), _cost(ours, seconds)) for _ in range(pairs)]
                ratio = median(mine / theirs for theirs, mine in costs)
                report(
                    f"{name}, {who}: CPU a request",
                    round(median(mine for _, mine in costs), 3),
                    "ms",
                    against=round(median(theirs for theirs, _ in costs), 3),
                    ratio=round(ratio, 3),
                    goal=f"{goal} times",
                    ok=ratio <= goal,
                )
    for peer in peers():
        if peer.cpu is not None:
            report(f"{peer.name}, {peer.page}: CPU a request", peer.cpu, "ms")


def _chapter(visitor: Visitor) -> str:
    book = f"/en/library/{HANDBOOK}/"
    found = re.findall(rf'href="?({book}[\w-]+/)', visitor.get(book).text)
    return next(path for path in found if "/files/" not in path)


def _body(page: Page, coding: str = "identity") -> bytes:
    """The page in a coding; raises RuntimeError if it is not there."""
    connection = HTTPConnection("127.0.0.1", page.port, timeout=30)
    connection.request("GET", page.path, headers=page.headers() | {"Accept-Encoding": coding})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != HTTPStatus.OK:
        raise RuntimeError(f"{page.path} answered {response.status}")
    return body


@contextlib.contextmanager
def _bare(body: str) -> Iterator[Page]:
    """A bare Django that serves a template of this size, three values filled in."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-bare-"))
    rows = sqlite3.connect(folder / "bare.sqlite3")
    with contextlib.closing(rows), rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, kind INTEGER, name TEXT)")
        rows.execute("CREATE INDEX things_kind ON things (kind, name)")
        things = [(number, number % 50, f"thing {number}") for number in range(2000)]
        rows.executemany("INSERT INTO things VALUES (?, ?, ?)", things)
    # Twenty rows stand in place of as many bytes of the page they are compared with.
    filled = (
        "<h1>{{ one.name }}</h1><p>{{ count }}</p><ul>"
        '{% for row in rows %}<li><a href="/{{ row.pk }}/">{{ row.name }}</a></li>{% endfor %}</ul>'
    )
    rest = body.encode()[ROWS:].decode(errors="ignore")
    template = filled + "{% verbatim %}" + rest + "{% endverbatim %}"
    (folder / "page.html").write_text(template, encoding="utf-8")
    port = free_port()
    process = subprocess.Popen(
        serving("127.0.0.1", port, "bench.bare.app:application"),
        env=environment(BARE_FOLDER=str(folder), DJANGO_SETTINGS_MODULE="bench.bare.settings"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    page = Page(port, "/", process.pid)
    try:
        _await(page)
        yield page
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _await(page: Page) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            _body(page, "br")
            return
        time.sleep(0.1)
    raise RuntimeError("the bare view did not start")


def _cost(page: Page, seconds: int) -> float:
    """Milliseconds of processor a request, over `seconds` of load from eight connections."""
    _load(page, 1)  # the processes' own first time
    before = _spent(page.server)
    requests = _load(page, seconds)
    return 1000 * (_spent(page.server) - before) / requests


def _load(page: Page, seconds: int) -> int:
    """Ask again and again for a while; returns how many were answered, all with 200."""
    if not shutil.which("wrk"):
        return _load_from_here(page, seconds)
    headers = [
        part for name, value in page.headers().items() for part in ("-H", f"{name}: {value}")
    ]
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", *headers]
    url = f"http://127.0.0.1:{page.port}{page.path}"
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    found = DONE.search(said)
    if found is None or BAD.search(said):
        raise RuntimeError(said)
    return int(found[1])


def _load_from_here(page: Page, seconds: int) -> int:
    """The same without wrk: eight connections, asked in turn."""
    open_now = [HTTPConnection("127.0.0.1", page.port, timeout=30) for _ in range(8)]
    answered, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        for connection in open_now:
            connection.request("GET", page.path, headers=page.headers())
        for connection in open_now:
            response = connection.getresponse()
            response.read()
            if response.status != HTTPStatus.OK:
                raise RuntimeError(f"{page.path} answered {response.status}")
            answered += 1
    for connection in open_now:
        connection.close()
    return answered


def _spent(process: int) -> float:
    """Seconds of processor used by a process and all below it (proc(5), fields 14 and 15)."""
    total = 0
    for each in (process, *_below(process)):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            told = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(told[11]) + int(told[12])
    return total / TICK


def _below(process: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            told = path.read_text().rsplit(")", 1)[1].split()
            parents.setdefault(int(told[1]), []).append(int(path.parent.name))
    found: list[int] = []
    waiting = [process]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _server_of(process: int) -> int:
    """The granian started by `amparo up`."""
    for child in _below(process):
        command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        if b"granian" in command:
            return child
    raise RuntimeError(f"no server below {sys.argv[0]}")
