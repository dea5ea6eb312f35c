"""Readers for files, beside trying every assignment."""

import itertools
import json
import random
from dataclasses import replace

import pytest

from amparo.capacity.fellowships.assigning import Bar, File, Panel, Reviewer, assign, from_json
from amparo.capacity.fellowships.assigning.panel import contradictions
from amparo.capacity.fellowships.composing import BadInstanceError, Watch
from amparo.capacity.fellowships.composing.solving import EndedError


def _panel(seed):
    """Three or four files, three reviewers: few enough pairs to try all assignments."""
    rng = random.Random(seed)
    files = tuple(
        File(number, frozenset(rng.choice("abc")), frozenset(rng.sample("xyz", rng.randint(0, 2))))
        for number in range(1, rng.randint(3, 4) + 1)
    )
    numbers = [file.number for file in files]
    reviewers = tuple(
        Reviewer(
            number,
            languages=frozenset(rng.sample("abc", rng.randint(1, 3))),
            themes=frozenset(rng.sample("xyz", 2)),
            region=rng.choice(["", "k", "l"]),
            least=rng.choice([0, 0, 1]),
            most=rng.choice([2, 3, 9]),
            declared=rng.choice([None, None, frozenset(rng.sample(numbers, 2))]),
            conflicts=frozenset(rng.sample(numbers, rng.choice([0, 1]))),
            wishes={rng.choice(numbers): rng.choice([-4, 6])},
        )
        for number in range(1, 4)
    )
    panel = Panel(
        files,
        reviewers,
        readings=rng.choice([1, 2, 2]),
        of_one_region=rng.choice([None, None, 1]),
        forbidden=frozenset({(rng.choice(numbers), rng.randint(1, 3))}),
    )
    pinned = replace(panel, pinned=frozenset({(rng.choice(numbers), rng.randint(1, 3))}))
    return pinned if rng.random() < 0.5 and not list(contradictions(pinned)) else panel


def _tried(panel):
    """Most readings, fewest below their least, least sum of squares, most points: by trying all."""
    files = {file.number: file for file in panel.files}
    reviewers = {one.number: one for one in panel.reviewers}
    free = [
        (file, who)
        for file in files
        for who in reviewers
        if (file, who) not in panel.pinned
        and reviewers[who].bar(files[file], (file, who) in panel.forbidden) is None
    ]
    best = None
    for size in range(len(free) + 1):
        for more in itertools.combinations(free, size):
            pairs = [*sorted(panel.pinned), *more]
            value = _value(panel, files, reviewers, pairs)
            if value is not None and (best is None or value > best):
                best = value
    return best


def _value(panel, files, reviewers, pairs):
    loads = {who: sum(one == who for _, one in pairs) for who in reviewers}
    for number in files:
        readers = [who for file, who in pairs if file == number]
        regions = [reviewers[who].region for who in readers if reviewers[who].region]
        if len(readers) > panel.readings or (
            panel.of_one_region is not None
            and any(regions.count(one) > panel.of_one_region for one in regions)
        ):
            return None
    if any(loads[who] > reviewers[who].most for who in reviewers):
        return None
    missing = sum(max(0, reviewers[who].least - loads[who]) for who in reviewers)
    squares = sum(load * load for load in loads.values())
    points = sum(panel.points(files[file], reviewers[who]) for file, who in pairs)
    return len(pairs), -missing, -squares, points


@pytest.mark.parametrize("seed", range(120))
def test_the_assignment_is_the_one_that_trying_all_of_them_finds(seed):
    panel = _panel(seed)
    told = assign(panel)
    files = {file.number: file for file in panel.files}
    reviewers = {one.number: one for one in panel.reviewers}
    pairs = [(pair.file, pair.reviewer) for pair in told.pairs]
    assert _value(panel, files, reviewers, pairs) == _tried(panel)
    assert panel.pinned <= set(pairs)
    assert told.points == sum(pair.points for pair in told.pairs)


def _large(seed=1, **changes):
    rng = random.Random(seed)
    files = tuple(
        File(n, frozenset(rng.choice("aab")), frozenset(rng.sample("wxyz", 2)))
        for n in range(1, 121)
    )
    reviewers = tuple(
        Reviewer(
            n,
            frozenset("ab") if n % 2 else frozenset("a"),
            frozenset(rng.sample("wxyz", 2)),
            region="klm"[n % 3],
            declared=None,
            conflicts=frozenset(rng.sample(range(1, 121), 12)),
        )
        for n in range(1, 11)
    )
    return replace(Panel(files, reviewers), **changes)


def test_no_conflict_is_ever_used_and_every_reader_reads_the_language():
    panel = _large()
    told = assign(panel)
    assert len(told.pairs) == 360
    for pair in told.pairs:
        reviewer, file = panel.reviewers[pair.reviewer - 1], panel.files[pair.file - 1]
        assert file.number not in reviewer.conflicts
        assert file.languages & reviewer.languages


def test_loads_are_within_one_of_each_other_where_they_can_be():
    told = assign(_large())
    assert told.even
    assert {load.files for load in told.loads} == {36}


def test_who_may_have_fewer_has_fewer_and_the_others_share_the_rest_evenly():
    panel = _large()
    first = replace(panel.reviewers[0], most=7)
    told = assign(replace(panel, reviewers=(first, *panel.reviewers[1:])))
    assert told.even
    assert told.loads[0].files == 7
    assert {load.files for load in told.loads[1:]} <= {39, 40}


def test_loads_that_cannot_be_even_are_as_even_as_they_can_be_and_said_not_to_be():
    # Only reviewer 1 reads b: half of the files are theirs.
    files = tuple(File(n, frozenset("b" if n % 2 else "a")) for n in range(1, 13))
    one = Reviewer(1, frozenset("ab"), declared=None)
    others = tuple(Reviewer(n, frozenset("a"), declared=None) for n in (2, 3))
    told = assign(Panel(files, (one, *others), readings=1))
    assert [load.files for load in told.loads] == [6, 3, 3]
    assert not told.even


def test_a_reviewer_who_has_not_declared_is_given_nothing():
    panel = _large()
    silent = replace(panel.reviewers[0], declared=frozenset())
    half = replace(panel.reviewers[1], declared=frozenset(range(1, 61)))
    told = assign(replace(panel, reviewers=(silent, half, *panel.reviewers[2:])))
    assert told.loads[0].files == told.loads[0].possible == 0
    assert {pair.file for pair in told.pairs if pair.reviewer == 2} <= set(range(1, 61))
    assert told.loads[1].files > 0


def test_without_a_word_about_declarations_a_reviewer_has_declared_nothing():
    assert Reviewer(1).bar(File(1), forbidden=False) is Bar.UNDECLARED


def test_pinned_pairs_stay_and_forbidden_ones_are_never_made():
    before = assign(_large())
    pair = before.pairs[0]
    gone = (pair.file, pair.reviewer)
    kept = next(
        (file.number, who.number)
        for file in _large().files
        for who in _large().reviewers
        if not who.bar(file, forbidden=False)
        and (file.number, who.number) not in {(one.file, one.reviewer) for one in before.pairs}
    )
    after = assign(_large(pinned=frozenset({kept}), forbidden=frozenset({gone})))
    made = {(one.file, one.reviewer): one for one in after.pairs}
    assert made[kept].pinned
    assert gone not in made
    assert after.even


def test_a_pin_may_pass_over_a_language_but_never_over_a_conflict_or_silence():
    files = (File(1, frozenset("b")),)
    reviewer = Reviewer(1, frozenset("a"), declared=None)
    pinned = frozenset({(1, 1)})
    told = assign(Panel(files, (reviewer,), 1, pinned=pinned))
    assert [(one.file, one.pinned, one.languages) for one in told.pairs] == [(1, True, ())]
    for other, word in (
        (replace(reviewer, conflicts=frozenset({1})), "conflict"),
        (replace(reviewer, declared=frozenset()), "undeclared"),
    ):
        with pytest.raises(BadInstanceError, match=f"file 1 and reviewer 1: {word}"):
            assign(Panel(files, (other,), 1, pinned=pinned))


def test_a_file_without_enough_readers_is_told_with_where_each_reviewer_is():
    files = (File(1, frozenset("a")), File(2, frozenset("a")))
    declared = frozenset({1, 2})
    reviewers = (
        Reviewer(1, frozenset("a"), declared=declared, conflicts=frozenset({1})),
        Reviewer(2, frozenset("a"), declared=frozenset({2})),
        Reviewer(3, frozenset("b"), declared=declared),
        Reviewer(4, frozenset("a"), declared=declared),
        Reviewer(5, frozenset("a"), most=0, declared=declared),
    )
    panel = Panel(files, reviewers, 3, forbidden=frozenset({(2, 4)}))
    told = assign(panel)
    assert [(one.file, one.has, one.needs, one.full) for one in told.short] == [
        (1, 1, 3, 1),
        (2, 2, 3, 1),
    ]
    assert told.short[0].barred == {Bar.CONFLICT: 1, Bar.UNDECLARED: 1, Bar.LANGUAGE: 1}
    assert told.short[1].barred == {Bar.LANGUAGE: 1, Bar.FORBIDDEN: 1}


def test_a_file_that_lacks_readers_of_another_region_says_so():
    reviewers = tuple(Reviewer(n, region="k", declared=None) for n in (1, 2, 3))
    told = assign(Panel((File(1),), reviewers, 2, of_one_region=1))
    assert [(one.has, one.region, one.full, one.elsewhere) for one in told.short] == [(1, 2, 0, 0)]


def test_no_file_has_more_readers_of_one_region_than_was_asked():
    told = assign(_large(of_one_region=1))
    region = {one.number: one.region for one in _large().reviewers}
    for _, pairs in itertools.groupby(told.pairs, key=lambda pair: pair.file):
        regions = [region[pair.reviewer] for pair in pairs]
        assert len(set(regions)) == len(regions)
    assert len(told.pairs) + sum(one.needs - one.has for one in told.short) == 360
    assert all(one.region for one in told.short)


def test_each_pair_says_why():
    files = (File(4, frozenset("ab"), frozenset("xy")),)
    reviewer = Reviewer(9, frozenset("bc"), frozenset("yz"), declared=None, wishes={4: 7})
    told = assign(Panel(files, (reviewer,), 1))
    pair = told.pairs[0]
    assert (pair.themes, pair.languages, pair.wish, pair.points) == (("y",), ("b",), 7, 17)


def test_the_same_panel_has_the_same_assignment_whatever_the_order_it_is_told_in():
    panel = _large()
    turned = replace(panel, files=panel.files[::-1], reviewers=panel.reviewers[::-1])
    assert assign(panel).pairs == assign(turned).pairs


def test_a_stop_or_the_end_of_time_gives_no_half_assignment():
    with pytest.raises(EndedError) as ended:
        assign(_large(), Watch(30, stop=lambda: True))
    assert ended.value.stopped
    with pytest.raises(EndedError) as ended:
        assign(_large(), Watch(0))
    assert not ended.value.stopped


SAID = {
    "format": 1,
    "readings": 1,
    "files": [{"number": 1, "languages": ["a"], "themes": ["x"]}, {"number": 2}],
    "reviewers": [
        {"number": 5, "languages": ["a"], "themes": ["x"], "declared": "all", "most": 1},
        {"number": 6, "declared": [2], "wishes": [{"file": 2, "points": 3}]},
    ],
}


def test_a_panel_is_read_from_json_and_answered_in_json():
    told = json.loads(json.dumps(assign(from_json(SAID)).as_json()))
    assert [(one["file"], one["reviewer"], one["points"]) for one in told["pairs"]] == [
        (1, 5, 10),
        (2, 6, 3),
    ]
    assert told["short"] == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"readings": 0}, "readings: this must be at least 1"),
        ({"files": [{"number": 1}, {"number": 1}]}, "files (file 1): this number stands 2 times"),
        ({"reviewers": [{"number": 5}]}, "reviewers[0]: declared is missing"),
        (
            {"reviewers": [{"number": 5, "declared": "all", "least": 3, "most": 2}]},
            "reviewers (reviewer 5): least 3 is above most 2",
        ),
        (
            {"reviewers": [{"number": 5, "declared": "all", "languages": ["arabic"]}]},
            "reviewers[0].languages[0] (reviewer 5): this must be one or two small letters",
        ),
        (
            {"pinned": [{"file": 9, "reviewer": 5}]},
            "pinned: there is no file 9 or no reviewer 5",
        ),
        (
            {"pinned": [{"file": 1, "reviewer": 5}, {"file": 2, "reviewer": 5}]},
            "pinned: reviewer 5 has 2 files pinned, of 1",
        ),
        ({"pinned": [{"file": 1, "reviewer": 6}]}, "pinned: file 1 and reviewer 6: undeclared"),
    ],
)
def test_a_panel_that_is_none_is_refused_at_its_entry(changes, told):
    with pytest.raises(BadInstanceError) as refused:
        from_json({**SAID, **changes})
    assert str(refused.value.faults[0]) == told
