"""Coming back: answers, a word back, files, erasing; known and unknown secrets look the same."""

import base64
import json
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amparo.ground.sealing import age, ed25519, frames, receipts, recovery
from amparo.ground.vault import actions as vault
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vocabulary import actions as vocabulary
from amparo.protection.cases import queries
from amparo.protection.cases.actions import asking, inbox, standard
from amparo.protection.cases.models import Submission

from .senders import Behind, carried, stand_behind

AGAIN = "/en/contact/again/"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
SEALED = re.compile(r'(name="visit" value=")[^"]+')


@pytest.fixture
def behind(db) -> Behind:
    vocabulary.load()
    standard.have_forms()
    return stand_behind()


@pytest.fixture
def sent(behind) -> asking.Sent:
    from amparo.ground.questions import queries as questions

    shape = questions.form("help")
    draft = asking.begin("help", shape.version, "en")
    draft.answers = {"for": "me", "happening": "They came at night"}
    return asking.send(draft, door=behind.door, shape=shape, by=None)


def come_back(client, secret, path=AGAIN):
    return client.post(path, {"secret": " ".join(secret.groups())})


def do(client, page, go, path=AGAIN, **fields):
    return client.post(path, carried(page) | {"go": go} | fields)


def bare(page):
    """A page without what is drawn afresh each time."""
    return SEALED.sub(r"\1", TOKEN.sub(r"\1", page.content.decode()))


def test_any_form_of_the_secret_opens_the_answers(behind, sent, client):
    behind.answer(sent.submission, "We can pay for the journey. Can you leave on Monday?")
    secret = sent.secret
    for typed in (
        " ".join(secret.groups()),
        " ".join(secret.words("en")),
        " ".join(secret.words("fr")).upper(),
        "".join(secret.groups()).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    ):
        page = client.post(AGAIN, {"secret": typed})
        assert "Can you leave on Monday?" in page.content.decode()
        assert "They came at night" not in page.content.decode()


def test_what_was_read_is_removed_and_only_that(behind, sent, client):
    for number in range(inbox.SLOTS + 1):
        behind.answer(sent.submission, f"answer {number}")
    page = come_back(client, sent.secret)
    shown = set(re.findall(r"answer \d", page.content.decode()))
    assert len(shown) == inbox.SLOTS
    page = do(client, page, "read")
    left = set(re.findall(r"answer \d", page.content.decode()))
    assert len(left) == 1
    assert not left & shown
    page = do(client, page, "read")
    assert "nothing new under this secret" in page.content.decode()


def test_no_answer_yet_and_no_such_secret_are_the_same_page_and_the_same_work(behind, sent, client):
    def looked(secret):
        with CaptureQueriesContext(connection) as asked:
            page = come_back(client, secret)
        said = [
            re.sub(r"'[^']*'|\"s\d+_x\d+\"|[\d.]+(e[+-]?\d+)?", "", one["sql"]) for one in asked
        ]
        return bare(page), said

    looked(recovery.new())
    known, unknown = looked(sent.secret), looked(recovery.new())
    assert known == unknown
    submission = Submission.objects.get()
    inbox.erase(submission.lookup)
    assert looked(sent.secret) == unknown


def test_a_browser_gets_the_same_size_for_nothing_new_and_for_nobody_known(behind, sent, client):
    def looked(secret):
        lookup = receipts.Receipt(secret).lookup
        with CaptureQueriesContext(connection) as asked:
            answer = post(client, act="look", lookup=lookup)
        slots = [len(base64.b64decode(one["frame"])) for one in answer.json()["slots"]]
        return len(answer.content), slots, len(asked), answer.json()["door"]

    looked(recovery.new())
    assert looked(sent.secret) == looked(recovery.new())
    behind.answer(sent.submission, "Yes")
    assert looked(sent.secret)[:2] == looked(recovery.new())[:2]


def test_the_time_tells_nothing_either(behind, sent):
    def spent(secret):
        took = []
        for _try in range(15):
            began = time.process_time()
            inbox.look(receipts.Receipt(secret))
            took.append(time.process_time() - began)
        return sorted(took)[5]

    spent(sent.secret)
    known, unknown = spent(sent.secret), spent(recovery.new())
    assert known < 2 * unknown
    assert unknown < 2 * known


def post(client, **told):
    return client.post(AGAIN, json.dumps(told), content_type="application/json")


def test_words_back_are_sealed_to_the_door(behind, sent, client):
    page = come_back(client, sent.secret)
    said = do(client, page, "say", words="I moved to my aunt. New number: the old one plus one.")
    assert "It is sent" in said.content.decode()
    told = behind.said()
    assert told[0]["body"]["words"].startswith("I moved to my aunt")
    assert told[0]["kind"] == "reply"
    do(client, page, "say", words="I moved to my aunt. New number: the old one plus one.")
    assert len(behind.said()) == 1


def test_words_under_an_unknown_secret_are_said_not_to_have_arrived(behind, client):
    page = come_back(client, recovery.new())
    said = do(client, page, "say", words="Is anybody there?")
    assert "could not be delivered" in said.content.decode()
    assert "Is anybody there?" in said.content.decode()


def test_files_can_be_added_later(behind, sent, client):
    page = do(client, come_back(client, sent.secret), "files", words="Here is the letter")
    where = re.search(r'action="(/en/contact/again/\?to=[^"]+)"', page.content.decode())[1]
    upload = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 words of a threat", "application/pdf")
    page = client.post(where, carried(page) | {"go": "say", "evidence": upload})
    assert "It is sent" in page.content.decode()
    body = behind.said()[0]["body"]
    assert body["words"] == "Here is the letter"
    assert [one["name"] for one in body["files"]] == ["letter.pdf"]


def test_erasing_empties_the_inbox_at_once_and_says_what_follows(behind, sent, client):
    behind.answer(sent.submission, "Yes")
    page = do(client, come_back(client, sent.secret), "erase")
    assert "seventh day" in page.content.decode()
    assert Submission.objects.get().replies.exists()
    gone = do(client, page, "erased")
    assert "being erased" in gone.content.decode()
    row = Submission.objects.get()
    assert row.state == Submission.State.ERASING
    assert not row.replies.exists()
    assert queries.by_lookup(row.lookup) is None
    unknown = do(client, do(client, come_back(client, recovery.new()), "erase"), "erased")
    assert bare(unknown) == bare(gone)


def test_an_answer_that_a_stranger_signed_is_not_shown(behind, sent, client):
    seed, _public = ed25519.new()
    behind.answer(sent.submission, "Come to the bridge alone", seed=seed)
    page = come_back(client, sent.secret)
    assert "bridge" not in page.content.decode()


def test_an_answer_for_somebody_else_is_not_shown(behind, sent, client):
    from amparo.ground.questions import queries as questions

    shape = questions.form("help")
    draft = asking.begin("help", shape.version, "en")
    draft.answers = {"happening": "another story"}
    other = asking.send(draft, door=behind.door, shape=shape, by=None)
    moved = behind.answer(other.submission, "for the other")
    frame = vault_queries.give(moved.frame, other.submission.shred)
    moved.frame = vault.keep(frame, sent.submission.shred)
    moved.submission = sent.submission
    moved.save()
    assert "for the other" not in come_back(client, sent.secret).content.decode()


def test_a_browser_opens_its_answers_and_answers_back(behind, sent, client):
    behind.answer(sent.submission, "We are here")
    receipt = receipts.Receipt(sent.secret)
    told = post(client, act="look", lookup=receipt.lookup).json()
    opened = []
    for slot in told["slots"]:
        try:
            opened.append(frames.unseal(base64.b64decode(slot["frame"]), receipt.inbox.secret))
        except age.CannotOpenError:
            continue
    assert len(opened) == 1
    assert b"We are here" in opened[0]
    assert told["submission"] == str(sent.submission.pk)
    frame = frames.seal(b"{}", told["door"]["epoch"]["recipient"])
    answer = post(
        client,
        act="say", lookup=receipt.lookup, epoch=told["door"]["epoch"]["id"],
        frame=base64.b64encode(frame).decode(), token="ab" * 32, blobs=[],
    )  # fmt: skip
    assert answer.json() == {"sent": True}
    ids = [slot["id"] for slot in told["slots"]]
    told = post(client, act="read", lookup=receipt.lookup, ids=ids).json()
    assert not queries.inbox(sent.submission)
    assert post(client, act="erase", lookup=receipt.lookup).json() == {"erased": True}
    unknown = post(
        client,
        act="say", lookup="0" * 64, epoch=told["door"]["epoch"]["id"],
        frame=base64.b64encode(frame).decode(), token="cd" * 32, blobs=[],
    )  # fmt: skip
    assert unknown.status_code == 404


def test_i_am_safe_is_shown_where_a_sign_is_awaited(behind, sent, client):
    from datetime import timedelta
    from uuid import uuid4

    from django.utils import timezone

    from amparo.ground.vault import keystore
    from amparo.protection.cases.models import Case, CheckIn

    case = Case.objects.create(shred=keystore.new(), opened_on=timezone.now().date())
    Submission.objects.update(case=case)
    due = timezone.now() + timedelta(hours=3)
    check = CheckIn.objects.create(case=case, plan_item=uuid4(), due=due)
    page = come_back(client, sent.secret)
    assert "I am safe" in page.content.decode()
    page = do(client, page, "safe")
    check.refresh_from_db()
    assert check.state == CheckIn.State.MADE
    assert "They will see that you are safe" in page.content.decode()
    assert "A sign of life" not in page.content.decode()
