"""Chromium over a pipe, with nothing switched on that looks over its shoulder.

Playwright listens to a page's network, and a browser that is listened to keeps every answer in the
page's own process: what the page needs itself cannot be seen beside it.
"""

import contextlib
import itertools
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from tests.chromium import FLAGS, program


class Chromium:
    """One page of one browser, by the DevTools protocol: cookies, addresses and questions."""

    def __init__(self, read: int, write: int) -> None:
        self.write = os.fdopen(write, "wb", buffering=0)
        self.read = os.fdopen(read, "rb")
        self.numbers = itertools.count(1)
        self.session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        told = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self.session = told["sessionId"]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """One command's answer. Raises RuntimeError with what the browser said."""
        number = next(self.numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self.write.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads(self._one())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(answer["error"]["message"])
                found: dict[str, Any] = answer["result"]
                return found

    def _one(self) -> bytes:
        said = bytearray()
        while (byte := self.read.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("the browser ended")
            said += byte
        return bytes(said)

    def told(self, expression: str) -> Any:
        """What a JavaScript expression gives on the page, as JSON."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"])[:400])
        return answer["result"].get("value")

    def until(self, expression: str, seconds: float = 120.0) -> float:
        """Wait until an expression is true of the page; gives the moment it was."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.told(expression):
                return time.monotonic()
            time.sleep(0.02)
        raise RuntimeError(f"never: {expression}")


@contextlib.contextmanager
def chromium() -> Iterator[Chromium]:
    """A headless browser with an empty profile; ended at the end."""
    there, write = os.pipe()
    read, here = os.pipe()
    with tempfile.TemporaryDirectory(
        prefix="amparo-browser-",
        ignore_cleanup_errors=True,  # a last process may still write
    ) as profile:
        # The browser reads its commands from 3 and answers on 4.
        script = f'exec "$@" 3<&{there} 4>&{here}'
        words = [program(), *FLAGS, "--headless=new", "--remote-debugging-pipe"]
        words += [f"--user-data-dir={profile}", "--window-size=1280,900", "about:blank"]
        with subprocess.Popen(
            ["/bin/bash", "-c", script, "browser", *words],
            pass_fds=(there, here),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            os.close(there)
            os.close(here)
            try:
                yield Chromium(read, write)
            finally:
                process.terminate()
                process.wait()
