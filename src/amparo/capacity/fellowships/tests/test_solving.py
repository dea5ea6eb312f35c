"""Questions to the engines: who may ask, what they are told, and what is left of a question."""

import fcntl
import json
import logging
import os
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection
from django.test import Client
from jsonschema import Draft202012Validator

from amparo.capacity.fellowships.composing import schema
from amparo.capacity.fellowships.views import solving
from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in

pytestmark = pytest.mark.django_db
API = "/en/desk/fellowships/api/solve/"
INSTANCE = {
    "format": 1,
    "seats": 3,
    "rows": [
        {"number": 918273 + n, "score": 700101 - 1000 * n, "groups": {"qz": [("vy", "xw")[n % 2]]}}
        for n in range(12)
    ],
    "rules": [{"dimension": "qz", "letter": "xw", "least": 2}],
    "band": 2000,
    "seed": "2026-12-01",
}
PANEL = {
    "format": 1,
    "readings": 2,
    "files": [{"number": n, "languages": ["a"]} for n in range(1, 7)],
    "reviewers": [{"number": n, "languages": ["a"], "declared": "all"} for n in range(1, 5)],
}
READINGS = {
    "format": 1,
    "readings": [
        {"file": file, "reviewer": who, "score": 50_000 + 3000 * file + 1000 * (file * who % 7)}
        for file in range(1, 9)
        for who in range(1, 4)
    ],
    "places": 4,
}
QUESTIONS = {"compose": INSTANCE, "assign": PANEL, "calibrate": READINGS}
PACKAGES = {
    "compose": "amparo.capacity.fellowships.composing",
    "assign": "amparo.capacity.fellowships.assigning",
    "calibrate": "amparo.capacity.fellowships.calibrating",
}


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home of its own: two tests at once are not two questions in one house."""
    settings.AMPARO_HOME = tmp_path
    return tmp_path


@pytest.fixture
def office():
    return sign_in(Client(), make_account("office", roles=[Role.FELLOWSHIPS]))


def ask(client, engine, question):
    body = question if isinstance(question, bytes) else json.dumps(question).encode()
    return client.post(f"{API}{engine}/", body, content_type="application/json")


def lines(response):
    assert response.status_code == 200
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def endless(begun):
    """An engine that looks at its watch and never finds an answer."""

    def run(watch):
        begun.set()
        while True:
            watch.left()
            time.sleep(0.01)

    return run


def until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def leave(response):
    """As a server does when nobody listens any more; the test's own connection stays open."""
    for close in response._resource_closers:
        close()


def all_free():
    found = [solving.Place.free() for _ in range(solving.AT_ONCE)]
    for place in found:
        if place is not None:
            place.leave()
    return None not in found


@pytest.mark.parametrize("engine", QUESTIONS)
def test_an_engine_tells_how_far_it_is_and_then_its_answer(office, engine):
    response = ask(office, engine, QUESTIONS[engine])
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Cache-Control"] == "no-store, no-transform"
    told = lines(response)
    assert all(set(one["progress"]) == {"stage", "fraction", "best", "bound"} for one in told[:-1])
    answer = told[-1]["answer"]
    Draft202012Validator(schema("answer", PACKAGES[engine])).validate(answer)
    assert until(all_free)


@pytest.mark.parametrize("engine", QUESTIONS)
def test_a_question_with_a_name_in_it_is_refused_and_the_place_is_named(office, engine):
    part = {"compose": "rows", "assign": "files", "calibrate": "readings"}[engine]
    question = json.loads(json.dumps(QUESTIONS[engine]))
    question[part][2]["name"] = "Nadia"
    response = ask(office, engine, question)
    assert response.status_code == 400
    told = response.json()["refused"]
    assert told["faults"][0]["where"].startswith(f"{part}[2]")
    assert "Nadia" not in response.content.decode()
    for bad in (b"", b"\xff", b"[]", b"{}", b"x"):
        assert ask(office, engine, bad).status_code == 400
    assert all_free()


def test_a_question_that_contradicts_itself_is_refused_where_it_does(office):
    question = READINGS | {"readings": [*READINGS["readings"], READINGS["readings"][0]]}
    told = ask(office, "calibrate", question).json()["refused"]["faults"]
    assert told == [{
        "where": f"readings[{len(READINGS['readings'])}]",
        "what": "reviewer 1 read file 1 in an entry before it",
    }]  # fmt: skip


def test_a_seed_is_no_word(office):
    told = ask(office, "compose", INSTANCE | {"seed": "Nadia"}).json()["refused"]["faults"]
    assert [one["where"] for one in told] == ["seed"]


def test_too_large_a_question_is_not_read(office, monkeypatch):
    monkeypatch.setattr(solving, "LARGEST", 100)
    assert ask(office, "compose", INSTANCE).status_code == 413


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.FINANCE, Role.ADMINISTRATOR])
def test_for_all_but_the_office_there_are_no_engines(role):
    client = sign_in(Client(), make_account("other", roles=[role]))
    for engine, question in QUESTIONS.items():
        assert ask(client, engine, question).status_code == 404


def test_a_question_needs_the_token_of_a_page(office):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.cookies
    assert ask(strict, "compose", INSTANCE).status_code == 403


def test_whoever_goes_away_stops_the_engine(office, monkeypatch):
    from amparo.capacity.fellowships.views import engines

    begun = threading.Event()
    monkeypatch.setitem(engines.QUESTIONS, "compose", lambda _value: (endless(begun), 60))
    response = ask(office, "compose", INSTANCE)
    pieces = iter(response.streaming_content)
    assert b"progress" in next(pieces)
    assert begun.wait(10)
    assert b"progress" in next(pieces), "a line goes out though there is nothing new to say"
    leave(response)
    assert until(all_free)
    unread = ask(office, "compose", INSTANCE)
    leave(unread)
    assert all_free(), "who goes away before the first line gives the place back too"


def test_two_questions_are_reckoned_at_once_and_a_third_one_waits(office, monkeypatch, home):
    from amparo.capacity.fellowships.views import engines

    monkeypatch.setitem(
        engines.QUESTIONS, "assign", lambda _value: (endless(threading.Event()), 60)
    )
    held = os.open(home / "solving-0.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)  # as another process of the house does
    second = ask(office, "assign", PANEL)
    assert second.status_code == 200
    third = ask(office, "calibrate", READINGS)
    assert third.status_code == 503
    assert "Try again" in third.json()["refused"]["words"]
    os.close(held)
    assert "answer" in lines(ask(office, "calibrate", READINGS))[-1]
    leave(second)
    assert until(all_free)


def test_nobody_waits_longer_than_the_house_allows(office, monkeypatch):
    from amparo.capacity.fellowships.views import engines

    monkeypatch.setattr(solving, "MOST_SECONDS", 0.2)
    monkeypatch.setitem(
        engines.QUESTIONS, "assign", lambda _value: (endless(threading.Event()), 3600)
    )
    assert "time was up" in lines(ask(office, "assign", PANEL))[-1]["refused"]["words"]

    def deaf(_watch):
        time.sleep(1)
        return {}

    monkeypatch.setattr(solving, "GRACE", 0.0)
    monkeypatch.setitem(engines.QUESTIONS, "assign", lambda _value: (deaf, 3600))
    assert "time was up" in lines(ask(office, "assign", PANEL))[-1]["refused"]["words"]
    assert until(all_free)


def test_an_engine_that_fails_says_so_and_its_words_are_not_logged(office, monkeypatch, caplog):
    from amparo.capacity.fellowships.views import engines

    def broken(_watch):
        raise ValueError("row 918273 is xw")

    monkeypatch.setitem(engines.QUESTIONS, "compose", lambda _value: (broken, 30))
    told = lines(ask(office, "compose", INSTANCE))[-1]["refused"]
    assert told["faults"] == []
    assert "918273" not in json.dumps(told) + caplog.text
    assert "ValueError" in caplog.text


def _stored():
    """All that the database holds, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found.append(f"{table} {cursor.fetchall()!r}")
    return "\n".join(found)


def test_nothing_of_a_question_is_stored_or_logged(office, caplog, home):
    caplog.set_level(logging.DEBUG)
    before = _stored()
    told = lines(ask(office, "compose", INSTANCE))
    assert told[-1]["answer"]["status"] == "optimal"
    ask(office, "compose", INSTANCE | {"rows": [*INSTANCE["rows"], INSTANCE["rows"][0]]})
    ask(office, "compose", INSTANCE | {"918273": "xw"})
    assert _stored() == before
    logged = " ".join(record.getMessage() for record in caplog.records)
    for secret in ("918273", "700101", "qz", "xw"):
        assert secret not in logged
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {path.name for path in files} <= {"solving-0.lock", "solving-1.lock"}
    assert all(path.stat().st_size == 0 for path in files)


def test_the_command_line_gives_the_same_answer(office, tmp_path):
    file = tmp_path / "INSTANCE.json"
    file.write_text(json.dumps(INSTANCE))
    command = [sys.executable, "-m", "amparo.config.cli", "fellowships", "compose", str(file)]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    recorded = done.stdout
    told = lines(ask(office, "compose", file.read_bytes()))
    assert told[-1]["answer"] == json.loads(recorded)


def test_the_house_starts_without_the_engines():
    told = (
        "import sys, django; django.setup(); from django.urls import get_resolver;"
        "get_resolver().url_patterns; from amparo.capacity.fellowships import urls;"
        "print([one for one in ('highspy', 'scipy', 'numpy') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"
