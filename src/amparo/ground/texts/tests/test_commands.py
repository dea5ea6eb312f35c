"""The command line of the translation desk."""

import argparse
import json
from pathlib import Path

import polib
import pytest

from amparo.ground.texts import commands
from amparo.ground.texts.models import MemoryUnit, Translation

from .desks import make_project

pytestmark = pytest.mark.django_db


def main(*words: object) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    arguments = parser.parse_args(["texts", *map(str, words)])
    return int(arguments.run(arguments))


def test_a_package_goes_out_and_comes_back_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project()
    out = tmp_path / "ar.po"
    words = ["package", project.owner, "ar", out, "--format", "po"]
    assert main(*words, "--chapter", 2, "--only", "untranslated", "--json") == 0
    assert json.loads(capsys.readouterr().out)["words"] == 5
    file = polib.pofile(str(out))
    assert [entry.msgid for entry in file] == ["A list", "Take a pen."]
    file[1].msgstr = "خذ قلما."
    file.save()
    assert main("merge", out, "--dry-run", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"new": 1, "empty": 1}
    assert [(line["place"], line["words"]) for line in told["lines"]] == [("line 20", "خذ قلما.")]
    assert not Translation.objects.exists()
    assert main("merge", out) == 0
    assert "1\tnew" in capsys.readouterr().out
    assert Translation.objects.get().text == "خذ قلما."


def test_projects_are_listed_by_the_names_that_the_other_commands_take(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project()
    project.path = "library/desk/letters/"
    project.save()
    assert main("list") == 0
    line = f"{project.pk}\tletters\ten\tar\tLetters and lists\n"
    assert capsys.readouterr().out == line
    assert main("package", "letters", "ar", tmp_path / "a.docx", "--format", "docx") == 0


def test_what_cannot_be_done_is_said_and_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project()
    out = tmp_path / "ar.xlf"
    for words, reason in (
        (["package", 999, "ar", out, "--format", "xliff"], "no such project"),
        (["package", project.pk, "fr", out, "--format", "xliff"], "not open"),
        (["package", project.pk, "ar", out, "--format", "xliff", "--chapter", "9"], "no such chap"),
        (["package", project.pk, "ar", out, "--format", "tmx"], "nothing of that kind"),
    ):
        assert main(*words) == 1
        assert reason in capsys.readouterr().err
    assert not out.exists()
    out.write_bytes(b"nothing of ours")
    assert main("merge", out, "--json") == 1
    assert "neither" in json.loads(capsys.readouterr().out)["error"]


def test_another_program_s_memory_is_taken_in_all_its_languages(tmp_path: Path) -> None:
    memory = tmp_path / "other.tmx"
    memory.write_text(
        '<tmx version="1.4"><header srclang="en"/><body><tu>'
        '<tuv xml:lang="en"><seg>pen</seg></tuv><tuv xml:lang="fr"><seg>stylo</seg></tuv>'
        '<tuv xml:lang="ar"><seg>قلم</seg></tuv></tu></body></tmx>'
    )
    assert main("merge", memory) == 0
    assert set(MemoryUnit.objects.values_list("language", "words")) == {
        ("fr", "stylo"),
        ("ar", "قلم"),
    }
