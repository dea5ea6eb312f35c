"""The whole library in one language, the key that signs it, and what is tidied away."""

import hashlib
import io
import os
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as house
from django.core.files.storage import default_storage
from libzim.reader import Archive

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Build, Edition, Format, Made
from amparo.capacity.press.queries import builds as files
from amparo.ground.sealing import signing

from .factories import make_files, make_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return make_publication(tmp_path)


@pytest.fixture
def secrets(tmp_path: Path, settings) -> Path:
    """A home of this test's own for keys."""
    settings.AMPARO_SECRETS = tmp_path / "secrets"
    return settings.AMPARO_SECRETS


def test_the_zip_of_a_language_holds_its_files_their_signatures_and_their_sums(
    edition: Edition, tmp_path: Path
) -> None:
    make_files(edition, ["ar", "en"], ["html", "epub", "zim"])
    rows = {(row.language, row.format): row for row in actions.make_library()}
    packed = files.content(rows["ar", "archive"])
    assert packed is not None
    with zipfile.ZipFile(io.BytesIO(packed)) as whole:
        names = set(whole.namelist())
        whole.extractall(tmp_path / "out")
    assert names == {
        "SHA256SUMS",
        "minisign.pub",
        "short/short.ar.epub",
        "short/short.ar.epub.minisig",
        "short/short.ar.html",
        "short/short.ar.html.minisig",
    }
    sums = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=False
    )
    assert sums.returncode == 0
    public = signing.read_public((tmp_path / "out" / "minisign.pub").read_text())
    book = (tmp_path / "out" / "short" / "short.ar.epub").read_bytes()
    said = (tmp_path / "out" / "short" / "short.ar.epub.minisig").read_text()
    assert signing.verify(public, said, book)
    assert signing.verify(public, rows["ar", "archive"].signature, packed)


def test_the_library_as_zim_is_whole_and_holds_every_publication(tmp_path: Path) -> None:
    make_publication(tmp_path, "first")
    make_publication(tmp_path, "second")
    rows = {(row.language, row.format): row for row in actions.make_library()}
    path = tmp_path / "library.zim"
    path.write_bytes(files.content(rows["en", "zim"]) or b"")
    held = Archive(path)
    assert held.check()
    assert held.has_entry_by_path("first/index.html")
    assert held.has_entry_by_path("second/index.html")


def test_the_library_is_made_once_until_a_file_of_it_changes(edition: Edition) -> None:
    make_files(edition, ["en"])
    first = {row.pk for row in actions.make_library()}
    assert {row.pk for row in actions.make_library()} == first
    make_files(edition, ["en"], ["epub"])
    rows = actions.make_library()
    fresh = [row for row in rows if row.pk not in first]
    assert [(row.language, row.format) for row in fresh] == [("en", Format.ARCHIVE)]
    assert {row.pk for row in queries.offered_library()} == {row.pk for row in rows}


def test_a_language_that_nobody_is_offered_any_more_loses_its_library(edition: Edition) -> None:
    make_files(edition, ["en"])
    actions.make_library()
    assert {row.language for row in queries.offered_library()} == {"en", "ar", "fr"}
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn")
    actions.make_library()
    assert queries.offered_library() == []


def test_files_wait_unsigned_while_the_key_is_elsewhere_and_are_signed_with_it_later(
    edition: Edition, secrets: Path
) -> None:
    actions.ensure_key()
    kept = signing.read_secret((secrets / "signing.key").read_text())
    assert (secrets / "signing.key").stat().st_mode & 0o777 == 0o600
    (secrets / "signing.key").unlink()
    (row,) = make_files(edition)
    assert (row.state, row.signature) == (Made.MADE, "")
    with pytest.raises(actions.NotOurKeyError):
        actions.sign_waiting(signing.new(), by=None)
    assert actions.sign_waiting(kept, by=None) == 1
    row.refresh_from_db()
    assert signing.verify(kept.public, row.signature, files.content(row) or b"")
    assert not (secrets / "signing.key").exists()
    assert actions.sign_waiting(kept, by=None) == 0


def test_the_key_is_made_once_and_a_public_half_alone_is_left_alone(secrets: Path) -> None:
    public = actions.ensure_key()
    assert actions.ensure_key() == public
    assert (secrets / "signing.pub").read_text() == public.text
    (secrets / "signing.key").unlink()
    assert actions.ensure_key() == public
    assert not (secrets / "signing.key").exists()


def test_the_nightly_tidy_removes_what_nobody_is_offered_and_keeps_what_they_are(
    tmp_path: Path, settings
) -> None:
    settings.STORAGES = {
        **house.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }
    edition = make_publication(tmp_path)
    rows = make_files(edition, ["en"], ["html", "epub"])
    keep, drop = rows
    Build.objects.filter(pk=drop.pk).update(offered=False)
    stray = f"press/builds/{hashlib.sha256(b'x').hexdigest()}.html"
    default_storage.save(stray, io.BytesIO(b"x"))
    assert actions.tidy() == 0  # all of it is of today
    _age(tmp_path / "files" / "press" / "builds")
    Build.objects.update(made_at="2026-01-01T00:00Z")
    assert actions.tidy() == 2
    assert default_storage.exists(files.place(keep))
    assert not default_storage.exists(files.place(drop))
    assert queries.by_code(drop.code) == drop  # its short address still answers
    (again,) = make_files(edition, ["en"], ["epub"])
    assert (again.pk, again.state) == (drop.pk, Made.MADE)
    assert files.content(again) is not None


def _age(folder: Path) -> None:
    long_ago = time.time() - 7 * 24 * 3600
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
