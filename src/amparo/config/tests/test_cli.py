"""`amparo COMMAND`: what it takes, and what it says when something is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError

from amparo.config import cli

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMPARO_HOME", os.environ["AMPARO_HOME"])


def test_help_names_every_command_of_the_house_and_the_rooms(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for command in (*cli.HOUSE, "up", "wake", "press"):
        assert f"\n    {command} " in said or f"\n    {command}\n" in said, command


def test_no_command_is_an_answer_with_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "reindex" in capsys.readouterr().out


def test_an_unknown_command_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["reindx"])
    assert ended.value.code == 2
    assert "reindx" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--home", "/x/y", "check"], ["check", "--home=/x/y"]])
def test_the_home_may_stand_before_and_after_the_command(words: list[str]) -> None:
    assert cli._home_first(words) == ["check"]
    assert os.environ["AMPARO_HOME"] == "/x/y"


def test_a_missing_row_is_one_line_and_an_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["wake", "nobody-of-this-name"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_our_own_refusal_is_said_in_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["backup", "/there/is/no/such/folder/night.tar"]) == 1
    assert capsys.readouterr().err == "amparo: There is no folder /there/is/no/such/folder\n"


def test_of_a_strange_failure_only_class_and_place_are_said() -> None:
    try:
        raise KeyError("alice lives here")
    except KeyError as failure:
        said = cli._in_one_line(failure)
    assert said.startswith("KeyError at test_cli.py:")
    assert "alice" not in said


def test_a_silent_database_leads_to_the_doctor() -> None:
    said = cli._in_one_line(OperationalError("password authentication failed for alice"))
    assert "amparo check" in said
    assert "alice" not in said


def test_restore_makes_no_home_to_refuse_in(tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    done = subprocess.run(
        [sys.executable, "-m", "amparo.config.cli", "restore", "/no/file", "--home", str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert not home.exists()
