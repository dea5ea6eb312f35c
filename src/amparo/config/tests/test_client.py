"""The browsers' programs: made, small, and in agreement with what the server seals and reads.

The tests in TypeScript (`ground/vault/client/tests`) run in node; each of them is a test here.
"""

import base64
import random
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from amparo.config.commands import client
from amparo.ground.sealing import (
    age,
    canonical,
    ed25519,
    frames,
    receipts,
    recovery,
)
from tests.bundles import fetched, ran_in_node, sentences, weight

TESTS = client.SOURCE / "ground" / "vault" / "client" / "tests"
SENTENCES = sentences(TESTS)
AUTHOR, SCOPE, ITEM, EPOCH = (
    uuid.UUID(told)
    for told in (
        "44444444-4444-4444-8444-444444444444",
        "11111111-1111-4111-8111-111111111111",
        "22222222-2222-4222-8222-222222222222",
        "33333333-3333-4333-8333-333333333333",
    )
)
PLAIN = "naïve — العربية 🌧"
HOUSE = "ab" * 32
VALUES: list[Any] = [
    {"b": 1, "a": [1.5, 1e21, 0.000001, 1e-7, -0.0, None, True], "\u20ac": '\u000f\n"\\/'},
    {"": {}, "🌧": [], "\ufb33": "é\u2028", "1": 10**15},
]


def _printed(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


@pytest.fixture(scope="module")
def identity() -> age.Identity:
    return age.new_identity()


@pytest.fixture(scope="module", params=["browsers of now", "older browsers"])
def ran(
    request: pytest.FixtureRequest,
    identity: age.Identity,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """What the tests in TypeScript said, given what Python made; and what they made.

    Older browsers have neither X25519 nor Ed25519 of their own.
    """
    folder = tmp_path_factory.mktemp("client")
    seed, public = ed25519.new()
    vectors = {
        "receipts": [_receipt(recovery.new()) for _ in range(20)]
        + [_receipt(recovery.Secret(bytes(16))), _receipt(recovery.Secret(b"\xff" * 16))],
        "lists": {tag: recovery._wordlist(tag) for tag in recovery.LISTS},
        "typed": _typed(),
        "frames": [{"n": n, "size": frames.frame_size(n)} for n in _lengths()],
        "identity": identity.secret,
        "recipient": identity.recipient,
        "frame": _printed(frames.seal(PLAIN.encode(), identity.recipient)),
        "large": _printed(frames.seal(bytes(1_000_000), identity.recipient)),
        "plain": PLAIN,
        "mixed": _printed(
            age.seal(b"mixed", [identity.recipient, age.new_identity().recipient])
        ),
        "payload": canonical.payload(
            org=HOUSE, scope=SCOPE, item=ITEM, version=3, epoch=EPOCH, kind="note",
            body={"words": PLAIN}, author=AUTHOR, seed=seed,
        ).decode(),
        "organisation": HOUSE,
        "author": str(AUTHOR),
        "author_key": _printed(public),
        "canonical": [
            {"value": value, "text": canonical.dumps(value).decode()} for value in VALUES
        ],
    }  # fmt: skip
    told: dict[str, Any] = ran_in_node(TESTS, vectors, folder, request.param.split()[0])
    return told


def _receipt(secret: recovery.Secret) -> dict[str, Any]:
    receipt = receipts.Receipt(secret)
    return {
        "secret": secret.canonical,
        "lookup": receipt.lookup,
        "identity": receipt.inbox.secret,
        "recipient": receipt.inbox.recipient,
        "groups": secret.groups(),
        "words": {tag: secret.words(tag) for tag in recovery.LISTS},
    }


def _typed() -> list[dict[str, str]]:
    """Secrets as people type them: capitals, no accents, other digits, hyphens, no spaces."""
    secret = recovery.new()
    digits = "".join(secret.groups())
    arabic = digits.translate({ord("0") + value: 0x660 + value for value in range(10)})
    persian = digits.translate({ord("0") + value: 0x6F0 + value for value in range(10)})
    bold = digits.translate({ord("0") + value: 0x1D7CE + value for value in range(10)})
    typed = [digits, "-".join(secret.groups()), arabic, persian, bold]
    for tag in recovery.LISTS:
        words = secret.words(tag)
        typed += [" ".join(words), "  ".join(words).upper(), ", ".join(words)]
        typed.append(recovery._folded(" ".join(words)))
    typed.append("".join(secret.words("zh-hans")))
    for told in typed:
        assert recovery.read(told) == secret
    return [{"typed": told, "secret": secret.canonical} for told in typed]


def _lengths() -> list[int]:
    edges = [0, 1, *(step - 1048 + more for step in frames.FRAMES for more in range(-80, 80, 8))]
    large = [random.randrange(200_000, 320_000_000) for _ in range(200)]
    return [*edges, *(1 << power for power in range(18, 29)), *large]


def test_the_browsers_programs_are_made_of_the_present_sources():
    client.make()
    assert client.is_current()
    assert {f"{name}.js" for name in client.entries()} <= {
        path.relative_to(client.BUILT).as_posix() for path in client.BUILT.rglob("*.js")
    }


def test_no_program_of_ours_holds_a_comment_or_makes_code_of_text():
    for path in client.BUILT.rglob("*.js"):
        told = path.read_text(encoding="utf-8")
        assert "innerHTML" not in told, path
        assert not re.search(r"\bnew Function\(|document\.write\(", told), path
        assert "sourceMappingURL" not in told, path


def test_every_file_that_a_program_names_is_there():
    for name in client.entries():
        for path in fetched(name, later=True):
            assert path.is_file(), path


def test_a_worker_is_one_file_that_older_browsers_take():
    for name in client.entries():
        if name.endswith("worker"):
            assert fetched(name, later=True) == {client.BUILT / f"{name}.js"}


def test_the_packages_that_run_are_those_of_the_lock(tmp_path):
    wanted = client._wanted()
    assert "node_modules/age-encryption" in wanted
    assert "node_modules/@noble/post-quantum/node_modules/@noble/hashes" in wanted
    assert not any("@expo-google-fonts" in place or "typescript" in place for place in wanted)
    assert not client._holds(tmp_path / "node_modules", wanted)


def test_licences_travel_with_what_is_bundled():
    told = (client.BUILT / "vault" / "licences.txt").read_text(encoding="utf-8")
    for name in ("age-encryption", "@noble/curves", "@scure/bip39", "canonicalize"):
        assert re.search(rf"^{name} \d", told, re.M), name


def test_asking_brings_at_most_sixty_kilobytes():
    if not {"cases/ask", "cases/ask-worker"} <= client.entries().keys():
        pytest.fail("there is no program for asking")
    later = fetched("cases/ask", later=True)
    lists = {path for path in later if path.stem.split("-")[0] in WORD_LISTS}
    older = {path for path in later if path.stem.startswith("ed25519-")}
    always = (later - lists - older) | fetched("cases/ask-worker")
    one_list = max(weight({path}) for path in lists) if lists else 0
    assert weight(always) + one_list <= 60_000


WORD_LISTS = {"english", "french", "spanish", "portuguese", "simplified"}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_in_typescript(ran, sentence):
    assert ran["results"][sentence] == "", ran["results"][sentence]


def test_nothing_in_typescript_is_left_out(ran):
    assert set(ran["results"]) == set(SENTENCES)


def test_what_a_browser_seals_the_server_opens(ran, identity):
    made = ran["made"]
    frame = base64.b64decode(made["frame"])
    assert frames.unseal(frame, identity.secret) == PLAIN.encode()
    assert len(frame) == frames.frame_size(len(PLAIN.encode()))
    large = base64.b64decode(made["large"])
    assert frames.unseal(large, identity.secret) == bytes(700_000)
    assert len(large) == frames.frame_size(700_000)
    phrase = base64.b64decode(made["phrase"])
    assert age.unseal_phrase(phrase, "six words about the rain") == PLAIN.encode()


def test_what_a_browser_signs_the_server_verifies(ran):
    payload = canonical.read_payload(ran["made"]["payload"].encode())
    public = base64.b64decode(ran["made"]["public"])
    assert payload.is_by(public)
    assert payload.stands_at(scope=SCOPE, item=ITEM, version=3, epoch=EPOCH)
    assert not payload.is_by(ed25519.new()[1])
    unsigned = canonical.read_payload(ran["made"]["unsigned"].encode())
    assert unsigned.author == ""
    assert not unsigned.is_by(public)


def test_the_build_says_what_is_wrong_with_a_source(tmp_path):
    source = tmp_path / "broken.ts"
    source.write_text("export const x: = 3;", encoding="utf-8")
    with pytest.raises(client.CannotBuildError, match=r"broken\.ts"):
        client.esbuild(client.packages(), {"broken": Path(source)}, tmp_path / "out")
