"""The command line of the press."""

import argparse
import json
from pathlib import Path

import pytest

from amparo.capacity.press import commands

from .factories import make_folder, tree

pytestmark = pytest.mark.django_db


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


def test_the_command_says_what_it_did_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_folder(tmp_path / "in")
    words = ["press", "import", str(folder), "--slug", "short", "--source", "en", "--json"]
    assert main([*words, "--publish"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["published"]
    assert set(told["blocked"]) == {"en", "ar", "fr"}
    assert main([*words, "--publish", "--waive", "Only a test."]) == 0
    assert json.loads(capsys.readouterr().out)["published"] is True
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is False
    (folder / "en" / "bad.md").write_bytes(b"\xff")
    assert main(words) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == [
        {"file": "en/bad.md", "reason": "it is not UTF-8 (line 1)"}
    ]
    (folder / "en" / "bad.md").unlink()
    out = tmp_path / "out"
    assert main(["press", "export", "short", str(out)]) == 0
    assert tree(out) == tree(folder)
    assert main(["press", "export", "short", str(out)]) == 1
    assert main(["press", "export", "nothing", str(tmp_path / "no")]) == 1
    assert main(["press", "list"]) == 0
    assert "short\t1\treleased\t2" in capsys.readouterr().out
    assert main([*words[:2], str(tmp_path / "nowhere"), *words[3:]]) == 1
    assert json.loads(capsys.readouterr().out)["error"]
