"""What somebody in danger writes is found nowhere afterwards, in no form, by who takes everything.

A real server, a request without JavaScript with words, a file and its name, mistyped secrets, a
word back, erasing; and what staff seal and lend and refer. Then everything that was written is
searched, in UTF-8 and UTF-16, base64, hexadecimal and inside compressed files: rows, write-ahead
log, files, keystore, temporary folders, logs, what was mailed, and a backup.
"""

import gzip
import json
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.db import connection

from amparo.ground.sealing import recovery
from tests.canaries import contents, everything_in, forms, where
from tests.living import inside, installation
from tests.visitor import TOKEN, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.engine]
HIDDEN = re.compile(r'name="(draft|visit)" value="([^"]+)"')
GROUP = re.compile(r"<span>(\d{4})</span>")
ASK, AGAIN = "/en/contact/ask/", "/en/contact/again/"


class Sender(Visitor):
    """Somebody without JavaScript who goes through the screens."""

    def post(self, page, **fields):
        told = {"csrfmiddlewaretoken": TOKEN.search(page.text)[1], **fields}
        told |= dict(HIDDEN.findall(page.text))
        return self.ask("POST", page.path, urlencode(told))

    def attach(self, page, name, content, **fields):
        told = {"csrfmiddlewaretoken": TOKEN.search(page.text)[1], **fields}
        told |= dict(HIDDEN.findall(page.text))
        edge = uuid.uuid4().hex
        field = re.search(r'<input[^>]*type="?file"?[^>]*>', page.text)[0]
        where = re.search(r'name="?([\w-]+)', field)[1]
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in told.items()
        ]
        parts += [
            f'--{edge}\r\nContent-Disposition: form-data; name="{where}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode(),
            content,
            f"\r\n--{edge}--\r\n".encode(),
        ]
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("POST", page.path, b"".join(parts), kind)


def ask_for_help(house, canaries):
    """The whole way of asking, with a canary in every field that takes words."""
    sender = Sender(house.address)
    page = sender.get(ASK)
    story, attached = canaries["story"], False
    for _screen in range(60):
        if 'value="send"' in page.text:
            break
        if re.search(r'type="?file', page.text) and not attached:
            content = canaries["file content"].encode() * 3000
            page = sender.attach(page, f"{canaries['file name']}.txt", content, go="add")
            assert canaries["file name"] in page.text
            attached = True
        elif re.search(r"<textarea|type=\"?text", page.text):
            page = sender.post(page, go="next", answer=story)
            if 'name="answer"' in page.text and page.status == 422:
                page = sender.post(page, go="skip")
        elif 'value="skip"' in page.text:
            page = sender.post(page, go="skip")
        else:
            page = sender.post(page, go="next")
        page.path = ASK
    assert attached
    assert story in page.text
    page = sender.post(page, go="send")
    page.path = ASK
    digits = "".join(GROUP.findall(page.text))
    secret = recovery.read(digits)
    canaries["receipt digits"] = digits
    canaries["receipt words"] = " ".join(secret.words("en"))
    canaries["receipt hex"] = secret.canonical
    sender.post(page, go="typed", typed=canaries["mistyped"])
    come_back(house, canaries, " ".join(secret.groups()))


def come_back(house, canaries, secret):
    """A word back, a mistyped secret, a page that does not exist, and the end of it."""
    sender = Sender(house.address)
    sender.post(sender.get(AGAIN), secret=canaries["mistyped"])
    page = sender.post(sender.get(AGAIN), secret=secret)
    page.path = AGAIN
    said = sender.post(page, go="say", words=canaries["word back"])
    assert said.status == 200
    sender.ask("POST", AGAIN, urlencode({"secret": canaries["mistyped"]}))  # without a token
    sender.ask("POST", f"/en/contact/ask/sealed/?{canaries['mistyped']}", canaries["story"])
    sender.ask("GET", f"/en/contact/{canaries['mistyped']}/")


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """Every file there is after every flow, its name and content; the rows; the canaries."""
    mark = uuid.uuid4().hex[:10]
    canaries = {
        "story": f"zunzuncito {mark} followed us home",
        "file name": f"pinzon-{mark}",
        "file content": f"cenzontle {mark};",
        "word back": f"quetzal {mark} arrived",
        "mistyped": f"colibri{mark}",
        "staff words": f"tucan {mark} of the team",
    }
    temporary = tmp_path_factory.mktemp("tmp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with installation("--empty", home=temporary / "house") as house:
            inside(house, "tests.planted", "open")
            ask_for_help(house, canaries)
            canaries |= json.loads(inside(house, "tests.planted", "work", canaries["staff words"]))
            dump = inside(house, "tests.dump")
            backup = temporary / "backup.tar.gz"
            said = inside(house, "amparo.config.cli", "backup", str(backup))
            rows = [tuple(json.loads(line)) for line in dump.splitlines()]
            found = {"said by up": house.said.encode(), "said by backup": said.encode()}
            found |= everything_in([temporary])
            yield canaries, rows, found


def _where(everything, name):
    canaries, rows, found = everything
    return where(canaries[name], found, rows)


def test_the_search_finds_what_must_be_there(everything):
    canaries, rows, found = everything
    assert any("planted-alice" in text for _where, text in rows)
    if connection.vendor == "sqlite":  # PostgreSQL's files lie elsewhere: its rows are searched
        assert any(b"planted-alice" in content for content in found.values())
    assert any("keystore" in path and b"AGE-SECRET-KEY-" in one for path, one in found.items())
    assert sum("/vault/" in path for path in found) >= 2
    assert any("logs/" in path for path in found)
    assert any("backup" in path for path in found)
    for name in ("story", "file name"):
        for form in forms(canaries[name]):
            planted = (canaries, [("a.row", "..")], {"a file": b".." + form + b".."})
            assert _where(planted, name) == {"a file"}
    packed = contents("x.gz", gzip.compress(canaries["story"].encode()))
    assert _where((canaries, [], packed), "story") == {"x.gz, unpacked"}


@pytest.mark.parametrize(
    "name",
    [
        "story", "file name", "file content", "word back", "mistyped", "staff words",
        "receipt digits", "receipt words", "receipt hex", "epoch identity", "new epoch identity",
        "own identity", "own seed",
    ],
)  # fmt: skip
def test_a_canary_stands_nowhere(everything, name):
    assert _where(everything, name) == set()
