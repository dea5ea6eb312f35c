"""What a person brings with them is found nowhere afterwards, but where it is declared.

Canaries are planted (a handle, a passphrase, recovery words, a search, form values, a browser's
name, an address), every page is used with a real server, and then everything the installation
wrote is searched: rows, write-ahead log, files, logs, index. What must be there is the control.
"""

import json
import re
import subprocess
import sys
import uuid
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from amparo.ground.identity.demo import PASSPHRASE, TOTP_SECRET
from tests.living import Living, environment, installation
from tests.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.engine]
# Where a canary may be, because it is declared personal there.
DECLARED = {"handle": {"identity_account.handle"}}
WORDS = re.compile(r'<ol class="?secret"?[^>]*>(.*?)</ol>', re.S)
DRAFT = re.compile(r'name="draft" value="([^"]+)"')


@dataclass
class Planted:
    """The canaries by what they are, and where each turned up in the rows and the index."""

    house: Living
    canaries: dict[str, str]
    dump: list[tuple[str, str]]
    raw: dict[str, bytes]

    def places(self, name):
        canary = self.canaries[name]
        return {where for where, text in self.dump if canary in text}

    def files(self, name):
        canary = self.canaries[name].encode()
        return {path for path, content in self.raw.items() if canary in content}


def _paths():
    """Every address without arguments, in English."""

    def walk(patterns, prefix=""):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern) and "<" not in str(pattern.pattern):
                yield "/" + prefix + str(pattern.pattern)

    return sorted(set(walk(get_resolver().url_patterns)))


def _visitor(house, canaries):
    address = canaries["address"]
    return Visitor(
        house.address,
        headers={
            "User-Agent": f"Mozilla/5.0 ({canaries['browser']})",
            "X-Forwarded-For": address,
            "X-Real-IP": address,
            "Forwarded": f"for={address}",
            "Referer": f"{house.address}/en/?{canaries['referrer']}",
        },
    )


def _use_everything(house, canaries):
    """Sign up, look at every page, mistype everything, search, recover; then look as staff too."""
    visitor = _visitor(house, canaries)
    form = canaries["form"]
    page = visitor.send(
        "/en/sign-up/", handle=canaries["handle"], passphrase=canaries["passphrase"], language="en"
    )
    words = " ".join(re.findall(r"<li>\s*([^<\s]+)", WORDS.search(page.text)[1]))
    canaries["recovery"] = words
    canaries["recovery inside"] = " ".join(words.split()[3:9])
    draft = DRAFT.search(page.text)[1]
    canaries["draft"] = draft
    wrong = visitor.ask("POST", "/en/sign-up/", _body(page, draft=draft, typed=form))
    assert wrong.status in (200, 422)
    signed_in = visitor.ask("POST", "/en/sign-up/", _body(page, draft=draft, typed=words))
    assert signed_in.status == 302
    assert visitor.get("/en/me/").status == 200
    canaries["session cookie"] = visitor.cookies["amparo"]
    _look_round(visitor, canaries)
    visitor.get(f"/en/search/?q={canaries['search']}")
    for path in ("/en/me/account/confirm/", "/en/invitation/", "/en/me/account/passphrase/"):
        try:
            visitor.send(path, passphrase=form, fresh=form, code=form, name=form)
        except AssertionError:  # no form there now
            continue
    stranger = _visitor(house, canaries)
    stranger.sign_in(canaries["handle"], canaries["wrong passphrase"])
    stranger.send(
        "/en/recover/",
        handle=canaries["handle"], secret=form, passphrase=form, language="en",
    )  # fmt: skip
    stranger.ask("POST", "/en/sign-in/", f"handle={canaries['handle']}&passphrase={form}")
    stranger.ask("GET", f"/en/{form}/?{form}={form}")
    stranger.headers["Host"] = f"{form}.example"
    stranger.ask("GET", "/en/")
    _look_round(_visitor(house, canaries), canaries)
    staff = _visitor(house, canaries)
    staff.sign_in("demo-administrator", PASSPHRASE, TOTP_SECRET)
    assert staff.get("/en/desk/").status == 200
    _look_round(staff, canaries)


def _body(page, **fields):
    from urllib.parse import urlencode

    from tests.visitor import TOKEN

    return urlencode({"csrfmiddlewaretoken": TOKEN.search(page.text)[1], **fields})


def _look_round(visitor, canaries):
    for path in _paths():
        if "sign-out" in path or "leave" in path:
            continue
        visitor.ask("GET", f"{path}?q={canaries['search']}&next=/{canaries['form']}")


@pytest.fixture(scope="module")
def planted():
    mark = uuid.uuid4().hex[:10]
    canaries = {
        "handle": f"canary{mark}",
        "passphrase": f"yellow feathers {mark} above the mine",
        "wrong passphrase": f"black feathers {mark} below the mine",
        "search": f"zunzuncito{mark}",
        "form": f"cenzontle{mark}",
        "browser": f"Kanarienvogel{mark}",
        "referrer": f"pinzon{mark}",
        "address": f"2001:db8:{mark[:4]}:{mark[4:8]}::77",
    }
    with installation() as house:
        _use_everything(house, canaries)
        more = {"AMPARO_HOME": str(house.home), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"}
        if house.database:
            more["AMPARO_DATABASE_URL"] = house.database
        dumped = subprocess.run(
            [sys.executable, "-m", "tests.dump"],
            env=environment(**more), capture_output=True, text=True, check=True,
        )  # fmt: skip
        raw = {
            str(path.relative_to(house.home)): path.read_bytes()
            for path in house.home.rglob("*")
            if path.is_file()
        }
        dump = [tuple(json.loads(line)) for line in dumped.stdout.splitlines()]
        yield Planted(house, canaries, dump, raw)


def test_the_search_finds_what_must_be_there(planted):
    assert planted.places("handle") == DECLARED["handle"]
    if not planted.house.database:
        assert any(path.startswith("amparo.sqlite3") for path in planted.files("handle"))
    assert any("logs/" in path for path in planted.raw)
    assert any("Casa Umbral" in text for where, text in planted.dump)
    assert any("special" in text for where, text in planted.dump if where == "index")


@pytest.mark.parametrize(
    "name",
    [
        "passphrase", "wrong passphrase", "recovery", "recovery inside", "draft", "search", "form",
        "browser", "referrer", "address", "session cookie",
    ],
)  # fmt: skip
def test_a_canary_is_in_no_row_and_in_no_file(planted, name):
    assert planted.places(name) == set()
    assert planted.files(name) == set()


def test_a_handle_is_only_where_it_is_declared(planted):
    outside = {path for path in planted.files("handle") if not path.startswith("amparo.sqlite3")}
    assert outside == set()


def test_logs_name_nobody(planted):
    told = b"".join(content for path, content in planted.raw.items() if path.startswith("logs/"))
    assert b"demo-administrator" not in told
    assert b"127.0.0.1" not in told
    assert b"Mozilla" not in told
