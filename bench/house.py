"""An empty installation for benchmarks that break things: made, started, killed, looked at."""

import contextlib
import html.parser
import http.client
import http.cookies
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PATIENCE = 90.0  # seconds for anything to start or end


class House:
    """One home, its server and its worker."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.port = _free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AMPARO_")}
        self.environment = {
            **kept,
            "AMPARO_HOME": str(home),
            "AMPARO_PORT": str(self.port),
            "AMPARO_FORMATS": "html",  # what is measured is not the press
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
            "PYTHONPATH": os.pathsep.join(("src", ".")),
        }
        if database:
            self.environment["AMPARO_DATABASE_URL"] = database
        self.running: list[subprocess.Popen[bytes]] = []

    def make(self) -> None:
        """An empty installation, as `amparo up --empty` makes it."""
        words = [sys.executable, "-m", "amparo.config.cli", "up", "--empty"]
        words += ["--home", str(self.home), "--port", str(self.port)]
        with subprocess.Popen(
            words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as up:
            said = ""
            for line in up.stdout or ():
                said += line
                if line.startswith("Amparo is ready"):
                    break
            up.send_signal(signal.SIGTERM)
            up.communicate()
        if "Amparo is ready" not in said:
            raise RuntimeError(said[-2000:])

    def start(self, *, server: bool) -> None:
        """The worker, and the server if asked for, in process groups of their own."""
        self.running.append(self.begin("worker"))
        if not server:
            return
        words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        words += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "8"]
        words += ["--no-ws", "--no-access-log", "--log-level", "critical"]
        self.running.append(self._begin(*words, "amparo.config.wsgi:application"))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if ask(self.port, "GET", "/en/sign-up/", {}, "").status == http.client.OK:
                    return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def amparo(self, *words: str) -> str:
        """Run a command to its end; raises CalledProcessError with what it said."""
        return subprocess.run(
            [sys.executable, "-m", "amparo.config.cli", *words],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command and do not wait for it."""
        return self._begin("-m", "amparo.config.cli", *words)

    def _begin(self, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self, *more: "subprocess.Popen[bytes]") -> None:
        """SIGKILL to everything that runs, children of children too."""
        for process in (*self.running, *more):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in (*self.running, *more):
            process.wait()
        self.running.clear()

    def kill_after(
        self, seconds: float, *work: "subprocess.Popen[bytes]"
    ) -> tuple[list[int | None], float]:
        """Kill everything after so many seconds, or at once when all of `work` has ended by itself.

        Returns the exit codes, None for what was killed, and the seconds it took. A command counts
        as ended only if it had ended before anything was killed.
        """
        began = time.monotonic()
        ended: list[int | None] = [None] * len(work)
        while None in ended and time.monotonic() - began < seconds:
            time.sleep(0.005)
            ended = [process.poll() for process in work]
        took = time.monotonic() - began
        self.kill(*work)
        return ended, took

    @contextlib.contextmanager
    def killing_after(self, seconds: float) -> Iterator[None]:
        """Kill everything so many seconds after the block began, or at its end if that is later."""
        timer = threading.Timer(seconds, self.kill)
        timer.start()
        try:
            yield
        finally:
            timer.join()

    def look(self, *people: "SignUp", books: str = "") -> dict[str, Any]:
        """What a fresh process sees of a publication or of people; see `bench/look.py`."""
        asked = {
            "books": books,
            "people": [
                {"handle": one.handle, "passphrase": one.passphrase, "secret": one.secret}
                for one in people
            ],
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.look"],
            env=self.environment,
            input=json.dumps(asked),
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        left: dict[str, Any] = json.loads(done.stdout)
        return left


class SignUp:
    """Somebody who signs up over HTTP and reads what the pages say."""

    def __init__(self, handle: str, port: int) -> None:
        self.handle = handle
        self.passphrase = f"{handle} walks under seven quiet bridges"
        self.port = port
        self.secret = ""
        self.cookies: dict[str, str] = {}
        self.acknowledged = False

    def run(self) -> None:
        """All steps; stops where the server falls silent. `acknowledged` says whether it ended."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            fields = self._fields(self._ask("GET"))
            shown = self._ask(
                "POST", fields | {"handle": self.handle, "passphrase": self.passphrase}
            )
            self.secret = " ".join(re.findall(r"\b\d{4}\b", _Secret.read(shown.text))[:10])
            answer = self._ask("POST", self._fields(shown) | {"typed": self.secret})
            self.acknowledged = answer.status == http.client.FOUND

    def _ask(self, method: str, fields: dict[str, str] | None = None) -> "Answer":
        answer = ask(self.port, method, "/en/sign-up/", self.cookies, urlencode(fields or {}))
        self.cookies |= answer.cookies
        return answer

    @staticmethod
    def _fields(answer: "Answer") -> dict[str, str]:
        """The hidden fields of the page's form for sign-up."""
        return dict(_Hidden.read(answer.text))


class Answer:
    """One answer, read to its end."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.text = response.read().decode()
        self.cookies: dict[str, str] = {}
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def ask(port: int, method: str, path: str, cookies: dict[str, str], body: str) -> Answer:
    """One request on a connection of its own. Raises OSError or HTTPException if it breaks."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Host": f"localhost:{port}", "Connection": "close"}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Origin"] = f"http://localhost:{port}"
    try:
        connection.request(method, path, body if method == "POST" else None, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


class _Hidden(html.parser.HTMLParser):
    """Hidden fields of every POST form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found.append((str(given["name"]), given.get("value") or ""))

    @classmethod
    def read(cls, page: str) -> list[tuple[str, str]]:
        parser = cls()
        parser.feed(page)
        return parser.found


class _Secret(html.parser.HTMLParser):
    """The words a reader sees inside elements of class `secret`."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.text: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth or "secret" in (dict(attrs).get("class") or "").split():
            self.depth += 1

    def handle_endtag(self, _tag: str) -> None:
        if self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.text.append(data)

    @classmethod
    def read(cls, page: str) -> str:
        parser = cls()
        parser.feed(page)
        return " ".join(parser.text)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
