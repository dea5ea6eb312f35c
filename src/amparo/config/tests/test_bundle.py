"""Everything sealed opens without Amparo: the recovery drill of docs/operating.md, as it stands."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amparo.config import cli
from amparo.config.commands.bundle import CannotBundleError, bundle
from amparo.ground.sealing import age, canonical, frames
from amparo.ground.sealing.opening import Bunch, CannotRead
from amparo.ground.vault import actions as vault
from amparo.ground.vault import commands, keystore
from amparo.ground.vault import queries as sealed
from amparo.ground.vault.models import Blob, Grant, UnlockBlob
from amparo.protection.cases.tests.factories import (
    Person,
    b64,
    living,
    make_case,
    make_door,
    make_submission,
    person,
    today,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("age"), reason="Debian's age is not here"),
]

DOCS = Path(__file__).resolve().parents[4] / "docs" / "operating.md"
WORDS = "They came to the house on the fourth day"
PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 400


def drill(name: str) -> str:
    """The commands of a drill as the documentation has them."""
    found = re.search(rf"<!-- {name} -->\n((?:    .*\n)+)", DOCS.read_text(encoding="utf-8"))
    assert found, name
    return found[1]


def sh(script: str, folder: Path) -> str:
    """Run commands with nothing but what any Linux has, and age."""
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def on_paper(who: Person) -> str:
    """A paper key as the page of keys prints it: 58 signs in groups of four, no beginning."""
    paper = age.new_identity()
    keyring = canonical.dumps(
        {
            "v": 1,
            "keyring": str(who.keyring.pk),
            "identity": who.identity.secret,
            "signing": b64(who.seed),
            "org": "",
        }
    )
    UnlockBlob.objects.create(
        keyring=who.keyring,
        kind=UnlockBlob.Kind.PAPER,
        content=age.seal(keyring, [paper.recipient]),
        made_on=today(),
    )
    signs = paper.secret.removeprefix("AGE-SECRET-KEY-1")
    groups = [signs[place : place + 4] for place in range(0, len(signs), 4)]
    return "\n".join(" ".join(groups[place : place + 5]) for place in range(0, len(groups), 5))


@pytest.fixture
def world(tmp_path: Path) -> dict[str, Any]:
    """Two colleagues, what each may read, and the papers of both."""
    rosa, sam = person("rosa", "keyholder", "caseworker"), person("sam", "caseworker")
    papers = {"rosa": on_paper(rosa), "sam": on_paper(sam)}
    door = make_door(rosa, rosa)
    request = make_submission(door, words=WORDS)
    blob = vault.seal_upload(io.BytesIO(PICTURE), living(door.pk))
    case = make_case(sam)
    (folder := tmp_path / "laptop").mkdir()
    return {
        "papers": papers, "request": request, "blob": blob, "case": case, "folder": folder,
        "rosa": rosa, "sam": sam,
    }  # fmt: skip


def test_the_drill_opens_everything_of_one_person_with_paper_and_age_alone(world):
    folder = world["folder"]
    assert bundle(folder / "bundle") == 7
    (folder / "paper.txt").write_text(world["papers"]["rosa"] + "\n")
    named = sh(drill("drill"), folder)
    assert named.split() == [f"opened/{world['request'].pk}"]
    assert WORDS in (folder / named.strip()).read_text()
    assert (folder / "opened" / str(world["blob"].id)).read_bytes() == PICTURE
    assert len(list((folder / "opened").iterdir())) == 2  # and nothing of Sam's


def test_the_drill_with_another_paper_opens_nothing_of_it(world):
    folder = world["folder"]
    bundle(folder / "bundle")
    (folder / "paper.txt").write_text(world["papers"]["sam"])
    assert sh(drill("drill"), folder) == ""
    (entry,) = (folder / "opened").iterdir()
    assert entry.name == str(world["case"].items.get().pk)
    assert b"what was said" in entry.read_bytes()


def test_the_drill_takes_small_letters_and_says_so_where_a_paper_opens_nothing(world):
    folder = world["folder"]
    bundle(folder / "bundle")
    (folder / "paper.txt").write_text(world["papers"]["rosa"].lower())
    assert sh(drill("drill"), folder).split() == [f"opened/{world['request'].pk}"]
    shutil.rmtree(folder / "opened")
    (folder / "paper.txt").write_text("QQQQ " * 14 + "QQ")
    assert "opens nothing" in sh(drill("drill"), folder)


def test_a_frame_opens_with_the_command_that_is_written_down(world):
    folder = world["folder"]
    epoch = world["request"].epoch
    frame = sealed.give(world["request"].frame, world["request"].shred)
    (folder / "frame").write_bytes(frame)
    (folder / "epochs.txt").write_text(world["rosa"].opened[str(epoch.pk)])
    sh(drill("frame"), folder)
    assert WORDS in (folder / "entry.json").read_text()


def test_what_amparo_opens_without_a_server_is_what_age_opens(world, capsys):
    folder = world["folder"]
    bundle(folder / "bundle")
    key = world["papers"]["rosa"]
    words = ["vault", "open", str(folder / "bundle"), "--key", key, "--into", str(folder / "out")]
    assert cli.main(words) == 0
    assert "Opened 4 of 7" in capsys.readouterr().out
    epoch = world["request"].epoch_id
    entry = folder / "out" / "records" / str(epoch) / f"{world['request'].pk}.json"
    assert WORDS in entry.read_text()
    picture = folder / "out" / "files" / str(epoch) / str(world["blob"].id)
    assert picture.read_bytes() == PICTURE
    assert picture.stat().st_mode & 0o077 == 0


def test_one_stored_row_opens_through_paper_keyring_and_grant(world, capsys):
    folder = world["folder"]
    request, rosa = world["request"], world["rosa"]
    grant = Grant.objects.get(epoch=request.epoch, keyring=rosa.keyring)
    for name, content in (
        ("row", request.frame),
        ("grant", grant.content),
        ("paper.age", UnlockBlob.objects.get(keyring=rosa.keyring).content),
    ):
        (folder / name).write_bytes(bytes(content))
    shreds = [request.shred_id, grant.epoch.shred_id]
    keys = [
        word
        for shred in shreds
        for word in ("--key", str(keystore.folder() / f"{shred}{keystore.ENDING}"))
    ]
    also = ["--with", str(folder / "grant"), "--with", str(folder / "paper.age")]
    words = ["vault", "open", str(folder / "row"), "--key", world["papers"]["rosa"], *keys, *also]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert WORDS in told
    assert "unsigned: a sender's own words" in told
    assert cli.main(words[:5]) == 1  # the paper alone, without what leads there
    assert cli.main([*words[:3], "--key", world["papers"]["sam"], *keys, *also]) == 1
    assert WORDS not in capsys.readouterr().out


@pytest.mark.parametrize("key", ["twelve words", "AGE-SECRET-KEY-1QQQQ", "/nowhere"])
def test_what_is_no_key_is_said_to_be_none(tmp_path, key, capsys):
    file = tmp_path / "sealed"
    file.write_bytes(age.seal(b"x", [age.new_identity().recipient]))
    assert cli.main(["vault", "open", str(file), "--key", key]) == 1
    assert "not a key" in capsys.readouterr().err


def test_opening_needs_no_installation_and_leaves_none_behind(tmp_path):
    key = age.new_identity()
    (tmp_path / "sealed").write_bytes(frames.seal(b"marigold", key.recipient))
    home = tmp_path / "home"
    words = ["vault", "open", str(tmp_path / "sealed"), "--key", key.secret]
    done = subprocess.run(
        [sys.executable, "-m", "amparo.config.cli", *words],
        env={"PATH": os.environ["PATH"], "AMPARO_HOME": str(home)},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"marigold"), done.stderr
    assert not home.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["sealed"]


def test_a_large_file_is_opened_piece_by_piece_and_a_damaged_one_leaves_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(commands, "LARGE", 1000)
    key, content = age.new_identity(), bytes(500_000)
    sealed_file, target = tmp_path / "large", tmp_path / "out"
    words = ["vault", "open", str(sealed_file), "--key", key.secret, "--into", str(target)]
    for whole in (age.seal(content, [key.recipient]), frames.seal(content, key.recipient)):
        sealed_file.write_bytes(whole)
        assert cli.main(words) == 0
        assert target.read_bytes() == content
        target.unlink()
    sealed_file.write_bytes(whole[:300_000] + b"\1" + whole[300_001:])
    assert cli.main(words) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["large"]


def test_a_bundle_shows_nothing_and_holds_nothing_that_was_destroyed(world):
    keystore.destroy(world["request"].shred)
    vault.discard(Blob.objects.get(id=world["blob"].id))
    folder = world["folder"] / "bundle"
    assert bundle(folder) == 5
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for words in (WORDS.encode(), b"AGE-SECRET-KEY", b"what was said"):
        assert words not in everything
    assert str(world["request"].pk) not in " ".join(map(str, folder.rglob("*")))
    with pytest.raises(CannotBundleError):
        bundle(folder)


def test_a_seal_that_no_key_opens_says_so_and_shows_nothing():
    bunch = Bunch()
    bunch.add(age.new_identity().secret)
    with pytest.raises(CannotRead):
        bunch.open(frames.seal(b"marigold", age.new_identity().recipient))
