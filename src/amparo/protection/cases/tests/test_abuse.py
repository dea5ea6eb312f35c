"""Floods, huge bodies, many files, bombs, replays, what is left behind: slowed or refused."""

import base64
import io
import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amparo.ground.identity.models import Throttle
from amparo.ground.questions.actions import uploads
from amparo.ground.sealing import frames, recovery
from amparo.ground.vault.models import Blob
from amparo.ground.vocabulary import actions as vocabulary
from amparo.protection.cases.actions import asking, inbox, standard
from amparo.protection.cases.models import Submission

from .senders import Behind, carried, script, stand_behind
from .test_asking import ASK, STORY, at_check, say
from .test_inbox import AGAIN, come_back
from .test_pictures import _png, photograph

SEALED = "/en/contact/ask/sealed/"


@pytest.fixture
def behind(db) -> Behind:
    vocabulary.load()
    standard.have_forms()
    return stand_behind()


def told(behind, **other):
    frame = frames.seal(b"{}", behind.key.recipient)
    return {
        "item": "3b241101-e2bb-4255-8caf-4136c566a962",
        "epoch": str(behind.epoch.pk),
        "frame": base64.b64encode(frame).decode(),
        "lookup": "a" * 64,
        "token": "b" * 64,
        "blobs": [],
    } | other


def post(client, body, path=SEALED):
    return client.post(path, json.dumps(body), content_type="application/json")


def test_a_flood_of_requests_waits_and_loses_no_word(behind, client, monkeypatch):
    monkeypatch.setattr(asking, "SENT", (2, 1))
    for _turn in range(2):
        page = say(client, at_check(client, happening=STORY), "send")
        assert page.status_code == 200
    page = say(client, at_check(client, happening=STORY), "send")
    assert page.status_code == 429
    assert STORY in page.content.decode()
    assert post(client, told(behind)).status_code == 429
    assert Submission.objects.count() == 2


def test_a_flood_of_returns_waits(behind, client, monkeypatch):
    monkeypatch.setattr(inbox, "RETURNS", (1, 1))
    assert come_back(client, recovery.new()).status_code == 200
    assert come_back(client, recovery.new()).status_code == 429


def test_one_sender_cannot_fill_the_desk(behind, client, monkeypatch):
    page = say(client, at_check(client, happening=STORY), "send")
    draft = asking.open_up(carried(page)["draft"])
    monkeypatch.setattr(inbox, "SAID_BY_ONE", (2, 1))
    answers = []
    for number in range(3):
        page = come_back(client, asking.secret_of(draft))
        answer = client.post(AGAIN, carried(page) | {"go": "say", "words": f"again {number}"})
        answers.append(answer.status_code)
    assert answers == [200, 200, 429]


def test_a_form_has_room_for_few_files(behind, client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    page = at_check(client, until="files")
    several = [SimpleUploadedFile(f"{n}.txt", b"words", "text/plain") for n in range(4)]
    page = client.post(ASK, carried(page) | {"go": "add", "evidence": several})
    assert "There is room for 2 files" in page.content.decode()
    assert len(asking.open_up(carried(page)["draft"]).files) == 2
    assert Blob.objects.count() == 2


def test_a_replayed_form_cannot_upload_for_ever(behind, client, monkeypatch):
    monkeypatch.setattr(uploads, "UPLOADED_A_DRAFT", (3, 1))
    first = at_check(client, until="files")
    for _turn in range(5):
        upload = SimpleUploadedFile("a.txt", b"words", "text/plain")
        page = client.post(ASK, carried(first) | {"go": "add", "evidence": upload})
    assert "Very many files" in page.content.decode()
    assert Blob.objects.count() == 3


def test_bombs_and_disguises_are_refused_with_words_and_nothing_of_them_is_kept(behind, client):
    import zlib

    bomb = _png(100_000, 100_000, zlib.compress(b"\x00" * 10_000_000, 9))
    for name, content in {
        "bomb.png": bomb,
        "page.jpg": b"<html><script>alert(1)</script></html>",
        "cut.jpg": photograph()[:150],
        "paper.jpg": b"%PDF-1.4\n" + photograph(),
    }.items():
        page = at_check(client, until="files")
        upload = SimpleUploadedFile(name, content, "image/jpeg")
        page = client.post(ASK, carried(page) | {"go": "add", "photo": upload})
        assert f"{name} could not be cleaned" in page.content.decode()
        assert asking.open_up(carried(page)["draft"]).files == []
    assert not Blob.objects.exists()


def test_a_body_of_megabytes_is_refused(behind, client):
    page = at_check(client, until="happening")
    huge = client.post(ASK, carried(page) | {"go": "next", "answer": "x" * 1_500_000})
    assert huge.status_code in (400, 413)
    assert post(client, told(behind, frame="A" * 1_500_000)).status_code in (400, 413)


@pytest.mark.parametrize(
    "wrong",
    [
        {"frame": "not base64!"},
        {"frame": base64.b64encode(b"\x00" * 2815).decode()},
        {"frame": base64.b64encode(b"\x00" * 2816).decode()},
        {"lookup": "A" * 64},
        {"lookup": None},
        {"token": "x"},
        {"blobs": ["nonsense"]},
        {"blobs": ["3b241101-e2bb-4255-8caf-4136c566a962"] * 21},
        {"item": "1"},
        {"item": ["1"]},
    ],
)
def test_what_no_program_of_ours_sends_is_refused(behind, client, wrong):
    answer = post(client, told(behind, **wrong))
    assert answer.status_code == 400, answer.content
    assert not Submission.objects.exists()


def test_what_is_not_json_or_not_an_object_is_refused(behind, client):
    for content in (b"{", b"[]", b'"x"', b"\xff"):
        answer = client.post(SEALED, content, content_type="application/json")
        assert answer.status_code == 400
        answer = client.post(AGAIN, content, content_type="application/json")
        assert answer.status_code == 400


def test_a_browser_that_sends_twice_has_sent_once(behind, client):
    assert post(client, told(behind)).status_code == 200
    assert post(client, told(behind)).status_code == 200
    assert Submission.objects.count() == 1


def test_sealed_to_an_older_key_the_browser_gets_the_new_one(behind, client):
    answer = post(client, told(behind, epoch="3b241101-e2bb-4255-8caf-4136c566a962"))
    assert answer.status_code == 409
    assert answer.json()["door"]["epoch"]["id"] == str(behind.epoch.pk)


def test_another_site_cannot_send_in_somebodys_name(behind):
    client = Client(enforce_csrf_checks=True)
    assert post(client, told(behind)).status_code == 403
    assert client.post(ASK, {"go": "carry", "happening": STORY}).status_code == 403
    assert client.post(AGAIN, {"secret": "x"}).status_code == 403
    assert not Submission.objects.exists()


def test_the_throttles_keep_no_name_and_no_address(behind, client):
    say(client, at_check(client, happening=STORY), "send")
    come_back(client, recovery.new())
    keys = list(Throttle.objects.values_list("key", flat=True))
    assert keys
    assert all(len(key) == 64 and int(key, 16) for key in keys)


def test_nothing_of_what_is_asked_is_written_down(behind, client, caplog, settings):
    caplog.set_level(logging.DEBUG)
    page = at_check(client, until="happening")
    client.post(ASK, carried(page) | {"go": "next", "answer": STORY})
    client.post(ASK, {"draft": "broken" + STORY, "answer": STORY})
    client.post(ASK, b"\xff" + STORY.encode(), content_type="multipart/form-data; boundary=x")
    post(client, {"frame": STORY})
    come_back(client, recovery.new())
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert "Xochitl" not in said
    assert "127.0.0.1" not in said


def test_only_the_page_that_may_listen_may_listen(behind, client):
    sealed = client.get(SEALED)
    assert "microphone=(self)" in sealed["Permissions-Policy"]
    assert "require-trusted-types-for 'script'" in sealed["Content-Security-Policy"]
    assert "'unsafe" not in sealed["Content-Security-Policy"]
    for path in (ASK, "/en/contact/", "/en/"):
        assert "microphone=()" in client.get(path)["Permissions-Policy"]
    assert script(sealed, "door")["epoch"]["recipient"] == behind.key.recipient


def test_a_file_larger_than_any_we_take_is_refused(behind, client, monkeypatch):
    from amparo.ground.vault import uploading

    monkeypatch.setattr(uploading, "FILE_MOST", 100_000)
    page = at_check(client, until="files")
    upload = SimpleUploadedFile("film.mp4", io.BytesIO(b"\x01" * 150_000).read(), "video/mp4")
    page = client.post(ASK, carried(page) | {"go": "add", "evidence": upload})
    assert "too large" in page.content.decode()
    assert not Blob.objects.exists()
