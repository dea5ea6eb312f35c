"""What can be taken away, how it is checked, and what a catalogue's reader makes of it."""

import json
import shutil
import subprocess

import pytest
import time_machine
from django.core.files.storage import default_storage

from amparo.capacity.press import actions, queries
from amparo.capacity.press.models import Build, Download, Format, State
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from tests.architecture.house import CLONE

from .factories import make_files, make_publication

FORMATS = ["html", "epub", "text", "page", "slip"]
PHONE = "Mozilla/5.0 (Linux; Android 8.1) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PARSE = """
const Parser = require("opds-feed-parser").default;
let xml = "";
process.stdin.on("data", (piece) => { xml += piece; });
process.stdin.on("end", async () => {
  const feed = await new Parser().parse(xml);
  console.log(JSON.stringify({
    kind: feed.constructor.name,
    title: feed.title,
    entries: feed.entries.map((entry) => ({
      title: entry.title, id: entry.id, updated: entry.updated, language: entry.language,
      links: entry.links.map((link) => ({rel: link.rel, href: link.href, type: link.type})),
    })),
  }));
});
"""


@pytest.fixture
def short(db, tmp_path):
    """A released handbook in two languages, with files in some formats."""
    edition = make_publication(tmp_path)
    make_files(edition, ["en", "ar"], FORMATS)
    return edition


def _file(fmt="text", language="en", chapter=""):
    return Build.objects.get(format=fmt, language=language, chapter=chapter, offered=True)


def _url(build, ending=""):
    name = queries.file_name(build)
    return f"/en/library/short/files/{build.language}/{name}{ending}"


def _body(answer):
    return b"".join(answer.streaming_content)


def test_every_name_leads_back_to_its_file_and_no_other_does(short):
    for build in Build.objects.filter(offered=True):
        assert queries.by_name("short", build.language, queries.file_name(build)) == build
    for name in ("", "short", "short.en", "short.en.exe", "long.en.txt", "short..en.txt",
                 "short.en.en.txt", "short.x\0.en.txt", "short.first.en.epub"):  # fmt: skip
        assert queries.by_name("short", "en", name) is None, name


def test_a_file_comes_whole_with_its_kind_size_and_name(short, client):
    build = _file("epub", "ar")
    answer = client.get(_url(build))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/epub+zip"
    assert answer["Content-Length"] == str(build.size)
    assert answer["Content-Language"] == "ar"
    assert 'filename="short.ar.epub"' in answer["Content-Disposition"]
    assert not answer.cookies
    assert _body(answer) == queries.content(build)


def test_a_line_that_broke_goes_on_where_it_broke(short, client):
    build = _file()
    whole = queries.content(build)
    etag = client.get(_url(build))["ETag"]
    rest = client.get(_url(build), headers={"range": "bytes=10-", "if-range": etag})
    assert (rest.status_code, rest["Content-Range"]) == (
        206,
        f"bytes 10-{build.size - 1}/{build.size}",
    )
    assert _body(rest) == whole[10:]
    middle = client.get(_url(build), headers={"range": "bytes=3-5"})
    assert _body(middle) == whole[3:6]
    last = client.get(_url(build), headers={"range": "bytes=-7"})
    assert _body(last) == whole[-7:]
    beyond = client.get(_url(build), headers={"range": f"bytes={build.size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{build.size}")
    of_another = client.get(_url(build), headers={"range": "bytes=10-", "if-range": '"other"'})
    assert (of_another.status_code, _body(of_another)) == (200, whole)
    odd = client.get(_url(build), headers={"range": "lines=1-2"})
    assert odd.status_code == 200


def test_the_signature_is_the_stock_tools_and_a_flipped_byte_fails_it(short, client, tmp_path):
    build = _file("epub")
    file = tmp_path / "book.epub"
    content = _body(client.get(_url(build)))
    file.write_bytes(content)
    (tmp_path / "book.epub.minisig").write_bytes(client.get(_url(build, ".minisig")).content)
    key = tmp_path / "minisign.pub"
    key.write_bytes(client.get("/en/library/files/key/minisign.pub").content)
    if not shutil.which("minisign"):
        pytest.skip("minisign is not installed")
    command = ["minisign", "-V", "-p", str(key), "-m", str(file)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_what_suits_the_device_comes_first(short, client):
    url = "/en/library/short/files/"
    on_phone = client.get(url, headers={"user-agent": PHONE})
    on_desk = client.get(url, headers={"user-agent": DESK})
    assert "User-Agent" in on_phone["Vary"]
    page = on_phone.content.decode()
    assert page.index("short.en.html") < page.index("short.en.epub") < page.index("short.en.txt")
    page = on_desk.content.decode()
    assert page.index("short.en.epub") < page.index("short.en.html")
    for build in Build.objects.filter(language="en", chapter="", offered=True):
        assert build.sha in page
        assert f"{queries.file_name(build)}.minisig" in page


def test_a_chapter_can_be_kept_by_itself(short, client):
    page = client.get("/en/library/short/first/").content.decode()
    assert "/en/library/short/files/en/short.first.en.html" in page
    assert "/en/library/short/files/en/short.first.en.txt" in page
    assert client.get("/en/library/short/files/en/short.first.en.html").status_code == 200


def test_the_short_address_says_whether_a_copy_is_current(short, client):
    build = _file("epub")
    answer = client.get(f"/k/{build.code}", headers={"accept-language": "fr"})
    assert answer["Location"] == f"/fr/library/files/current/{build.code}/"
    url = f"/en/library/files/current/{build.code}/"
    assert "This copy is current" in client.get(url).content.decode()
    Build.objects.filter(pk=build.pk).update(offered=False)
    actions.withdraw_builds(short.publication, "ar")  # draws a new stamp: kept pages are dropped
    assert "This has been taken back" in client.get(url).content.decode()
    assert client.get("/en/library/files/current/aaaaaaaaaa/").status_code == 404


def test_an_urgent_notice_stands_on_the_page_of_every_old_copy(short, client):
    build = _file("epub")
    editor = make_account("edith", roles=[Role.EDITOR])
    actions.amend(short.publication, {"en": "Do not use the address in chapter 1."}, by=editor)
    page = client.get(f"/en/library/files/current/{build.code}/").content.decode()
    assert "Do not use the address in chapter 1." in page


def test_what_is_withdrawn_is_not_given_out(short, client):
    build = _file()
    short.refresh_from_db()
    actions.take_step(short, "withdraw", by=make_account("edith", roles=[Role.EDITOR]))
    assert client.get(_url(build)).status_code == 404
    assert client.get(_url(build, ".minisig")).status_code == 404
    assert client.get("/en/library/files/opds/en/").status_code == 404


def test_a_file_that_storage_lost_is_not_there(short, client):
    build = _file()
    default_storage.delete(queries.place(build))
    assert client.get(_url(build)).status_code == 404


def test_a_download_leaves_a_number_and_nothing_else(short, client):
    with time_machine.travel("2026-11-22 10:00", tick=False):
        for _again in range(3):
            _body(client.get(_url(_file("epub"))))
        client.head(_url(_file("epub")))
        client.get(_url(_file("epub")), headers={"range": "bytes=10-"})
        client.get(_url(_file("epub"), ".minisig"))
    row = Download.objects.get()
    assert (row.times, row.format, row.language) == (3, Format.EPUB, "en")
    assert str(row.month) == "2026-11-01"
    held = {field.name for field in Download._meta.fields}
    assert held == {"id", "publication", "language", "format", "month", "times"}


def test_staff_see_the_counts_and_a_reader_does_not(short, client):
    _body(client.get(_url(_file("epub"))))
    assert client.get("/en/library/files/counts/").status_code == 302
    sign_in(client, make_account("edith", roles=[Role.EDITOR]))
    assert "short" in client.get("/en/library/files/counts/").content.decode()
    sign_in(client, make_account("rosa"))
    assert client.get("/en/library/files/counts/").status_code == 404


def _parsed(xml):
    node = shutil.which("node")
    if node is None or not (CLONE / "node_modules" / "opds-feed-parser").exists():
        pytest.skip("Node or opds-feed-parser is not installed")
    done = subprocess.run(
        [node, "-e", PARSE], input=xml, capture_output=True, check=False, cwd=CLONE
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def test_an_opds_reader_finds_its_way_from_the_door_to_a_file(short, client):
    door = _parsed(client.get("/en/library/files/opds/").content)
    assert door["kind"] == "NavigationFeed"
    shelves = {entry["title"]: entry["links"][0]["href"] for entry in door["entries"]}
    assert set(shelves) == {"English", "العربية"}
    shelf = _parsed(client.get(shelves["العربية"].removeprefix("http://testserver")).content)
    assert shelf["kind"] == "AcquisitionFeed"
    (book,) = shelf["entries"]
    assert (book["title"], book["language"]) == ("قصير", "ar") or book["language"] == "ar"
    links = {link["type"]: link["href"] for link in book["links"] if "acquisition" in link["rel"]}
    url = links["application/epub+zip"].removeprefix("http://testserver")
    assert _body(client.get(url)) == queries.content(_file("epub", "ar"))


def test_the_same_thing_keeps_its_name_in_a_feed(short, client):
    first = _parsed(client.get("/en/library/files/opds/en/").content)
    again = _parsed(client.get("/fr/library/files/opds/en/").content)
    assert [one["id"] for one in first["entries"]] == [one["id"] for one in again["entries"]]
    assert all(one["id"].startswith("urn:uuid:") for one in first["entries"])


def test_what_came_out_stands_in_the_feed_of_its_language(short, client):
    for tag, shown in (("en", 1), ("ar", 1), ("ru", 0)):
        answer = client.get(f"/{tag}/library/files/news.atom")
        assert answer["Content-Type"].startswith("application/atom+xml")
        assert answer.content.count(b"<entry>") == shown, tag
    short.refresh_from_db()
    assert short.state == State.RELEASED


def test_the_key_page_gives_the_line_to_type(short, client):
    page = client.get("/en/library/files/key/").content.decode()
    assert f"minisign -Vm handbook.en.a4.pdf -P {queries.public_key().line}" in page
    house = client.get("/en/library/files/").content.decode()
    assert queries.public_key().line in house
