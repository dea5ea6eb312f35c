"""Applying without a line: the file to take along, and what it made, brought by anybody."""

import base64
import gzip
import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amparo.capacity.fellowships.models import Application, Call, Extension
from amparo.ground.vault.models import Grant, KeyEpoch
from amparo.ground.vault.tests.people import epoch_json

from .applicants import come_back, go, open_call, opened, words
from .factories import do, make_call, office
from .sealers import Applicant

OFFLINE = "/en/fellowships/advocacy-2026/offline/"


@pytest.fixture
def chair(db):
    return office()


@pytest.fixture
def call(chair):
    return open_call(chair, reads={"en": "Two people of our office."}, time_zone="Asia/Kathmandu")


@pytest.fixture
def nadia(call):
    return Applicant(call)


@pytest.fixture
def friend():
    """Somebody else, somewhere else."""
    return Client()


def row(nadia):
    return Application.objects.get(pk=nadia.id)


def file_in(client, tag="en"):
    page = client.get(f"{OFFLINE}{tag}.html")
    assert page.status_code == 200
    return page.getvalue()


def new_key(chair, call):
    epoch = epoch_json(chair, chair, kind="call", scope=call.pk, number=2)
    do(chair, verb="call.epoch", call=str(call.pk), epoch=epoch)


# --- the file ------------------------------------------------------------------------------------
def test_the_file_is_one_whole_and_asks_nobody_for_anything(client, call):
    content = file_in(client).decode()
    assert len(content.encode()) < 300_000
    assert not re.search(r"""(?:src|href|action|data)=["']?[a-z]*:?//""", content)
    assert "<link" not in content
    assert "http://testserver/en/fellowships/advocacy-2026/upload/" in content
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', content)[1]
    assert policy.startswith("default-src 'none';")
    for tag in ("script", "style"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", content, re.S)
        assert len(inside) == 1
        told = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{told}'" in policy


def test_the_same_call_gives_the_same_bytes_whoever_takes_them(client, friend, call):
    first = file_in(client)
    assert file_in(friend) == first
    packed = friend.get(f"{OFFLINE}en.html", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.getvalue()) == first
    assert file_in(client, "ar") != first


def test_the_page_says_the_sum_of_the_file_and_how_to_use_it(client, call):
    page = client.get(OFFLINE)
    assert hashlib.sha256(file_in(client)).hexdigest() in words(page)
    assert "Open it in a browser with JavaScript" in words(page)
    assert page["Cache-Control"] == "no-store"


def test_the_file_holds_questions_the_key_and_the_deadline_in_its_zone(client, call):
    content = file_in(client).decode()
    told = json.loads(re.search(r'<script id="door"[^>]*>(.*?)</script>', content)[1])
    assert told["epoch"]["scope"] == str(call.pk)
    assert told["entries"]
    asked = json.loads(re.search(r'<script id="questions"[^>]*>(.*?)</script>', content)[1])
    assert [one["key"] for one in asked] == ["name", "work", "more", "agree"]  # files need a line
    assert "(Asia/Kathmandu)" in content
    assert "Two people of our office." in content
    assert 'type="file" id="photo"' not in content
    assert "csrf" not in content.lower()


def test_in_arabic_it_reads_from_the_right(client, call):
    content = file_in(client, "ar").decode()
    assert '<html lang="ar" dir="rtl">' in content
    assert "ماذا تفعل؟" in content


def test_without_javascript_the_file_says_what_to_do(client, call):
    content = file_in(client).decode()
    told = re.search(r"<noscript>(.*?)</noscript>", content, re.S)[1]
    assert "needs JavaScript" in told
    assert "/upload/" in told


def test_a_file_is_given_while_something_can_be_sent_and_in_our_languages(client, call):
    assert client.get(f"{OFFLINE}xx.html").status_code == 404
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=3))
    assert client.get(f"{OFFLINE}en.html").status_code == 302
    assert client.get(OFFLINE)["Location"].endswith("/apply/")


# --- what it made ---------------------------------------------------------------------------------
def test_a_friend_brings_it_and_the_office_reads_it(friend, nadia, chair):
    assert "We do not ask who you are".lower() in words(friend.get(nadia.upload_path)).lower()
    page = nadia.bring(friend, nadia.file())
    assert (page.status_code, "It arrived" in words(page)) == (200, True)
    assert (row(nadia).state, row(nadia).came) == ("sent", "on_time")
    assert opened(chair, row(nadia)).body["answers"]["name"] == "Nadia"


def test_the_bearer_learns_nothing_and_the_writer_comes_back_with_the_secret(friend, client, nadia):
    page = nadia.bring(friend, nadia.file())
    assert "Nadia" not in page.content.decode()
    home = come_back(client, nadia.secret)
    assert "Nadia" in words(go(client, home, "edit"))


def test_the_same_file_twice_is_one_application(friend, client, nadia):
    told = nadia.file()
    nadia.bring(friend, told)
    again = nadia.bring(client, told)
    assert "It was here already" in words(again)
    assert (Application.objects.count(), row(nadia).version) == (1, 1)


def test_what_was_withdrawn_or_erased_does_not_come_back_with_an_old_file(friend, client, nadia):
    told = nadia.file()
    nadia.bring(friend, told)
    nadia.act(client, "withdraw")
    assert "It was here already" in words(nadia.bring(friend, told))
    assert row(nadia).state == "withdrawn"
    nadia.act(client, "erase")
    page = nadia.bring(friend, told)
    assert (page.status_code, "erased" in words(page)) == (410, True)
    assert row(nadia).state == "erased"


def test_a_change_shows_the_tokens_before_it_also_where_one_between_never_came(friend, nadia):
    nadia.bring(friend, nadia.file(1))
    assert nadia.bring(friend, nadia.file(3)).status_code == 200
    assert row(nadia).version == 3
    late = nadia.bring(friend, nadia.file(2))
    assert (late.status_code, row(nadia).version) == (409, 3)


def test_a_change_may_come_first(friend, nadia, chair):
    assert nadia.bring(friend, nadia.file(2)).status_code == 200
    assert opened(chair, row(nadia)).version == 2
    assert nadia.bring(friend, nadia.file(1)).status_code == 409


def test_who_carried_a_file_cannot_make_the_next_one(friend, nadia):
    told = nadia.file()
    nadia.bring(friend, told)
    forged = nadia.file(2) | {"before": [told["token"]], "token": "ab" * 32}
    assert nadia.bring(friend, forged).status_code == 409
    assert nadia.bring(friend, forged | {"before": []}).status_code == 409
    assert row(nadia).version == 1


def test_two_files_of_one_version_are_not_taken_for_the_same(friend, nadia):
    nadia.bring(friend, nadia.file(1))
    other = nadia.bring(friend, nadia.file(1))  # sealed again, on another device
    assert other.status_code == 409


def test_what_was_changed_here_since_stays(friend, client, nadia):
    nadia.bring(friend, nadia.file(1))
    nadia.act(client, "send", 2, token="cd" * 32)
    assert nadia.bring(friend, nadia.file(3)).status_code == 409
    assert row(nadia).version == 2


def test_a_file_sealed_to_a_key_that_was_retired_since_is_taken_while_the_office_opens_it(
    friend, nadia, chair
):
    older = KeyEpoch.objects.get(scope=nadia.call.pk)
    told = nadia.file(to=older)
    new_key(chair, nadia.call)
    assert nadia.bring(friend, told).status_code == 200
    assert row(nadia).epoch_id == older.pk
    assert opened(chair, row(nadia)).body["answers"]["name"] == "Nadia"


def test_a_file_that_nobody_opens_any_more_is_not_taken_and_says_what_to_do(friend, nadia, chair):
    told = nadia.file()
    new_key(chair, nadia.call)
    Grant.objects.filter(epoch_id=told["epoch"]).delete()
    page = nadia.bring(friend, told)
    assert (page.status_code, "takes the newest file" in words(page)) == (409, True)
    assert not Application.objects.exists()


def test_after_the_deadline_a_file_is_late_and_says_so(friend, nadia):
    told = nadia.file()
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=3))
    page = nadia.bring(friend, told)
    assert (page.status_code, "after the deadline" in words(page)) == (410, True)
    assert not Application.objects.exists()
    assert "This call is closed." in words(friend.get(nadia.upload_path))


def test_a_later_deadline_counts_for_a_file_and_the_file_asks_what_happened(friend, nadia, chair):
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=3))
    Extension.objects.create(
        call=nadia.call, reason={"en": "The line was cut"}, asked_on=timezone.localdate(),
        until=timezone.now() + timedelta(days=2), agreed_by=chair.account,
        agreed_on=timezone.localdate(),
    )  # fmt: skip
    assert b"The line was cut" in file_in(friend)
    nadia.bring(friend, nadia.file())
    assert row(nadia).came == "extended"


def test_a_file_for_another_call_or_organisation_is_told_apart(friend, nadia, chair):
    second = make_call(chair, slug="second", names={"en": "Second round"}, form="apply-small")
    page = nadia.bring(friend, nadia.file(), f"/en/fellowships/{second.slug}/upload/")
    assert "made for another call" in words(page)
    assert "Advocacy programme 2026" in words(page)
    page = nadia.bring(friend, nadia.file(org="ab" * 32))
    assert "another organisation" in words(page)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xd8 a photograph", "not such a file"),
        (b"[1]", "not such a file"),
        (b'{"amparo": "draft"}', "This is a draft"),
        (b'{"amparo": "application", "call": 1}', "broken on its way"),
        (b"{" + b" " * 2_100_000 + b"}", "too large"),
        (b"[" * 100_000, "not such a file"),
    ],
    ids=["empty", "photograph", "list", "draft", "half", "huge", "deep"],
)
def test_what_is_no_such_file_is_refused_with_its_reason(friend, nadia, content, said):
    page = nadia.bring(friend, content)
    assert (page.status_code, said in words(page)) == (422, True)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [{"own": "x"}, {"frame": ""}, {"version": 0}, {"before": "x"}, {"before": ["Z"]},
     {"token": "Z" * 64}, {"before": ["ab" * 32] * 101}, {"item": None}],
    ids=str,
)  # fmt: skip
def test_a_file_that_was_broken_on_its_way_is_refused(friend, nadia, broken):
    page = nadia.bring(friend, nadia.file() | broken)
    assert (page.status_code, "broken on its way" in words(page)) == (422, True)
