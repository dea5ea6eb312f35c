"""`amparo press build`, `sign` and `key`, as somebody at a terminal meets them."""

import argparse
import json
import subprocess
from pathlib import Path

import pytest

from amparo.capacity.press import commands, jobs, queries
from amparo.capacity.press.formats import absent
from amparo.capacity.press.models import Build, Made
from amparo.capacity.press.queries import builds as files
from amparo.ground.sealing import signing
from amparo.ground.work.actions import Progress
from amparo.ground.work.models import Job
from amparo.ground.work.tests.factories import make_job

from .factories import make_publication

pytestmark = pytest.mark.django_db

BUILD = ["press", "build", "--publication", "short"]
ONE = {"01-first.md": "---\ntitle: First\n---\n\nWords.\n\nမြန်မာ\n"}  # no font of ours has these


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


@pytest.fixture
def secrets(tmp_path: Path, settings) -> Path:
    settings.AMPARO_SECRETS = tmp_path / "secrets"
    return settings.AMPARO_SECRETS


def test_a_file_is_built_offered_and_told_as_json_and_not_built_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = make_publication(tmp_path)
    words = [*BUILD, "--lang", "ar", "--format", "epub", "--json"]
    assert main(words) == 0
    said = capsys.readouterr()
    (told,) = map(json.loads, said.out.splitlines())
    (row,) = queries.offered(edition, "ar")
    assert said.err == ""
    assert told == {
        "publication": "short",
        "language": "ar",
        "format": "epub",
        "chapter": "",
        "state": "made",
        "code": row.code,
        "sha256": row.sha,
        "bytes": row.size,
        "signed": True,
        "offered": True,
        "cpu_seconds": row.cpu,
        "failure": None,
    }
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_what_could_not_be_made_is_named_with_its_chapter_and_line_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if absent("a4", "en"):
        pytest.skip("the fonts for PDF are not here")
    make_publication(tmp_path, en=ONE)
    assert main([*BUILD, "--format", "html"]) == 0
    assert "1 files are there" in capsys.readouterr().out
    assert main([*BUILD, "--format", "a4"]) == 1
    said = capsys.readouterr()
    assert "Could not be made:\n  short en a4, first:" in said.out
    assert "Typesetting a PDF: 100%" in said.err.replace("Making files", "Typesetting a PDF")
    assert main([*BUILD, "--format", "a4", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["failure"]["chapter"]) == ("failed", "first")
    assert told["failure"]["line"] > 0


def test_what_this_machine_cannot_make_is_said_and_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # neither espeak-ng nor lou_translate is there
    make_publication(tmp_path)
    assert main([*BUILD, "--format", "audio", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "0 files are there" in said
    assert "Not on this machine:\n  audio (en): " in said


@pytest.mark.parametrize(
    "words",
    [
        ["press", "build", "--publication", "nothing"],
        [*BUILD, "--lang", "xx"],
        ["press", "sign", "--key", "/nowhere/signing.key"],
        ["press", "sign", "--key", __file__],
    ],
)
def test_what_is_not_there_is_refused(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_publication(tmp_path)
    assert main(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_the_key_is_shown_and_a_key_from_elsewhere_signs_what_waits(
    tmp_path: Path, secrets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["press", "key"]) == 0
    public = signing.read_public(capsys.readouterr().out)
    away = tmp_path / "stick.key"
    (secrets / "signing.key").rename(away)
    make_publication(tmp_path)
    assert main([*BUILD, "--lang", "en", "--format", "text"]) == 0
    assert "1 of them wait for a signature" in capsys.readouterr().out
    other = tmp_path / "other.key"
    other.write_text(signing.new().secret_text)
    assert main(["press", "sign", "--key", str(other)]) == 1
    assert "another key" in capsys.readouterr().err
    assert main(["press", "sign", "--key", str(away)]) == 0
    assert capsys.readouterr().out == "1 files signed\n"
    row = Build.objects.get(state=Made.MADE)
    content = files.content(row) or b""
    assert signing.verify(public, row.signature, content)
    book = tmp_path / "book.txt"
    book.write_bytes(content)
    (tmp_path / "book.txt.minisig").write_text(row.signature)
    stock = ["minisign", "-Vm", str(book), "-P", public.line]
    assert subprocess.run(stock, check=False, capture_output=True).returncode == 0
    book.write_bytes(content.replace(b"e", b"a", 1))
    assert subprocess.run(stock, check=False, capture_output=True).returncode == 1


def test_every_night_what_is_missing_is_ordered(tmp_path: Path) -> None:
    edition = make_publication(tmp_path)
    Job.objects.all().delete()
    jobs.tidy(Progress(make_job(name="press.tidy")))
    assert Job.objects.filter(name="press.build_all", ids=[edition.pk]).count() == 1
