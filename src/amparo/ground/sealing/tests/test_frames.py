"""Frames: what their size tells, and what they refuse."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.ground.sealing import age, frames

KEY = age.from_bytes(bytes(range(32)))
SHRED = age.from_bytes(bytes(range(1, 33)))
OTHER = age.from_bytes(bytes(range(2, 34)))


@given(st.integers(0, 400_000_000))
def test_a_frame_has_room_for_what_it_must_hold_and_is_its_own_size(length):
    size = frames.frame_size(length)
    assert size >= length + 1024 + 16 * (length // 65536 + 1) + 8
    assert frames.is_frame_size(size)
    assert size <= max(frames.FRAMES[0], 1.12 * (length + 1100 + length // 4096)) or (
        size in frames.FRAMES
    )


@given(st.integers(0, 400_000_000))
def test_longer_content_never_has_a_smaller_frame(length):
    assert frames.frame_size(length) <= frames.frame_size(length + 1)
    assert frames.stored_size(length) <= frames.stored_size(length + 1)


@given(st.integers(2, 2**40))
def test_padding_costs_at_most_twelve_percent(length):
    assert length <= frames.padme(length) <= length * 1.12
    assert frames.padme(frames.padme(length)) == frames.padme(length)


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (0, 2816),
        (1768, 2816),
        (1769, 15104),
        (14056, 15104),
        (14057, 64256),
        (63208, 64256),
        (63209, 260864),
        (65535, 260864),
        (65536, 260864),
        (259768, 260864),
        (259769, 262144),
        (1_000_000, 1_015_808),
        (20_000_000, 20_447_232),
    ],
)
def test_the_sizes_are_the_agreed_ones(length, size):
    assert frames.frame_size(length) == size


def test_the_small_frames_fill_the_agreed_sizes_in_the_database():
    assert [frames.stored_size(size) for size in frames.FRAMES] == list(frames.STORED)
    assert [frames.is_frame_size(size) for size in (0, 1, 2815, 4096, 260865)] == [False] * 5


def test_who_made_a_frame_does_not_show_in_its_size():
    made = {len(frames.seal(b"x" * 1700, KEY.recipient)) for _ in range(200)}
    headers = {len(age.seal(b"x" * 1700, [KEY.recipient])) for _ in range(200)}
    assert len(headers) > 1  # the library's own sizes do differ
    assert made == {2816}


def test_what_is_stored_tells_neither_library_nor_way():
    by_hand = frames.frame(age.seal(b"x", [KEY.recipient]), 1)
    streamed = io.BytesIO()
    frames.seal_stream(io.BytesIO(b"x"), streamed, KEY.recipient)
    rows = [frames.stored(way, SHRED.recipient) for way in (by_hand, streamed.getvalue())]
    assert {len(row) for row in rows} == {4096}
    assert {row[:21] for row in rows} == {age.INTRO[:21]}


@settings(max_examples=25)
@given(st.binary(max_size=70_000))
def test_everything_sealed_comes_back(content):
    frame = frames.seal(content, KEY.recipient)
    stored = frames.stored(frame, SHRED.recipient)
    assert frames.unstored(stored, SHRED.secret) == frame
    assert frames.unseal(frame, KEY.secret) == content


@pytest.mark.parametrize("size", [0, 2000, 65536, 300_000, 2_500_000])
def test_a_stream_makes_the_same_frame_sizes_and_opens_again(size):
    content = bytes(size)
    frame, stored, back = io.BytesIO(), io.BytesIO(), io.BytesIO()
    told = frames.seal_stream(io.BytesIO(content), frame, KEY.recipient)
    assert told == len(frame.getvalue()) == frames.frame_size(size)
    frame.seek(0)
    assert frames.stored_stream(frame, stored, SHRED.recipient) == len(stored.getvalue())
    assert len(stored.getvalue()) == frames.stored_size(told)
    frames.unstored_stream(stored, back, SHRED.secret)
    assert frames.unseal(back.getvalue(), KEY.secret) == content


def test_without_the_shred_key_nothing_stored_opens():
    stored = frames.stored(frames.seal(b"x", KEY.recipient), SHRED.recipient)
    with pytest.raises(age.CannotOpenError):
        frames.unstored(stored, OTHER.secret)
    with pytest.raises(age.CannotOpenError):
        frames.unstored_stream(io.BytesIO(stored), io.BytesIO(), KEY.secret)


FRAME = frames.seal(b"marigold", KEY.recipient)


@given(place=st.integers(0, len(FRAME) - 1), bit=st.integers(0, 7))
def test_a_frame_with_one_bit_changed_does_not_open_padding_included(place, bit):
    changed = bytearray(FRAME)
    changed[place] ^= 1 << bit
    with pytest.raises((frames.BadFrameError, age.CannotOpenError)):
        frames.unseal(bytes(changed), KEY.secret)


@given(st.integers(0, len(FRAME) - 1))
def test_a_frame_cut_short_does_not_open(length):
    with pytest.raises(frames.BadFrameError):
        frames.unframe(FRAME[:length])


@given(place=st.integers(0, 4095), bit=st.integers(0, 7))
def test_a_stored_row_with_one_bit_changed_does_not_open(place, bit):
    changed = bytearray(frames.stored(FRAME, SHRED.recipient))
    changed[place] ^= 1 << bit
    for opening in (
        lambda: frames.unstored(bytes(changed), SHRED.secret),
        lambda: frames.unstored_stream(io.BytesIO(bytes(changed)), io.BytesIO(), SHRED.secret),
    ):
        with pytest.raises((frames.BadFrameError, age.CannotOpenError)):
            opening()


@pytest.mark.parametrize("content", [b"", b"\0" * 7, b"\xff" * 2816, b"x" * 100])
def test_what_is_no_frame_is_refused(content):
    with pytest.raises(frames.BadFrameError):
        frames.unframe(content)
    with pytest.raises((frames.BadFrameError, age.CannotOpenError)):
        frames.unstored(content, SHRED.secret)
    with pytest.raises((frames.BadFrameError, age.CannotOpenError)):
        frames.unstored_stream(io.BytesIO(content), io.BytesIO(), SHRED.secret)


def test_an_age_file_longer_than_its_content_allows_makes_no_frame():
    with pytest.raises(ValueError, match="longer"):
        frames.frame(age.seal(bytes(5000), [KEY.recipient]), 10)
