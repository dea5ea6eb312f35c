"""Files on S3-compatible storage, held against a server that speaks it, in this process."""

import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.conf import settings as house
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from amparo.capacity.press import queries
from amparo.capacity.press.models import Figure
from amparo.capacity.press.tests.factories import SVG, make_publication
from amparo.config import files
from amparo.config.commands import archive, backup, check_files

URL = "s3://shelf/amparo/files"
Client = Any  # boto3 makes its classes as it goes


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An empty bucket, and an installation whose files are in it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    client.create_bucket(Bucket="shelf")
    use(settings, f"{URL}?endpoint={endpoint}&region=us-east-1")
    yield client
    for row in client.list_objects_v2(Bucket="shelf").get("Contents", []):
        client.delete_object(Bucket="shelf", Key=row["Key"])
    client.delete_bucket(Bucket="shelf")


def use(settings: Settings, url: str) -> None:
    """Keep files where `url` says."""
    settings.AMPARO_FILES_URL = url
    settings.STORAGES = {
        **house.STORAGES,
        "default": files.storage(url, Path(house.AMPARO_FILES)),
    }


def names(client: Client) -> set[str]:
    return {row["Key"] for row in client.list_objects_v2(Bucket="shelf").get("Contents", [])}


@pytest.mark.django_db
def test_an_imports_figures_go_to_the_bucket_and_come_back_from_it(
    bucket: Client, tmp_path: Path
) -> None:
    edition = make_publication(tmp_path)
    figure = Figure.objects.get(edition=edition)
    sha = hashlib.sha256(SVG).hexdigest()
    kept = f"amparo/files/press/{edition.publication_id}/{sha}.svg"
    assert kept in names(bucket)
    assert bucket.get_object(Bucket="shelf", Key=kept)["Body"].read() == SVG
    found = queries.figure_bytes(None, "short", figure.name)
    assert found is not None
    assert found[1] == SVG


@pytest.mark.django_db
def test_a_second_import_sweeps_the_bucket_and_leaves_what_rows_name(
    bucket: Client, tmp_path: Path
) -> None:
    edition = make_publication(tmp_path)
    folder = f"amparo/files/press/{edition.publication_id}"
    bucket.put_object(Bucket="shelf", Key=f"{folder}/{'0' * 64}.svg", Body=b"left by a kill")
    make_publication(tmp_path)
    sha = hashlib.sha256(SVG).hexdigest()
    assert {name for name in names(bucket) if name.endswith(".svg")} == {f"{folder}/{sha}.svg"}


def test_a_file_saved_twice_is_one_file(bucket: Client) -> None:
    for _time in range(2):
        assert default_storage.save("press/x/one.bin", ContentFile(b"one")) == "press/x/one.bin"
    assert names(bucket) == {"amparo/files/press/x/one.bin"}
    assert default_storage.listdir("press/x") == ([], ["one.bin"])


@pytest.mark.django_db
def test_a_backup_says_that_the_files_are_elsewhere_and_where(
    bucket: Client, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL pg_dump writes the rows; the files are treated alike")
    rows = tmp_path / "amparo.sqlite3"
    sqlite3.connect(rows).executescript("CREATE TABLE here (id INTEGER); VACUUM;")
    monkeypatch.setitem(connection.settings_dict, "NAME", rows)
    settings.AMPARO_HOME = tmp_path
    settings.AMPARO_FILES = tmp_path / "files"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "left.bin").write_bytes(b"from before the bucket")
    backup.backup(tmp_path / "amparo.tar")
    manifest = archive.unpack(tmp_path / "amparo.tar", tmp_path / "out")
    assert manifest["files"] == "s3://shelf/amparo/files"
    assert not (tmp_path / "out" / "files").exists()


def test_the_doctor_finds_a_good_bucket_well_and_leaves_nothing_in_it(
    bucket: Client,
) -> None:
    (finding,) = check_files.storage()
    assert (finding.state, finding.says) == (
        "well",
        "s3://shelf/amparo/files can be written and read",
    )
    assert names(bucket) == set()


def test_the_doctor_names_a_bucket_that_is_not_there(
    bucket: Client, endpoint: str, settings: Settings
) -> None:
    use(settings, f"s3://another/files?endpoint={endpoint}&region=us-east-1")
    (finding,) = check_files.storage()
    assert (finding.state, finding.says) == ("ill", "s3://another/files: there is no such bucket")


def test_the_doctor_names_an_endpoint_that_does_not_answer(
    bucket: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    use(settings, "s3://KEY:S%2Fecret@shelf?endpoint=http://127.0.0.1:9&region=us-east-1")
    (finding,) = check_files.storage()
    assert (finding.state, finding.says) == ("ill", "s3://shelf: nobody answers at the endpoint")
    assert "ecret" not in finding.says + finding.cure


def test_the_doctor_finds_the_folder_of_the_home_well() -> None:
    (finding,) = check_files.storage()
    assert (finding.state, finding.says) == ("well", "files/ in the home can be written and read")


def test_keys_in_the_address_are_used_and_never_shown() -> None:
    url = "s3://KEY:S%2Fecret@shelf/a/b/?endpoint=https://s3.example.org&region=eu-1"
    options = files.storage(url, Path("unused"))["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("KEY", "S/ecret")
    assert (options["bucket_name"], options["location"]) == ("shelf", "a/b")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.example.org", "eu-1")
    assert files.shown(url) == "s3://shelf/a/b"


@pytest.mark.parametrize(
    "url",
    ["https://shelf", "s3:///prefix", "shelf", "s3://shelf?colour=blue", "s3://[", "gs://KEY:s@b"],
)
def test_an_address_that_names_no_bucket_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(files.FilesUrlError) as refused:
        files.storage(url, Path("unused"))
    assert "KEY" not in str(refused.value)
