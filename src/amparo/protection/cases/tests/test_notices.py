"""What goes out says nothing, to everybody alike, and nothing of it is written down."""

import datetime
import http.server
import json
import logging
import socketserver
import threading
from email import message_from_string

import pytest
from django.test import Client
from django.utils import timezone

from amparo.ground.identity.models import Membership, Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.ground.sealing import rest
from amparo.ground.work.actions import Progress
from amparo.ground.work.tests.factories import make_job
from amparo.protection.cases import actions, jobs, notices
from amparo.protection.cases.models import NoticeAddress, Nudge, PendingNotice

from .factories import b64, do, make_case, make_door, make_submission, person, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink():
    """A place on loopback that keeps what is sent to it; `status` is what it answers."""

    class Sink(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.heard.append((self.path, json.loads(body)))
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_told):
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    server.heard, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mailbox():
    """A mail server on loopback that keeps what it is given."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    told = iter(self.rfile.readline, b".\r\n")
                    self.server.heard.append(b"".join(told).decode())
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
    server.heard, server.daemon_threads = [], True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def address(sink, name):
    return f"json://127.0.0.1:{sink.server_port}/{name}"


def told_at(sink, who, name, **more):
    return actions.add_address(
        **{"address": address(sink, name), "urgent_only": False, "language": "en"} | more,
        by=who.account,
    )


def due_now():
    PendingNotice.objects.update(due=timezone.now() - datetime.timedelta(seconds=1))


def test_the_daily_note_goes_to_everybody_and_is_the_same_with_news_and_without(sink):
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.KEYHOLDER)
    told_at(sink, alice, "alice")
    told_at(sink, bob, "bob")
    told_at(sink, bob, "urgent", urgent_only=True)
    assert notices.digest() == 2
    quiet = list(sink.heard)
    make_submission(make_door(bob, alice, bob))
    sink.heard.clear()
    assert notices.digest() == 2
    assert sorted(map(str, sink.heard)) == sorted(map(str, quiet))
    assert {path for path, _body in quiet} == {"/alice", "/bob"}
    words = json.dumps([body for _path, body in quiet])
    assert not any(word in words.lower() for word in ("amparo", "case", "help", "umbral"))


def test_news_goes_to_who_can_read_it_at_a_moment_drawn_by_lot(sink):
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.KEYHOLDER)
    carol = person("carol", Role.CASEWORKER)
    for who in (alice, carol):
        told_at(sink, who, who.account.handle, urgent_only=True)
    door = make_door(bob, alice, bob)
    moments = set()
    for _turn in range(5):
        make_submission(door)
        notices.gather()
        moments.add(PendingNotice.objects.get().due)
        PendingNotice.objects.all().delete()
    assert len(moments) == 5
    assert all(0 <= (one - timezone.now()).total_seconds() <= 1800 for one in moments)
    make_submission(door)
    make_submission(door)
    assert PendingNotice.objects.count() == 0  # whoever sends it does not wait for this
    notices.gather()
    assert PendingNotice.objects.count() == 1
    assert notices.send_due() in (0, 1)
    due_now()
    notices.send_due()
    assert [path for path, _body in sink.heard] == ["/alice"]
    assert PendingNotice.objects.count() == 0
    body = sink.heard[0][1]
    assert (body["title"], body["message"]) == ("Please sign in", "Please sign in when you can.")


def test_what_came_is_told_of_once_to_whoever_can_read_it(sink):
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)
    for who in (alice, bob):
        told_at(sink, who, who.account.handle, urgent_only=True)
    make_submission(make_door(alice, alice))
    notices.gather()
    assert PendingNotice.objects.get().colleague.account == alice.account
    PendingNotice.objects.all().delete()
    notices.gather()
    assert PendingNotice.objects.count() == 0


def test_the_worker_tells_of_requests(sink):
    alice = person("alice", Role.CASEWORKER)
    told_at(sink, alice, "alice", urgent_only=True)
    make_submission(make_door(alice, alice))
    jobs.watch(Progress(make_job(name="cases.watch")))
    assert PendingNotice.objects.exists() or sink.heard


def test_what_does_not_go_out_is_tried_again_and_written_nowhere(sink, caplog):
    alice = person("alice", Role.CASEWORKER)
    told_at(sink, alice, "secret-path", urgent_only=True)
    make_submission(make_door(alice, alice))
    notices.gather()
    sink.status = 500
    due_now()
    with caplog.at_level(logging.DEBUG, logger="amparo"):
        assert notices.send_due() == 0
    assert "secret-path" not in caplog.text
    assert PendingNotice.objects.get().due > timezone.now()
    sink.status = 200
    due_now()
    assert notices.send_due() == 1


def test_whoever_left_the_staff_is_told_nothing(sink):
    alice = person("alice", Role.CASEWORKER)
    told_at(sink, alice, "alice")
    make_submission(make_door(alice, alice))
    notices.gather()
    Membership.objects.all().delete()
    due_now()
    notices.send_due()
    assert notices.digest() == 0
    assert (sink.heard, PendingNotice.objects.count()) == ([], 0)


def test_addresses_are_sealed_at_rest_and_shown_without_their_secret(sink):
    alice = person("alice", Role.CASEWORKER)
    row = told_at(sink, alice, "secret-path")
    assert "127.0.0.1" not in row.where
    assert rest.unseal(notices.ADDRESS, row.where).decode() == address(sink, "secret-path")
    assert actions.where(row) == f"json://127.0.0.1:{sink.server_port}/…"


@pytest.mark.parametrize("bad", ["", "alice", "nothing://here", "syslog://", "x" * 401, "dbus://"])
def test_what_is_no_address_is_refused(bad):
    alice = person("alice", Role.CASEWORKER)
    with pytest.raises(actions.RefusedError):
        actions.add_address(address=bad, urgent_only=False, language="en", by=alice.account)


def test_each_colleague_adds_tries_and_removes_their_own(sink):
    alice, bob = person("alice", Role.CASEWORKER), person("bob", Role.CASEWORKER)
    client, other = sign_in(Client(), alice.account), sign_in(Client(), bob.account)
    path = "/en/desk/notices/"
    told = {"go": "add", "address": address(sink, "mine"), "language": "ar"}
    assert client.post(path, told).status_code == 302
    row = NoticeAddress.objects.get()
    assert (row.account, row.language, row.urgent_only) == (alice.account, "ar", False)
    assert "127.0.0.1" in client.get(path).content.decode()
    assert "127.0.0.1" not in other.get(path).content.decode()
    for go in ("try", "remove"):
        assert other.post(path, {"go": f"{go}:{row.id}"}).status_code == 404
    assert "A test went out" in client.post(path, {"go": f"try:{row.id}"}).content.decode()
    assert [path for path, _body in sink.heard] == ["/mine"]
    assert client.post(path, {**told, "address": "nonsense"}).status_code == 200
    assert client.post(path, {"go": f"remove:{row.id}"}).status_code == 302
    assert NoticeAddress.objects.count() == 0


def test_a_sender_is_told_only_when_they_asked_and_in_neutral_words(mailbox, settings):
    settings.AMPARO_MAIL = (
        f"mailto://127.0.0.1:{mailbox.server_address[1]}?from=notes@neutral.example&name=Notes"
    )
    alice = person("alice", Role.CASEWORKER)
    door = make_door(alice, alice)
    silent, asked = make_submission(door), make_submission(door)
    with pytest.raises(actions.RefusedError):
        actions.ask_nudge(asked, address="not an address", language="en")
    actions.ask_nudge(asked, address="somebody@example.org", language="en")
    assert "somebody" not in Nudge.objects.get().where
    for row in (silent, asked):
        frame = sealed(
            alice.keyring.recipient, alice, scope=row.id, epoch=row.id, item=row.id,
            kind="reply", body={"words": "x"},
        )  # fmt: skip
        do(alice, verb="reply", submission=str(row.id), id=str(row.id), frame=b64(frame))
    due_now()
    assert notices.send_due() == 1
    (letter,) = mailbox.heard
    assert "To: somebody@example.org" in letter
    assert "Notes <notes@neutral.example>" in letter
    words = message_from_string(letter)
    body = words.get_payload()[0].get_payload(decode=True).decode()
    assert words["Subject"] == "A note"
    assert body.strip() == "There is something new where you left your question."
    assert "amparo" not in letter.lower()
    actions.erase(asked)
    assert Nudge.objects.count() == 0


def test_an_account_that_ends_leaves_no_address(sink):
    alice = person("alice", Role.CASEWORKER)
    told_at(sink, alice, "alice")
    actions.forget(by=alice.account)
    assert NoticeAddress.objects.count() == 0


def test_an_alarm_comes_sooner_than_news(sink):
    alice = person("alice", Role.CASEWORKER)
    told_at(sink, alice, "alice", urgent_only=True)
    case = make_case(alice)
    from amparo.protection.cases.tests.factories import living

    epoch = living(case.id)
    for _turn in range(8):
        notices.news(epoch)
        notices.alarm(epoch)
        assert (PendingNotice.objects.get().due - timezone.now()).total_seconds() <= 300


def test_retention_is_set_by_administrators_in_days():
    client = sign_in(Client(), make_account("root", roles=[Role.ADMINISTRATOR]))
    path = "/en/desk/retention/"
    assert 'value="90"' in client.get(path).content.decode()
    told = {"intake_days": 30, "closed_days": 200, "location_days": 10}
    assert client.post(path, {**told, "closed_days": 1}).status_code == 200
    assert client.post(path, told).status_code == 302
    assert 'value="200"' in client.get(path).content.decode()
