"""Somebody applies with JavaScript: what their browser sealed is saved, sent, changed, erased."""

import base64
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.capacity.fellowships.models import Application, Call
from amparo.ground.questions.actions import put_form
from amparo.ground.sealing import canonical, frames
from amparo.ground.vault.models import Blob, Grant, KeyEpoch
from amparo.ground.vault.tests.people import epoch_json

from .applicants import SPEC, come_back, go, open_call, opened, words
from .factories import do, make_call, office
from .sealers import Applicant


@pytest.fixture
def chair(db):
    return office()


@pytest.fixture
def call(chair):
    return open_call(chair)


@pytest.fixture
def nadia(call):
    return Applicant(call)


def row(nadia):
    return Application.objects.get(pk=nadia.id)


def given(page, name):
    """What a page gives to its program."""
    before = f'<script id="{name}" type="application/json">'.encode()
    return json.loads(page.content.split(before)[1].split(b"</script>")[0])


def new_key(chair, call):
    """The call's key is renewed."""
    epoch = epoch_json(chair, chair, kind="call", scope=call.pk, number=2)
    do(chair, verb="call.epoch", call=str(call.pk), epoch=epoch)


def test_the_page_holds_every_question_the_key_and_no_program_before_somebody_begins(client, nadia):
    page = client.get(nadia.path)
    assert page.status_code == 200
    assert [one["key"] for one in given(page, "questions")] == [
        one["key"] for one in SPEC["questions"]
    ]
    assert given(page, "door")["epoch"]["scope"] == str(nadia.call.pk)
    assert "require-trusted-types-for 'script'" in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    loaded = re.findall(r'<script[^>]*\bsrc="([^"]+)"', page.content.decode())
    assert [one.split(".")[0] for one in loaded] == [
        "/static/interface/leave", "/static/fellowships/begin",
    ]  # fmt: skip


def test_a_call_that_takes_nothing_leads_to_its_page(client, nadia):
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=3))
    assert client.get(nadia.path)["Location"] == "/en/fellowships/advocacy-2026/apply/"
    Call.objects.update(closes_at=timezone.now() + timedelta(hours=3))
    KeyEpoch.objects.update(retired_on=timezone.localdate())
    assert client.get(nadia.path).status_code == 302
    assert client.get("/en/fellowships/nothing/apply/sealed/").status_code == 404


def test_a_draft_of_an_older_form_gets_the_questions_that_it_answers(client, nadia):
    put_form("apply-small", SPEC | {"questions": SPEC["questions"][1:]})
    assert len(given(client.get(nadia.path), "questions")) == 4
    older = client.get(nadia.path + "?form=1")
    assert len(given(older, "questions")) == 5
    assert given(older, "about")["version"] == 1
    assert client.get(nadia.path + "?form=99999999999").status_code == 200


def test_what_is_saved_opens_with_the_secret_alone_and_is_there_to_go_on_with(client, nadia):
    assert nadia.act(client, "save", 1).json() == {"version": 1}
    saved = row(nadia)
    assert (saved.state, saved.frame, saved.epoch) == ("draft", None, None)
    told = nadia.act(client, "look").json()
    assert (told["version"], told["state"], told["changes"]) == (1, "draft", True)
    own = frames.unseal(base64.b64decode(told["own"]), nadia.receipt.inbox.secret)
    assert canonical.read_payload(own).body["answers"]["name"] == "Nadia"
    assert "Nadia" in words(go(client, come_back(client, nadia.secret), "edit"))


def test_the_same_saving_twice_is_one(client, nadia):
    nadia.act(client, "save", 1)
    assert nadia.act(client, "save", 1).json() == {"version": 1}
    assert row(nadia).version == 1


def test_what_another_device_saved_since_is_not_overwritten(client, nadia):
    nadia.act(client, "save", 1)
    nadia.act(client, "save", 2)
    late = nadia.act(client, "save", 2, token="ab" * 32)
    assert (late.status_code, late.json()) == (409, {"code": "elsewhere", "version": 2})
    assert nadia.act(client, "send", 2, token="ab" * 32).status_code == 409
    assert nadia.act(client, "save", 3, token="ab" * 32).status_code == 200


def test_what_is_sent_the_office_reads_and_its_writer_changes_it_by_sending_again(
    client, nadia, chair
):
    nadia.act(client, "save", 1)
    assert nadia.act(client, "send", 2).json() == {"version": 2}
    assert nadia.act(client, "send", 2).status_code == 200
    sent = row(nadia)
    assert (sent.state, sent.version, sent.came) == ("sent", 2, "on_time")
    assert opened(chair, sent).body["answers"]["name"] == "Nadia"
    assert nadia.act(client, "look").json()["state"] == "sent"
    nadia.act(client, "send", 3, **nadia.frames(3, name="Nadia B."))
    assert opened(chair, row(nadia)).body["answers"]["name"] == "Nadia B."


def test_a_saving_of_what_was_sent_is_refused_and_says_so(client, nadia):
    nadia.act(client, "send", 1)
    refused = nadia.act(client, "save", 2)
    assert (refused.status_code, refused.json()["code"]) == (410, "closed")
    assert row(nadia).version == 1


def test_a_key_that_changed_is_given_to_seal_to_again_under_the_same_token(client, nadia, chair):
    before = nadia.frames(1)
    new_key(chair, nadia.call)
    late = nadia.act(client, "send", 1, **before)
    assert late.status_code == 409
    living = KeyEpoch.objects.get(scope=nadia.call.pk, retired_on=None)
    assert late.json()["door"]["epoch"]["id"] == str(living.pk)
    assert nadia.act(client, "send", 1).status_code == 200
    assert row(nadia).epoch_id == living.pk


def test_where_nobody_could_open_it_nothing_is_sent_and_what_is_saved_stays(client, nadia):
    nadia.act(client, "save", 1)
    Grant.objects.all().delete()
    late = nadia.act(client, "send", 2)
    assert late.status_code == 503
    assert "nobody here could open it" in late.json()["words"]
    assert row(nadia).state == "draft"


def test_after_the_deadline_nothing_is_saved_or_sent_and_the_program_is_told(client, nadia):
    nadia.act(client, "save", 1)
    Call.objects.update(closes_at=timezone.now() - timedelta(hours=3))
    for act in ("save", "send"):
        late = nadia.act(client, act, 2)
        assert (late.status_code, late.json()["code"]) == (410, "closed")
        assert "deadline" in late.json()["words"]
    assert nadia.act(client, "look").json()["changes"] is False


def test_withdrawn_it_can_be_sent_again_and_erased_it_is_gone(client, nadia):
    nadia.act(client, "send", 1)
    assert nadia.act(client, "withdraw").json()["state"] == "withdrawn"
    assert row(nadia).frame is None
    assert nadia.act(client, "send", 2).status_code == 200
    assert row(nadia).state == "sent"
    assert nadia.act(client, "erase").json() == {"erased": True}
    assert (row(nadia).state, row(nadia).own) == ("erased", None)
    for act in ("look", "withdraw", "erase"):
        assert nadia.act(client, act).json() == {"code": "gone"}
    assert nadia.act(client, "send", 3).status_code == 404


def test_nobody_saves_over_or_ends_what_another_secret_opens(client, nadia, call):
    nadia.act(client, "save", 1)
    eve = Applicant(call)
    eve.id = nadia.id
    assert eve.act(client, "save", 2).status_code == 404
    assert eve.act(client, "erase").status_code == 404
    assert row(nadia).state == "draft"


def test_a_secret_of_another_call_says_which(client, nadia, chair):
    nadia.act(client, "save", 1)
    second = make_call(chair, slug="second", names={"en": "Second round"}, form="apply-small")
    path = f"/en/fellowships/{second.slug}/apply/sealed/"
    told = json.dumps({"act": "erase", "lookup": nadia.receipt.lookup})
    page = client.post(path, told, content_type="application/json")
    assert page.status_code == 400
    assert "Advocacy programme 2026" in page.json()["words"]
    assert row(nadia).state == "draft"


def test_a_file_is_kept_with_what_it_was_saved_with_and_goes_when_it_is_taken_out(client, nadia):
    epoch = KeyEpoch.objects.get(scope=nadia.call.pk)
    sent = client.post(
        f"/en/vault/blobs/?epoch={epoch.pk}",
        frames.seal(b"a photograph", epoch.recipient),
        content_type="application/octet-stream",
    )
    blob = Blob.objects.get(pk=sent.json()["id"])
    assert nadia.act(client, "save", 1, blobs=[str(blob.pk)]).status_code == 200
    assert Blob.objects.get().scope == nadia.id
    assert nadia.act(client, "save", 2).status_code == 200
    assert not Blob.objects.exists()
    gone = nadia.act(client, "save", 3, blobs=[str(blob.pk)])
    assert (gone.status_code, row(nadia).version) == (400, 2)


@pytest.mark.parametrize(
    "broken",
    [
        {"own": "AAAA"}, {"frame": "no base64"}, {"id": "7"}, {"version": 0}, {"version": "1"},
        {"version": True}, {"lookup": "short"}, {"token": 5}, {"act": "drop"}, {"blobs": "x"},
        {"epoch": None},
    ],
    ids=str,
)  # fmt: skip
def test_what_did_not_arrive_whole_changes_nothing(client, nadia, broken):
    assert nadia.act(client, "send", 1, **broken).status_code == 400
    assert not Application.objects.exists()


def test_nothing_of_it_is_stored_that_says_who_or_what(client, nadia):
    nadia.act(client, "send", 1)
    stored = bytes(row(nadia).own or b"") + bytes(row(nadia).frame or b"")
    assert b"Nadia" not in stored
    assert nadia.receipt.lookup not in (row(nadia).lookup, row(nadia).token)
    assert nadia.receipt.lookup_hash == row(nadia).lookup
