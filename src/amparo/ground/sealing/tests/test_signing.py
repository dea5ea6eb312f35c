"""Signatures in minisign's format, held against the stock `minisign` in both directions."""

import shutil
import subprocess
from pathlib import Path

import pytest

from amparo.ground.sealing import signing

CONTENT = "كتاب — a handbook\n".encode() * 1000
COMMENT = "handbook, edition 3, العربية, a4"


def minisign(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    program = shutil.which("minisign")
    if program is None:
        pytest.skip("minisign is not installed (bin/test installs it)")
    return subprocess.run(
        [program, *map(str, words)], capture_output=True, text=True, check=False, input=""
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "handbook.pdf"
    path.write_bytes(CONTENT)
    return path


def test_the_stock_tool_accepts_our_signature_and_shows_the_trusted_comment(file: Path) -> None:
    key = signing.new()
    file.with_name("ours.pub").write_text(key.public_text)
    file.with_name("handbook.pdf.minisig").write_text(signing.sign(key, CONTENT, COMMENT))
    told = minisign("-V", "-m", file, "-p", file.with_name("ours.pub"))
    assert told.returncode == 0, told.stderr
    assert told.stdout == (
        f"Signature and comment signature verified\nTrusted comment: {COMMENT}\n"
    )


def test_the_stock_tool_accepts_the_bare_line_of_our_key(file: Path) -> None:
    key = signing.new()
    file.with_name("handbook.pdf.minisig").write_text(signing.sign(key, CONTENT, COMMENT))
    assert minisign("-V", "-m", file, "-P", key.public.line).returncode == 0


@pytest.mark.parametrize("place", [0, 7777, len(CONTENT) - 1])
def test_the_stock_tool_and_we_refuse_a_file_with_one_bit_flipped(file: Path, place: int) -> None:
    key = signing.new()
    signature = signing.sign(key, CONTENT, COMMENT)
    file.with_name("handbook.pdf.minisig").write_text(signature)
    spoiled = bytearray(CONTENT)
    spoiled[place] ^= 1
    file.write_bytes(spoiled)
    assert signing.verify(key.public, signature, CONTENT)
    assert not signing.verify(key.public, signature, bytes(spoiled))
    told = minisign("-V", "-m", file, "-P", key.public.line)
    assert (told.returncode, told.stderr) == (1, "Signature verification failed\n")


def test_the_stock_tool_signs_with_our_secret_key_and_we_accept_it(file: Path) -> None:
    key = signing.new()
    file.with_name("ours.key").write_text(key.secret_text)
    told = minisign("-S", "-s", file.with_name("ours.key"), "-m", file, "-t", COMMENT)
    assert told.returncode == 0, told.stderr
    assert signing.verify(key.public, Path(f"{file}.minisig").read_text(), CONTENT)


def test_we_sign_with_the_stock_tools_key_and_write_what_it_writes(file: Path) -> None:
    public, secret = file.with_name("theirs.pub"), file.with_name("theirs.key")
    assert minisign("-G", "-W", "-p", public, "-s", secret).returncode == 0
    key = signing.read_secret(secret.read_text())
    assert (key.secret_text, key.public_text) == (secret.read_text(), public.read_text())
    assert signing.read_public(public.read_text()) == key.public
    assert minisign("-S", "-s", secret, "-m", file, "-t", COMMENT).returncode == 0
    assert Path(f"{file}.minisig").read_text() == signing.sign(key, CONTENT, COMMENT)


@pytest.mark.parametrize("last", [0xA0, 0x0A, 0x00])
def test_a_key_is_called_as_the_stock_tool_calls_it_whatever_its_id_begins_with(
    file: Path, last: int
) -> None:
    key = signing._key(bytes([1, 2, 3, 4, 5, 6, 7, last]), bytes(range(32)))
    public, secret = file.with_name("again.pub"), file.with_name("again.key")
    secret.write_text(key.secret_text)
    assert minisign("-R", "-p", public, "-s", secret).returncode == 0
    assert public.read_text() == key.public_text


def test_a_key_with_a_password_is_refused_with_the_way_out() -> None:
    raw = bytearray(signing._second_line(signing.new().secret_text))
    raw[2:4] = b"Sc"
    protected = f"untrusted comment: minisign encrypted secret key\n{signing._printed(bytes(raw))}"
    with pytest.raises(signing.KeyRefused, match=r"password.*minisign -G -W"):
        signing.read_secret(protected)


def test_a_key_whose_halves_do_not_belong_together_is_refused() -> None:
    raw = bytearray(signing._second_line(signing.new().secret_text))
    raw[100] ^= 1
    with pytest.raises(signing.KeyRefused, match="damaged"):
        signing.read_secret(f"untrusted comment: x\n{signing._printed(bytes(raw))}\n")


@pytest.mark.parametrize("text", ["", "\n\n", "untrusted comment: x\n", "é\n", "RWQ=", "no key"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(signing.KeyRefused, match="not a secret key"):
        signing.read_secret(text)
    with pytest.raises(signing.KeyRefused, match="not a public key"):
        signing.read_public(text)


def test_another_comment_another_key_or_a_cut_signature_is_not_ours() -> None:
    key = signing.new()
    good = signing.sign(key, CONTENT, COMMENT)
    assert signing.verify(key.public, good, CONTENT)
    assert not signing.verify(key.public, good.replace("edition 3", "edition 4"), CONTENT)
    assert not signing.verify(signing.new().public, good, CONTENT)
    lines = good.split("\n")
    for without in range(4):
        cut = "\n".join(lines[:without] + lines[without + 1 :])
        assert not signing.verify(key.public, cut, CONTENT)
    assert not signing.verify(key.public, good.replace(lines[1], "RUR?"), CONTENT)


def test_a_large_content_is_signed_piece_by_piece_as_if_whole() -> None:
    key = signing.new()
    pieces = (CONTENT[at : at + 999] for at in range(0, len(CONTENT), 999))
    in_pieces = signing.sign(key, signing.digest_of(pieces), COMMENT)
    assert in_pieces == signing.sign(key, CONTENT, COMMENT)


@pytest.mark.parametrize("comment", ["two\nlines", "a\rreturn", "x" * 8001])
def test_a_comment_that_is_more_than_a_line_is_not_signed(comment: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        signing.sign(signing.new(), b"", comment)


def test_a_secret_key_does_not_show_itself() -> None:
    key = signing.new()
    assert key.seed.hex() not in repr(key)
    assert str(key.seed) not in repr(key)
