"""What one request for help costs the server, beside bare views that store the same bytes.

Requests arrive as browsers seal them (a frame of 2,816 bytes in JSON), four connections at a time,
at a house of its own with somebody behind its door. What ours does for each: it takes one of the
house's allowance, looks that the door's key still lives, makes a shred key and its file, seals the
frame to it, and inserts two rows. Beside it stand views that parse the same JSON and put the same
bytes, unsealed, into one row of one table. The goal is held against one in our own stack (an
address under a language, sessions, the sign-in wall, the form's token) that stores by a model, as
views do; beside that, one there that writes its one statement itself, and one in Django as
`startproject` sets it up. A row is on the disk before the answer everywhere (SQLite's
WAL, synchronous=FULL), and granian's settings are the same. They answer as many requests each, in
turn; a ratio is the median of the ratios of their processor time, all of the server's processes.
The disk's share of it grows with what else the machine writes: compare on one that is quiet.

Then 300 MB are sent, as a form without JavaScript and sealed; the server's memory and disk are
watched, and everything that the house wrote is searched for their one line.
"""

import base64
import contextlib
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from amparo.config.commands.up import serving
from bench.house import House
from bench.run import Report
from tests.living import environment, free_port

NAME = "intake"
PAIRS = 5
AT_ONCE = 4
FIRST = 200  # requests before those that are measured
GOAL = 2.0  # times the bare view's processor time
LARGE = 300_000_000
CANARY = b"the zunzuncito sings under the bridge of the station at dawn; "
MEMORY = 400.0  # MB, of all the server's processes: two of them, Django in each
TICK = os.sysconf("SC_CLK_TCK")
SEALED = "/en/contact/ask/sealed/"


@dataclass(frozen=True)
class Side:
    """A running server: where it takes what is sent, and its process."""

    port: int
    path: str
    process: int
    epoch: str = ""
    recipient: str = ""


def run(report: Report, quick: bool = False) -> None:
    """Requests a second and processor time each, beside the bare view; then 300 MB twice."""
    pairs, count = (1, 300) if quick else (PAIRS, 1200)
    with _ours() as (ours, home):
        frame = base64.b64encode(_frame(ours.recipient)).decode()
        with _bare() as bare:
            within = replace(ours, path="/en/bare/")
            sides = (ours, within, replace(ours, path="/en/bare/model/"), bare)
            rounds = [[_cost(side, frame, count) for side in sides] for _ in range(pairs)]
        rate = median(one[0][1] for one in rounds)
        report("sealed requests taken, two cores", round(rate, 1), "a second")
        peers = {"a view of our stack": 2, "its own statement": 1, "a bare Django": 3}
        for name, at in peers.items():
            goal = GOAL if at == 2 else None
            ratio = round(median(one[0][0] / one[at][0] for one in rounds), 2)
            cost, theirs = (round(median(one[n][0] for one in rounds), 3) for n in (0, at))
            report(f"a sealed request: CPU, beside {name}", cost, "ms", against=theirs, ratio=ratio,
                   goal=f"{goal} times" if goal else None,
                   ok=ratio <= goal if goal else None)  # fmt: skip
        size = LARGE // 10 if quick else LARGE
        for way, send in (("without JavaScript", _form), ("sealed", _sealed)):
            peak, took = _watched(ours, send, size)
            found = _found(home)
            report(f"{size // 10**6} MB {way}: memory of the server", round(peak, 1), "MB",
                   goal=MEMORY, ok=peak <= MEMORY)  # fmt: skip
            report(f"{size // 10**6} MB {way}: time", round(took, 1), "s")
            report(f"{size // 10**6} MB {way}: files with what was sent", len(found), "files",
                   goal=0, ok=not found)  # fmt: skip
        (home / "control").write_bytes(CANARY)
        report("the same search, where it was planted", len(_found(home)), "files", goal=1,
               ok=len(_found(home)) == 1)  # fmt: skip


@contextlib.contextmanager
def _ours() -> Iterator[tuple[Side, Path]]:
    """Our application on a home of its own, with somebody behind its door."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-intake-"))
    try:
        house = House(folder / "home")
        house.make()
        told = json.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.standing", "open"],
                env=house.environment, capture_output=True, text=True, check=True,
            ).stdout
        )  # fmt: skip
        _table(house.home / "amparo.sqlite3")
        process = _serve(house.port, house.environment)
        side = Side(house.port, SEALED, process.pid, told["epoch"], told["recipient"])
        with _stopped(process):
            _await(side)
            yield side, house.home
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _bare() -> Iterator[Side]:
    """The bare view, with its table."""
    folder = Path(tempfile.mkdtemp(prefix="amparo-bare-"))
    _table(folder / "bare.sqlite3")
    told = {"BARE_FOLDER": str(folder), "BARE_APP": "bench.bare.intake"}
    port = free_port()
    process = _serve(port, environment(**told, DJANGO_SETTINGS_MODULE="bench.bare.settings"))
    side = Side(port, "/", process.pid)
    try:
        with _stopped(process):
            _await(side)
            yield side
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _table(path: Path) -> None:
    """One table for the bare views."""
    rows = sqlite3.connect(path)
    with contextlib.closing(rows), rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute(
            "CREATE TABLE kept (id INTEGER PRIMARY KEY, token TEXT UNIQUE, lookup TEXT UNIQUE,"
            " content BLOB, day TEXT)"
        )


def _serve(port: int, env: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        serving("127.0.0.1", port, "bench.bare.intake:application"),
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextlib.contextmanager
def _stopped(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        finally:
            process.kill()


def _await(side: Side) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            _token(_connected(side), side)
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {side.path}")


def _connected(side: Side) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", side.port, timeout=300)


def _token(connection: http.client.HTTPConnection, side: Side) -> dict[str, str]:
    """The headers with which a browser that opened the page sends."""
    origin = f"http://localhost:{side.port}"
    headers = {"Host": f"localhost:{side.port}", "Origin": origin, "Referer": origin + side.path}
    connection.request("GET", side.path, headers=headers)
    response = connection.getresponse()
    body = response.read().decode()
    found = re.search(r'name="csrf" content="(\w+)"', body)
    cookie = re.search(r"csrftoken=(\w+)", response.getheader("Set-Cookie") or "")
    if response.status != 200 or not cookie:
        raise RuntimeError(f"{side.path} answered {response.status}")
    token = found[1] if found else body
    return headers | {"X-CSRFToken": token, "Cookie": f"csrftoken={cookie[1]}"}


def _frame(recipient: str) -> bytes:
    from amparo.ground.sealing import frames

    return frames.seal(secrets.token_bytes(1500), recipient)


def _cost(side: Side, frame: str, count: int) -> tuple[float, float]:
    """Milliseconds of processor a request, and requests a second."""
    _load(side, frame, FIRST)  # each thread's own first time
    before, began = _spent(side.process), time.monotonic()
    _load(side, frame, count)
    return 1000 * (_spent(side.process) - before) / count, count / (time.monotonic() - began)


def _load(side: Side, frame: str, count: int) -> None:
    """So many requests, from some connections at once."""
    done: list[int] = []

    def one() -> None:
        connection = _connected(side)
        headers = _token(connection, side) | {"Content-Type": "application/json"}
        for _request in range(count // AT_ONCE):
            told = {
                "item": str(uuid.uuid4()),
                "epoch": side.epoch,
                "frame": frame,
                "lookup": secrets.token_hex(32),
                "token": secrets.token_hex(32),
                "blobs": [],
            }
            connection.request("POST", side.path, json.dumps(told), headers)
            response = connection.getresponse()
            said = response.read()
            if response.status != 200:
                raise RuntimeError(said[:300].decode(errors="replace"))
            done.append(1)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(done) != count:
        raise RuntimeError("a connection failed")


def _family(parent: int) -> list[int]:
    """A process and all below it."""
    found = [parent]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(pid) for pid in children.read_text().split()]
    return found


def _spent(parent: int) -> float:
    """Seconds of processor of a server's processes."""
    total = 0
    for pid in _family(parent):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def _resident(parent: int) -> float:
    """MB of memory of a server's processes, each page that they share counted once."""
    total = 0
    for pid in _family(parent):
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(re.findall(r"^Pss:\s+(\d+)", told, re.M)[0])
    return total / 1000


def _watched(side: Side, send: Any, size: int) -> tuple[float, float]:
    """The most memory that the server had while `send` sent, and seconds."""
    peak = 0.0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.05):
            peak = max(peak, _resident(side.process))

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.monotonic()
    try:
        send(side, size)
    finally:
        ended.set()
        watching.join()
    return peak, time.monotonic() - began


def _pieces(size: int) -> Iterator[bytes]:
    piece = CANARY * (1_000_000 // len(CANARY))
    while size > 0:
        yield piece[:size]
        size -= len(piece)


def _form(side: Side, size: int) -> None:
    """As a browser without JavaScript sends evidence: a form, unsealed, to our own handler."""
    page = Side(side.port, "/en/contact/ask/", side.process)
    connection = _connected(page)
    headers, fields = _at_files(connection, page)
    edge = secrets.token_hex(16)
    head = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{edge}\r\nContent-Disposition: form-data; name="evidence"; filename="film.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    tail = f"\r\n--{edge}--\r\n"
    length = len(head) + size + len(tail)
    told = {"Content-Type": f"multipart/form-data; boundary={edge}", "Content-Length": str(length)}
    connection.putrequest("POST", page.path, skip_host=True)
    for name, value in (headers | told).items():
        connection.putheader(name, value)
    connection.endheaders()
    for piece in chain([head.encode()], _pieces(size), [tail.encode()]):
        connection.send(piece)
    response = connection.getresponse()
    said = response.read().decode()
    if response.status != 200 or "film.bin" not in said:
        raise RuntimeError(f"the file was not taken: {response.status}")


def _at_files(
    connection: http.client.HTTPConnection, page: Side
) -> tuple[dict[str, str], dict[str, str]]:
    """Skips to the question that takes files; the headers and fields to send them with."""
    from urllib.parse import urlencode

    origin = f"http://localhost:{page.port}"
    headers = {"Host": f"localhost:{page.port}", "Origin": origin, "Referer": origin + page.path}
    connection.request("GET", page.path, headers=headers)
    response = connection.getresponse()
    body = response.read().decode()
    cookie = re.search(r"csrftoken=(\w+)", response.getheader("Set-Cookie") or "")
    headers["Cookie"] = f"csrftoken={cookie[1] if cookie else ''}"
    typed = {"Content-Type": "application/x-www-form-urlencoded"}
    for _screen in range(30):
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|draft)" value="([^"]+)"', body))
        if 'name="evidence"' in body:
            return headers, fields | {"go": "add"}
        sent = urlencode(fields | {"go": "skip"})
        connection.request("POST", page.path, sent, headers | typed)
        body = connection.getresponse().read().decode()
    raise RuntimeError("no question takes files")


def _sealed(side: Side, size: int) -> None:
    """As a browser with JavaScript sends it: a frame, sealed here piece by piece."""
    from amparo.ground.sealing import frames

    class Source:
        def __init__(self) -> None:
            self.pieces, self.rest = _pieces(size), b""

        def read(self, count: int = -1) -> bytes:
            self.rest = self.rest or next(self.pieces, b"")
            count = len(self.rest) if count < 0 else count
            given, self.rest = self.rest[:count], self.rest[count:]
            return given

    connection = _connected(side)
    headers = _token(connection, side) | {"Content-Type": "application/octet-stream"}
    with tempfile.TemporaryFile() as sealed:
        frames.seal_stream(Source(), sealed, side.recipient)
        length = sealed.tell()
        sealed.seek(0)
        headers["Content-Length"] = str(length)
        connection.request("POST", f"/en/vault/blobs/?epoch={side.epoch}", sealed, headers)
        response = connection.getresponse()
    if response.status != 201:
        raise RuntimeError(f"the file was not taken: {response.status} {response.read(200)!r}")


def _found(home: Path) -> list[Path]:
    """Files of the house that hold a piece of what was sent."""
    return [path for path in home.rglob("*") if path.is_file() and _holds(path)]


def _holds(path: Path) -> bool:
    with path.open("rb") as content:
        # The line is short beside a piece: cut in two, it stands whole elsewhere.
        return any(CANARY[:32] in piece for piece in iter(lambda: content.read(4_000_000), b""))
