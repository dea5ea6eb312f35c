"""Adjusted scores beside raw ones: what is told apart, what is not, and whether it helps."""

import json
import random
from dataclasses import replace
from statistics import fmean

import numpy as np
import pytest

from amparo.capacity.fellowships.calibrating import Reading, calibrate, simulating


def _crossed(seed=1, files=12, reviewers=5, leaning=6.0, chance=3.0):
    """Everybody reads everything: scores by file and reviewer, and the readings."""
    rng = random.Random(seed)
    leanings = [rng.gauss(0, leaning) for _ in range(reviewers)]
    table = [
        [round(1000 * (60 + quality + lean + rng.gauss(0, chance))) for lean in leanings]
        for quality in (rng.gauss(0, 10) for _ in range(files))
    ]
    readings = [
        Reading(file + 1, reviewer + 1, score)
        for file, row in enumerate(table)
        for reviewer, score in enumerate(row)
    ]
    return np.array(table) / 1000, readings


@pytest.mark.parametrize("seed", range(5))
def test_where_all_read_all_the_variances_are_those_of_the_analysis_of_variance(seed):
    table, readings = _crossed(seed)
    files, reviewers = table.shape
    mean = table.mean()
    of_files = reviewers * ((table.mean(axis=1) - mean) ** 2).sum() / (files - 1)
    of_reviewers = files * ((table.mean(axis=0) - mean) ** 2).sum() / (reviewers - 1)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + mean
    chance = (rest**2).sum() / (files - 1) / (reviewers - 1)
    found = calibrate(readings).variances
    assert found is not None
    assert found.chance == pytest.approx(chance, rel=1e-2)
    assert found.files == pytest.approx((of_files - chance) / reviewers, rel=1e-2)
    assert found.reviewers == pytest.approx((of_reviewers - chance) / files, rel=1e-2)


def test_where_all_read_all_a_reviewers_leaning_is_shrunk_by_what_chance_explains():
    table, readings = _crossed()
    told = calibrate(readings)
    assert told.variances is not None
    signal = told.variances.reviewers
    share = signal / (signal + told.variances.chance / len(table))
    expected = share * (table.mean(axis=0) - table.mean())
    assert [one.kindness / 1000 for one in told.reviewers] == pytest.approx(expected, abs=0.002)


def test_where_all_read_all_no_file_moves():
    told = calibrate(_crossed()[1])
    assert [one.adjusted for one in told.files] == [one.raw for one in told.files]


def test_who_was_read_by_the_harsh_rises_and_who_was_read_by_the_kind_falls():
    # Reviewer 1 gives ten points less than reviewer 2, reviewer 3 is in between; files 1 to 9
    # were read by two of them.
    given = {1: -5000, 2: 5000, 3: 0}
    rng = random.Random(2)
    readings = [
        Reading(file, who, 60_000 + given[who] + rng.randrange(-900, 900))
        for file in range(1, 31)
        for who in given
        if who != 1 + file % 3
    ]
    told = calibrate(readings)
    kindness = {one.reviewer: one.kindness for one in told.reviewers}
    assert abs(kindness[3]) < 300
    assert kindness[1] < -4000
    assert kindness[2] > 4000
    for one in told.files:
        readers = {reading.reviewer for reading in readings if reading.file == one.file}
        if readers == {1, 3}:
            assert one.adjusted > one.raw + 2000
        if readers == {2, 3}:
            assert one.adjusted < one.raw - 2000
    assert np.ptp([one.adjusted for one in told.files]) < np.ptp([one.raw for one in told.files])


def test_a_panel_without_leanings_is_hardly_adjusted():
    made = simulating.panel(5, 0.0)
    told = calibrate(made.readings)
    assert max(abs(one.adjusted - one.raw) for one in told.files) < 1500


def _two_panels():
    """Files 1 to 20 with reviewers 1 to 4, files 21 to 40 with 5 to 8, ten points lower."""
    rng = random.Random(3)
    readings = []
    for file in range(1, 41):
        first, level = (1, 60) if file <= 20 else (5, 50)
        for who in rng.sample(range(first, first + 4), 3):
            readings.append(Reading(file, who, round(1000 * (level + who % 4 + rng.gauss(0, 5)))))
    return readings


def test_panels_that_share_nobody_are_said_and_keep_their_means():
    told = calibrate(_two_panels())
    assert told.panels == 2
    assert {one.panel for one in told.files if one.file <= 20} == {1}
    assert {one.panel for one in told.reviewers if one.reviewer > 4} == {2}
    for panel in (1, 2):
        files = [one for one in told.files if one.panel == panel]
        means = fmean(one.raw for one in files), fmean(one.adjusted for one in files)
        assert means[1] == pytest.approx(means[0], abs=1)


def test_one_shared_file_joins_two_panels():
    told = calibrate([*_two_panels(), Reading(1, 5, 61_000)])
    assert told.panels == 1


def test_files_read_once_are_not_adjusted_and_nothing_is_claimed_of_them():
    told = calibrate([Reading(file, 1 + file % 3, 1000 * file) for file in range(1, 13)], places=4)
    assert not told.adjusted
    assert [one.adjusted for one in told.files] == [one.raw for one in told.files]
    assert told.variances is None
    assert told.reviewers[0].kindness == 0


def test_a_reviewer_who_reads_alone_is_a_panel_of_their_own():
    told = calibrate([*_crossed()[1], Reading(99, 77, 90_000)])
    alone = next(one for one in told.files if one.file == 99)
    assert (alone.panel, alone.adjusted, alone.raw) == (2, 90_000, 90_000)
    assert next(one for one in told.reviewers if one.reviewer == 77).kindness == 0


def test_the_same_score_from_everybody_is_no_trouble():
    told = calibrate([Reading(f, r, 50_000) for f in range(5) for r in range(3)], places=2)
    assert {one.adjusted for one in told.files} == {50_000}
    assert not told.adjusted
    assert len(told.close) == 5


def test_no_readings_are_no_trouble():
    assert calibrate([]).files == ()


def test_the_spread_of_readings_stands_beside_the_score():
    told = calibrate([Reading(1, 1, 40_000), Reading(1, 2, 60_000), Reading(2, 1, 50_000)])
    assert [(one.readings, one.spread, one.lowest, one.highest) for one in told.files] == [
        (2, 14_142, 40_000, 60_000),
        (1, 0, 50_000, 50_000),
    ]


def test_the_interval_encloses_the_truth_about_95_times_of_100():
    inside = []
    for seed in range(1000, 1012):
        made = simulating.panel(seed, 6.0)
        told = calibrate(made.readings)
        shift = fmean(one.adjusted for one in told.files) - 1000 * fmean(made.truth)
        inside += [
            one.low <= 1000 * truth + shift <= one.high
            for one, truth in zip(told.files, made.truth, strict=True)
        ]
    assert 0.92 <= fmean(inside) <= 0.97


def test_another_reading_makes_a_file_surer():
    made = simulating.panel(4, 6.0)
    before = calibrate(made.readings).files[0]
    readers = {one.reviewer for one in made.readings if one.file == 1}
    other = next(who for who in range(1, 13) if who not in readers)
    after = calibrate([*made.readings, Reading(1, other, before.raw)]).files[0]
    assert after.high - after.low < before.high - before.low


def test_files_near_the_cut_ask_for_another_reading_and_those_far_from_it_do_not():
    told = calibrate(simulating.panel(7, 6.0).readings, places=16)
    ranked = sorted(told.files, key=lambda one: -one.adjusted)
    assert told.line is not None
    assert ranked[15].adjusted >= told.line >= ranked[16].adjusted
    assert ranked[15].close
    assert ranked[16].close
    assert not ranked[0].close
    assert not ranked[-1].close
    assert set(told.close[:2]) == {ranked[15].file, ranked[16].file}
    for one in told.files:
        assert one.doubt is not None
        assert one.close == (one.doubt >= 0.1)


def test_without_a_cut_nothing_is_too_close_to_it():
    made = simulating.panel(7, 6.0).readings
    for places in (None, 0, 180, 500):
        told = calibrate(made, places=places)
        assert told.close == ()
        assert told.line is None


def test_the_order_of_readings_changes_nothing():
    readings = list(simulating.panel(8, 6.0).readings)
    assert calibrate(readings, places=16) == calibrate(readings[::-1], places=16)


def test_a_whole_round_is_adjusted():
    rng = random.Random(9)
    readings = [
        Reading(file, who, 1000 * rng.randint(20, 90))
        for file in range(1, 2001)
        for who in rng.sample(range(1, 41), 3)
    ]
    told = calibrate(readings, places=16)
    assert len(told.files) == 2000
    assert len(told.reviewers) == 40


def test_a_reading_twice_or_a_score_that_is_none_is_refused():
    with pytest.raises(ValueError, match="twice"):
        calibrate([Reading(1, 1, 5000), Reading(1, 1, 6000)])
    for score in (float("nan"), 61.5, True, None):
        with pytest.raises(ValueError, match="whole number"):
            calibrate([replace(Reading(1, 1, 0), score=score)])


def test_what_is_told_can_be_said_in_json():
    told = calibrate(simulating.panel(1, 6.0).readings, places=16)
    said = json.loads(json.dumps(told.as_json()))
    assert said["close"] == list(told.close)
    assert said["files"][0]["adjusted"] == told.files[0].adjusted
    assert set(said["spread"]) == {"files", "reviewers", "chance"}


def test_the_figures_shown_to_panels_are_what_the_code_gives():
    kept = simulating.figures()
    again = simulating.measured(range(3))
    for old, new in zip(kept["levels"], again["levels"], strict=True):
        assert (old["name"], old["leaning"]) == (new["name"], new["leaning"])
        assert old["overlaps"].split()[:3] == new["overlaps"].split()
    assert {k: v for k, v in kept.items() if k != "levels"} == {
        k: v for k, v in again.items() if k != "levels"
    }


def test_the_figures_shown_to_panels_follow_from_their_runs():
    for level in simulating.figures()["levels"]:
        pairs = [tuple(map(int, pair.split(":"))) for pair in level["overlaps"].split()]
        gains = [adjusted - raw for raw, adjusted in pairs]
        assert level["runs"] == len(pairs) == 200
        assert level["gain"] == pytest.approx(fmean(gains), abs=0.001)
        assert level["worse"] == pytest.approx(sum(gain < 0 for gain in gains) / 200)
        assert level["low"] > 0
