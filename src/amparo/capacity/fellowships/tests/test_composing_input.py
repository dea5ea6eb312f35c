"""What is no question to the composer is refused with its place; what it answers can be proven."""

import argparse
import hashlib
import io
import json
import os
import subprocess
import sys

import pytest

from amparo.capacity.fellowships import commands
from amparo.capacity.fellowships.composing import (
    BadInstanceError,
    compose,
    from_json,
    frozen,
    matches,
    read,
)

from .small_instances import small


def _main(words):
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


def _asked(**changes):
    said = {
        "format": 1,
        "seats": 2,
        "rows": [
            {"number": 1, "score": 3000, "groups": {"a": ["b"]}},
            {"number": 2, "score": 2000, "groups": {"a": ["c"]}},
            {"number": 17, "score": 1000, "groups": {"a": ["c"]}},
        ],
    }
    return {**said, **changes}


def _faults(value):
    with pytest.raises(BadInstanceError) as refused:
        from_json(value)
    return [str(fault) for fault in refused.value.faults]


def _rows(**changes):
    rows = _asked()["rows"]
    return [*rows[:2], {**rows[2], **changes}]


FLOOR = {"dimension": "a", "letter": "b", "least": 1}
GOAL = {"dimension": "a", "letter": "c", "target": 1, "short": 500}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seats": -3}, "seats: this must be a number from 1 to 500, or least and most"),
        ({"seats": 0}, "seats: this must be a number from 1 to 500, or least and most"),
        ({"seats": {"least": 5, "most": 4}}, "seats: least 5 is above most 4"),
        ({"rows": []}, "rows: this is empty"),
        ({"rows": _rows(number=2)}, "rows (row 2): this number stands 2 times"),
        ({"rows": _rows(number=0)}, "rows[2].number (row 0): this must be at least 1"),
        ({"rows": _rows(score="9")}, "rows[2].score (row 17): this must be a whole number"),
        ({"rows": _rows(score=61.25)}, "rows[2].score (row 17): this must be a whole number"),
        ({"rows": _rows(score=True)}, "rows[2].score (row 17): this must be a whole number"),
        ({"rows": _rows(score=10**7)}, "rows[2].score (row 17): this must be at most 1000000"),
        ({"rows": _rows(name="Amira")}, "rows[2]: nothing here is called name"),
        (
            {"rows": _rows(groups={"a": ["africa"]})},
            "rows[2].groups.a[0] (row 17): this must be one or two small letters",
        ),
        (
            {"rows": _rows(groups={"a": ["c", "c"]})},
            "rows[2].groups.a (row 17): the same stands here twice",
        ),
        ({"rules": [FLOOR, {**FLOOR, "least": -1}]}, "rules[1].least: this must be at least 0"),
        ({"rules": [FLOOR, FLOOR]}, "rules[1]: b in a stands in an entry before it"),
        ({"rules": [{**FLOOR, "letter": "x"}]}, "rules[0]: no row has x in a"),
        ({"rules": [{**FLOOR, "dimension": "z"}]}, "rules[0]: no row has b in z"),
        ({"rules": [{**FLOOR, "least": 3, "most": 2}]}, "rules[0]: the floor 3 is above the cap 2"),
        (
            {"rules": [{"dimension": "a", "letter": "b"}]},
            "rules[0]: least, most or both must be given",
        ),
        ({"goals": [{**GOAL, "short": -1}]}, "goals[0].short: this must be at least 0"),
        ({"goals": [GOAL, GOAL]}, "goals[1]: c in a stands in an entry before it"),
        ({"goals": [{"dimension": "a", "letter": "c"}]}, "goals[0]: target is missing"),
        ({"kept": [1, 99]}, "kept: there is no row 99"),
        ({"excluded": [98]}, "excluded: there is no row 98"),
        ({"kept": [1], "excluded": [1]}, "kept: row 1 is excluded too"),
        ({"band": -5}, "band: this must be at least 0"),
        ({"seed": ""}, "seed: this must be digits, the letters a to f and hyphens, as of a date"),
        (
            {"seed": "Nadia"},
            "seed: this must be digits, the letters a to f and hyphens, as of a date",
        ),
        ({"seconds": 0}, "seconds: this must be at least 1"),
        ({"format": 2}, "format: this must be 1"),
        ({"letters": {"a": ["b"]}}, "rows (row 2): letters has no c in a"),
        ({"title": "x"}, "nothing here is called title"),
    ],
)
def test_each_fault_is_named_at_its_entry(changes, told):
    assert _faults(_asked(**changes))[0] == told


def test_what_is_no_object_at_all_is_refused():
    assert _faults([1, 2]) == ["this must be an object"]
    assert _faults(None) == ["this must be an object"]


def test_all_faults_are_told_at_once_but_never_a_flood():
    faults = _faults(_asked(seats=-1, band=-1, rows=[{"number": n} for n in range(1, 200)]))
    assert len(faults) == 20
    assert "rows[0]: score is missing" in faults


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"format": 1,\n "seats": 2,,\n', "line 2, column 13: "),
        ('{"format": 1, "seats": 2, "rows": [{"number": 1, "score": NaN}]}', "NaN is no number"),
        ('{"seats": -Infinity}', "-Infinity is no number"),
        ('{"format": 1, "seats": 2, "seats": 16, "rows": []}', "seats: this name stands twice"),
        ("[" * 100_000, "this goes too deep"),
        ('{"seats": ' + "9" * 5000 + "}", "a number is too long"),
        ("", "line 1, column 1: "),
    ],
)
def test_a_broken_file_is_refused_with_its_line(text, told):
    with pytest.raises(BadInstanceError) as refused:
        read(text.encode())
    assert str(refused.value).startswith(told)


def test_a_file_that_is_no_utf_8_is_refused_with_its_line():
    with pytest.raises(BadInstanceError) as refused:
        read(b'{"format": 1,\n"seed": "\xff"}')
    assert str(refused.value) == "line 2: this is not UTF-8"


def test_a_number_too_large_for_any_score_is_refused():
    with pytest.raises(BadInstanceError) as refused:
        read(json.dumps(_asked()).replace("1000", "1e999", 1).encode())
    assert "score (row 17): this must be a whole number" in str(refused.value)


def test_a_whole_number_may_be_written_with_a_point():
    assert read(json.dumps(_asked()).replace("1000", "1000.0", 1).encode()) == from_json(_asked())


def test_with_letters_declared_a_rule_may_ask_for_what_no_row_has_and_then_it_clashes():
    asked = _asked(letters={"a": ["b", "c", "d"]}, rules=[{**FLOOR, "letter": "d"}])
    clash = compose(from_json(asked)).clash
    assert clash is not None
    assert [(eased.rule.letter, eased.needed) for eased in clash.rules] == [("d", 0)]


def test_ten_thousand_withdrawn_rows_are_no_trouble():
    rows = [
        {"number": n, "score": n, "groups": {"a": ["b" if n % 2 else "c"]}}
        for n in range(1, 10_201)
    ]
    asked = _asked(rows=rows, excluded=list(range(201, 10_201)), rules=[FLOOR])
    best = compose(from_json(asked)).best
    assert best is not None
    assert best.rows == (199, 200)


def test_more_kept_rows_than_seats_clash_with_the_seats():
    clash = compose(from_json(_asked(kept=[1, 2, 17]))).clash
    assert clash is not None
    assert [str(eased.rule.kind) for eased in clash.rules] == ["seats_most", *["keep"] * 3]
    assert [(str(e.rule.kind), e.needed) for e in clash.changes] == [("seats_most", 3)]


def test_more_seats_than_rows_clash_with_nothing_else():
    clash = compose(from_json(_asked(seats=4))).clash
    assert clash is not None
    assert [(str(e.rule.kind), e.needed) for e in clash.rules] == [("seats_least", 3)]


def test_the_record_has_the_same_bytes_again_and_another_salt_another_hash():
    instance = small(1)
    answer = compose(instance)
    record, digest = frozen(instance, answer, salt="ab" * 32)
    assert frozen(instance, compose(instance), salt="ab" * 32) == (record, digest)
    assert digest == hashlib.sha256(record).hexdigest()
    assert frozen(instance, answer)[1] != digest != frozen(instance, answer, salt="cd" * 32)[1]
    assert matches(record, digest)
    assert not matches(record.replace(b'"best"', b'"bests"', 1), digest)


def test_a_salt_that_could_be_guessed_is_refused():
    for salt in ("", "ab", "AB" * 32, "x" * 64):
        with pytest.raises(ValueError):
            frozen(small(1), compose(small(1)), salt=salt)


def test_the_record_holds_the_question_so_that_it_can_be_asked_again():
    instance = small(4)
    record, _ = frozen(instance, compose(instance))
    said = json.loads(record)
    assert compose(from_json(said["instance"])).as_json() == said["answer"]


def test_the_command_gives_the_same_answer_as_the_composer(tmp_path, capsys):
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(small(5).as_json()))
    assert _main(["fellowships", "compose", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == compose(small(5)).as_json()


def test_the_command_tells_the_answer_in_words(tmp_path, capsys):
    file = tmp_path / "instance.json"
    asked = _asked(rules=[FLOOR], goals=[GOAL], seed="3-5", seats=1)
    file.write_text(json.dumps(asked))
    assert _main(["fellowships", "compose", str(file)]) == 0
    told = capsys.readouterr().out
    assert "Proven: no cohort has more points." in told
    assert "Best cohort: 2.5 points\n  1\n" in told
    assert "  a:c goal 1: 0.5 points (in: nobody; out: nobody)" in told
    assert "Drawn by lot: 2.5 points" in told


def test_the_command_says_why_nothing_is_possible(tmp_path, capsys):
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(_asked(rules=[{**FLOOR, "least": 2}])))
    assert _main(["fellowships", "compose", str(file)]) == 1
    told = capsys.readouterr().out
    assert "Impossible: no cohort meets all rules." in told
    assert "  a:b at least 2 -> 1" in told


def test_the_command_names_every_fault_of_a_file(tmp_path, capsys):
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(_asked(band=-1, rows=_rows(score=1.5))))
    assert _main(["fellowships", "compose", str(file)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert sorted(line.partition(": ")[2] for line in lines) == [
        "band: this must be at least 0",
        "rows[2].score (row 17): this must be a whole number",
    ]


def test_a_file_that_is_not_there_is_named(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "amparo.config.cli", "fellowships", "compose", "none.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "none.json" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_command_reads_the_standard_input(monkeypatch, capsys):
    content = json.dumps(_asked()).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert _main(["fellowships", "compose", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["best"]["rows"] == [1, 2]


def test_the_command_needs_no_installation_and_leaves_none(tmp_path):
    file, home = tmp_path / "instance.json", tmp_path / "home"
    file.write_text(json.dumps(_asked()))
    told = subprocess.run(
        [sys.executable, "-m", "amparo.config.cli", "fellowships", "compose", str(file)],
        env={**os.environ, "AMPARO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Best cohort: 5 points" in told.stdout
    assert not home.exists()
