"""Canonical JSON and payloads: one text for one content, and whose it is."""

import base64
import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.ground.sealing import canonical, ed25519

SEED, PUBLIC = ed25519.new()
AUTHOR = uuid.UUID("6f1c2a2e-0d5b-4a53-9d0e-0f6c0e2ad001")
PLACE: dict[str, Any] = {
    "scope": uuid.UUID("6f1c2a2e-0d5b-4a53-9d0e-0f6c0e2ad002"),
    "item": uuid.UUID("6f1c2a2e-0d5b-4a53-9d0e-0f6c0e2ad003"),
    "version": 3,
    "epoch": uuid.UUID("6f1c2a2e-0d5b-4a53-9d0e-0f6c0e2ad004"),
}


def made(**more: Any) -> bytes:
    return canonical.payload(
        **{"org": "ab", "kind": "note", "body": {"words": "é"}, **PLACE, **more}
    )


SIGNED = made(author=AUTHOR, seed=SEED)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"[]",
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":12345678901234567890}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":1}\n',
        b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    ],
)
def test_a_text_that_is_not_its_own_canonical_form_is_refused(text):
    with pytest.raises(canonical.NotCanonicalError):
        canonical.loads(text)


@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": 2**60}, {"a": "\ud800"}, {1: 2}])
def test_what_json_cannot_say_is_not_written(value):
    with pytest.raises(canonical.NotCanonicalError):
        canonical.dumps(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_every_object_comes_back_from_its_one_text(value):
    text = canonical.dumps(value)
    assert canonical.loads(text) == value
    assert canonical.dumps(json.loads(text)) == text


def test_keys_are_ordered_as_rfc_8785_says_by_utf_16():
    assert canonical.dumps({"€": 1, "\U0001f600": 2, "\ufb33": 3, "1": 4}).decode() == (
        '{"1":4,"€":1,"\U0001f600":2,"\ufb33":3}'
    )


def test_a_payload_moved_to_another_row_is_seen():
    read = canonical.read_payload(SIGNED)
    assert read.stands_at(**PLACE)
    for name in PLACE:
        moved = {**PLACE, name: 2 if name == "version" else uuid.uuid4()}
        assert not read.stands_at(**moved)


def test_a_payload_with_a_changed_word_is_not_by_its_author():
    assert canonical.read_payload(SIGNED).is_by(PUBLIC)
    for old, new in ((b"\xc3\xa9", b"e"), (b'"version":3', b'"version":4'), (b"note", b"risk")):
        changed = SIGNED.replace(old, new)
        assert changed != SIGNED
        assert not canonical.read_payload(changed).is_by(PUBLIC)
    assert not canonical.read_payload(SIGNED).is_by(ed25519.new()[1])


def test_a_senders_own_words_are_unsigned_and_by_nobody():
    read = canonical.read_payload(made())
    assert (read.author, read.signature, read.is_by(PUBLIC)) == ("", b"", False)
    with pytest.raises(ValueError, match="an author signs"):
        made(author=AUTHOR)


@pytest.mark.parametrize(
    "change",
    [
        {"suite": "pq1"},
        {"v": 2},
        {"v": True},
        {"version": 0},
        {"version": "3"},
        {"version": True},
        {"item": "x"},
        {"item": str(PLACE["item"]).upper()},
        {"scope": 3},
        {"kind": ""},
        {"kind": "x" * 41},
        {"body": []},
        {"author": ""},
        {"author": "alice"},
        {"signature": ""},
        {"signature": "é"},
        {"signature": base64.b64encode(bytes(63)).decode()},
        {"extra": 1},
    ],
)
def test_what_is_not_a_payload_is_refused(change):
    with pytest.raises(canonical.NotCanonicalError):
        canonical.read_payload(canonical.dumps({**json.loads(SIGNED), **change}))


def test_a_payload_without_one_of_its_fields_is_refused():
    for name in canonical.FIELDS:
        said = json.loads(SIGNED)
        del said[name]
        with pytest.raises(canonical.NotCanonicalError):
            canonical.read_payload(canonical.dumps(said))


def test_a_fingerprint_is_compared_in_groups_of_four():
    digest = canonical.fingerprint(bytes(32))
    assert canonical.short(digest) == "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"
    assert canonical.keyring_fingerprint("age1x", "k") != canonical.keyring_fingerprint(
        "age1", "xk"
    )


def test_a_signature_made_by_another_key_or_cut_or_for_other_words_does_not_hold():
    signature = ed25519.sign(SEED, b"words")
    assert ed25519.verify(PUBLIC, b"words", signature)
    assert not ed25519.verify(PUBLIC, b"word", signature)
    assert not ed25519.verify(PUBLIC, b"words", signature[:-1])
    assert not ed25519.verify(b"short", b"words", signature)
    assert not ed25519.verify(ed25519.new()[1], b"words", signature)
    assert ed25519.public_of(SEED) == PUBLIC
