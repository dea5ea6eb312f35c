"""A process killed while a file arrives leaves none of it on the disk in the clear."""

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.ground.sealing import age

CANARY = b"marigold-on-the-fourth-floor-"
HOW_OFTEN = 6

# Reads a form with a file of 6 MB from a body that stops coming, and says so when it does.
SENDER = """
import sys, time
import django; django.setup()
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser
from amparo.ground.vault.uploading import SealingHandler

CANARY = {canary!r}
head = b"--x\\r\\nContent-Disposition: form-data; name=f; filename=" + CANARY + b"\\r\\n\\r\\n"
body = head + CANARY * (6_000_000 // len(CANARY))
class Body:
    place = 0
    def read(self, size=-1):
        if self.place >= {until}:
            print("waiting", flush=True)
            time.sleep(600)
        piece = body[self.place : min(self.place + size, {until})]
        self.place += len(piece)
        return piece
meta = dict(CONTENT_TYPE="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10_000_000))
handlers = {handlers}
MultiPartParser(meta, Body(), handlers).parse()
"""


def killed_while_sending(folder: Path, handlers: str, until: int) -> None:
    """Send and kill, with everything that is written below `folder`."""
    (folder / "tmp").mkdir()
    script = SENDER.format(canary=CANARY, until=until, handlers=handlers)
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "AMPARO_HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
        },
    ) as sender:
        assert sender.stdout is not None
        assert sender.stdout.readline() == b"waiting\n"
        sender.send_signal(signal.SIGKILL)


def found_below(folder: Path) -> list[str]:
    """Every file that holds the canary, in any form in which it could lie there."""
    forms = {
        CANARY,
        CANARY.hex().encode(),
        CANARY.decode().encode("utf-16-le"),
        *(base64.b64encode(b"x" * shift + CANARY)[4:-4] for shift in range(3)),
    }
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


@pytest.mark.slow
def test_no_plaintext_is_left_by_a_process_killed_while_a_file_arrives(tmp_path):
    recipient = age.new_identity().recipient
    written = 0
    for time in range(HOW_OFTEN):
        folder = tmp_path / str(time)
        folder.mkdir()
        killed_while_sending(folder, f"[SealingHandler({recipient!r})]", 700_000 * (time + 1))
        assert found_below(folder) == []
        written += sum(path.stat().st_size for path in folder.rglob(".arriving-*"))
    assert written > 1_000_000  # the control: something had been written, sealed


@pytest.mark.slow
def test_the_search_finds_what_djangos_own_handlers_leave(tmp_path):
    handlers = "[MemoryFileUploadHandler(), TemporaryFileUploadHandler()]"
    killed_while_sending(tmp_path, handlers, 4_000_000)
    assert len(found_below(tmp_path)) == 1


# Takes in as much as one file may have, once each way, and says what memory it took at most.
LARGE = """
import re
import django; django.setup()
from amparo.ground.sealing import age, frames
from amparo.ground.vault.uploading import FILE_MOST, Arrived, seal
class Body:
    def __init__(self, left): self.left = left
    def read(self, size=-1):
        size = min(self.left, 65536 if size < 0 else size)
        self.left -= size
        return b"x" * size
with Arrived() as arrived:
    seal(Body(FILE_MOST), age.new_identity().recipient, arrived)
    assert arrived.size > FILE_MOST
with Arrived() as arrived:
    arrived.take(Body(frames.frame_size(FILE_MOST)))
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


@pytest.mark.slow
def test_three_hundred_megabytes_pass_through_in_little_memory(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LARGE],
        env={
            **os.environ,
            "AMPARO_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 120_000  # kilobytes
    assert not list(tmp_path.rglob(".arriving-*"))
