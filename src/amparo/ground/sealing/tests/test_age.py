"""age files: what opens them, and what must not."""

import io

import pyrage  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from amparo.ground.sealing import age

KEY = age.from_bytes(bytes(range(32)))
OTHER = age.from_bytes(bytes(range(1, 33)))
SEALED = age.seal(b"marigold " * 20, [KEY.recipient])


def test_another_key_opens_nothing():
    with pytest.raises(age.CannotOpenError):
        age.unseal(SEALED, [OTHER.secret])
    assert age.unseal(SEALED, [OTHER.secret, KEY.secret]) == b"marigold " * 20


@given(place=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_a_file_with_one_bit_changed_does_not_open(place, bit):
    changed = bytearray(SEALED)
    changed[place] ^= 1 << bit
    with pytest.raises(age.CannotOpenError):
        age.unseal(bytes(changed), [KEY.secret])


@given(st.integers(0, len(SEALED) - 1))
def test_a_file_cut_short_does_not_open(length):
    with pytest.raises(age.CannotOpenError):
        age.unseal(SEALED[:length], [KEY.secret])


@given(st.binary(max_size=2000))
def test_noise_does_not_open_and_is_no_other_error(noise):
    with pytest.raises(age.CannotOpenError):
        age.unseal(noise, [KEY.secret])
    with pytest.raises(age.CannotOpenError):
        age.unseal(age.INTRO + noise, [KEY.secret])


def test_a_file_that_mixes_suites_does_not_open_though_the_library_would_open_it():
    ssh = Ed25519PrivateKey.generate().public_key()
    text = ssh.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    mixed = pyrage.encrypt(
        b"marigold",
        [pyrage.x25519.Recipient.from_str(KEY.recipient), pyrage.ssh.Recipient.from_str(text)],
    )
    identity = pyrage.x25519.Identity.from_str(KEY.secret)
    assert pyrage.decrypt(mixed, [identity]) == b"marigold"
    assert sorted(age.stanzas(mixed)) == ["X25519", "ssh-ed25519"]
    with pytest.raises(age.CannotOpenError):
        age.unseal(mixed, [KEY.secret])
    with pytest.raises(age.CannotOpenError):
        age.unseal_stream(io.BytesIO(mixed), io.BytesIO(), KEY.secret)
    assert not age.is_for_one(mixed)


def test_a_reader_slipped_in_beside_the_one_is_seen():
    assert age.is_for_one(SEALED)
    assert age.is_for_one(SEALED[:500])
    assert not age.is_for_one(age.seal(b"", [KEY.recipient, OTHER.recipient]))
    assert not age.is_for_one(b"")


def test_each_of_several_recipients_opens_it_alone():
    keys = [age.new_identity() for _ in range(4)]
    sealed = age.seal(b"marigold", [key.recipient for key in keys])
    assert {age.unseal(sealed, [key.secret]) for key in keys} == {b"marigold"}


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 400_000])
def test_a_stream_is_sealed_as_bytes_are(size):
    content = bytes(size)
    sealed, opened = io.BytesIO(), io.BytesIO()
    written = age.seal_stream(io.BytesIO(content), sealed, KEY.recipient)
    assert written == len(sealed.getvalue())
    assert age.unseal(sealed.getvalue(), [KEY.secret]) == content
    age.unseal_stream(io.BytesIO(sealed.getvalue()), opened, KEY.secret)
    assert opened.getvalue() == content


@pytest.mark.parametrize("lost", [1, 17, 70_000])
def test_a_stream_cut_short_is_an_error_at_its_end(lost):
    sealed = age.seal(bytes(200_000), [KEY.recipient])
    with pytest.raises(age.CannotOpenError):
        age.unseal_stream(io.BytesIO(sealed[:-lost]), io.BytesIO(), KEY.secret)


def test_what_breaks_while_a_stream_is_read_ends_it():
    class ConnectionLostError(Exception):
        pass

    class Broken:
        def read(self, _size=-1):
            raise ConnectionLostError

        def write(self, _piece):
            raise ConnectionLostError

    for source, target in ((Broken(), io.BytesIO()), (io.BytesIO(b"x"), Broken())):
        with pytest.raises(ConnectionLostError):
            age.seal_stream(source, target, KEY.recipient)
    for source, target in ((Broken(), io.BytesIO()), (io.BytesIO(SEALED), Broken())):
        with pytest.raises(ConnectionLostError):
            age.unseal_stream(source, target, KEY.secret)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        KEY.recipient[:-1] + ("q" if KEY.recipient[-1] != "q" else "p"),
        KEY.recipient.upper(),
        "age1pq1qqqqqqqq",
        "ssh-ed25519 AAAA",
        KEY.secret,
    ],
)
def test_what_is_no_recipient_is_sealed_to_by_nobody(text):
    assert not age.is_recipient(text)
    with pytest.raises(ValueError, match="not a recipient"):
        age.seal(b"", [text])


def test_a_key_is_read_however_it_was_typed_from_paper():
    groups = [KEY.secret[place : place + 4] for place in range(0, len(KEY.secret), 4)]
    for typed in (KEY.secret, " ".join(groups), "\n".join(groups).lower(), f"  {KEY.secret}\n"):
        assert age.read_identity(typed) == KEY
    alone = KEY.secret.removeprefix("AGE-SECRET-KEY-1")  # as the page of keys prints it
    for typed in (alone, " ".join(alone), alone.lower(), f"{alone[:20]}\n{alone[20:]}\n"):
        assert age.read_identity(typed) == KEY
    assert age.raw_of(" ".join(groups)) == bytes(range(32))


def test_a_key_typed_with_one_wrong_letter_is_refused():
    for place in range(16, len(KEY.secret)):
        wrong = "Q" if KEY.secret[place] != "Q" else "P"
        with pytest.raises(ValueError, match="checksum"):
            age.read_identity(KEY.secret[:place] + wrong + KEY.secret[place + 1 :])
    with pytest.raises(ValueError, match="58 signs"):
        age.read_identity("twelve words")


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        age.from_bytes(bytes(31))


def test_a_key_does_not_show_in_what_is_printed():
    assert KEY.secret not in repr(KEY)


def test_a_phrase_opens_what_it_sealed_and_no_other_does():
    sealed = age.seal_phrase(b"marigold", "otter  Window plain\nTREE yes moss")
    assert age.unseal_phrase(sealed, " otter window plain tree yes moss ") == b"marigold"
    with pytest.raises(age.CannotOpenError):
        age.unseal_phrase(sealed, "otter window plain tree yes boat")
    with pytest.raises(age.CannotOpenError):
        age.unseal_phrase(SEALED, "otter window plain tree yes moss")
