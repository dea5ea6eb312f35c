"""The vault's client in a real browser, on a page with nothing of ours but its policy."""

import functools
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from amparo.config.commands import client
from amparo.ground.interface.guarding import STRICTER

pytestmark = pytest.mark.journey

PATIENCE = 240_000  # milliseconds: 2,000 cases are sealed first, one by one
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Client</title>
<meta name="worker" content="/worker.js"><meta name="elsewhere" content="https://example.org/worker.js">
<main><output></output></main><script type="module" src="/browser.js"></script></html>"""
Run = Callable[[str], Any]


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", STRICTER)
        super().end_headers()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder with the Worker, the tests in TypeScript and a page for them, served."""
    folder: Path = tmp_path_factory.mktemp("pages")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    source = client.SOURCE / "ground" / "vault" / "client"
    modules = client.packages()
    client.esbuild(modules, {"browser": source / "tests" / "browser.ts"}, folder, "--format=esm")
    client.esbuild(
        modules, {"worker": source / "entries" / "worker.ts"}, folder, "--format=iife", "--minify"
    )
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def run(browser: Any, address: str) -> Iterator[Run]:
    """Run one of the tests in TypeScript on a page of its own; what it found."""
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def one(name: str) -> Any:
        page.goto(f"{address}/?{name}")
        page.locator("output[data-done]").wait_for(state="attached", timeout=PATIENCE)
        assert errors == []
        return json.loads(page.locator("output").inner_text())

    yield one
    context.close()


def test_a_keyring_that_paper_opened_opens_items_in_two_workers(run):
    found = run("opens_after_unlocking_with_paper")
    assert found == {"good": 40, "last": [40, 40], "state": "locked"}


def test_a_lock_forgets_at_once_and_what_was_asked_is_refused(run):
    found = run("forgets_on_lock")
    assert found["running"] in ("", "locked")
    found.pop("running")
    assert found == {"state": "locked", "me": None, "after": "locked", "told": 1}


def test_keys_are_forgotten_when_nobody_touches_the_page(run):
    found = run("locks_when_nobody_is_there")
    assert found == {"between": "open", "after": "locked", "told": 1}


def test_nothing_but_our_worker_runs_on_such_a_page(run):
    found = run("runs_nothing_else")
    assert found == {"markup": True, "policy": True, "worker": True, "page": True}


def test_nothing_of_a_session_is_stored_in_the_browser(run):
    run("opens_after_unlocking_with_paper")
    assert run("stores_nothing") == [0, 0, 0, 0, 0]


def test_two_thousand_cases_are_open_in_fifteen_seconds_and_the_first_in_two(run):
    found = run("opens_two_thousand_cases")
    assert found["good"] == 4000
    assert found["first"] < 2, found
    assert found["seconds"] < 15, found


def test_a_large_file_is_sealed_and_opened_and_a_broken_one_gives_nothing(run):
    found = run("seals_a_large_file")
    piece = [at % 253 for at in range(4)]
    assert found == {"same": True, "sample": piece, "often": True, "error": "open"}
