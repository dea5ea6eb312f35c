"""age files that are wrong in one way each, made by a second writer of the format.

After the kinds that C2SP's test vectors for age list (https://c2sp.org/CCTV/age): the header's MAC
is right wherever it is not the point, so that what is wrong is refused for its own sake.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "age-encryption.org/v1"
FILE_KEY, NONCE = bytes(range(16)), bytes(range(16, 32))
EPHEMERAL = X25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
PIECE = 64 * 1024


def b64(raw: bytes) -> str:
    """Base64 without padding, as age's headers have it."""
    return base64.b64encode(raw).decode().rstrip("=")


def derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=info).derive(key)


def stanza(raw: bytes, *, body: bytes | None = None) -> list[str]:
    """The lines by which the owner of the 32 bytes `raw` finds the file's key."""
    owner = X25519PrivateKey.from_private_bytes(raw)
    share, public = EPHEMERAL.public_key().public_bytes_raw(), owner.public_key()
    shared = EPHEMERAL.exchange(X25519PublicKey.from_public_bytes(public.public_bytes_raw()))
    wrap = derived(shared, share + public.public_bytes_raw(), b"age-encryption.org/v1/X25519")
    wrapped = ChaCha20Poly1305(wrap).encrypt(bytes(12), FILE_KEY if body is None else body, None)
    return [f"-> X25519 {b64(share)}", b64(wrapped)]


def header(
    lines: list[str], *, end: str = "---", mac: Callable[[bytes], bytes] | None = None
) -> bytes:
    """Lines of a header and the MAC over them."""
    text = "".join(f"{line}\n" for line in lines).encode() + end.encode()
    key = derived(FILE_KEY, b"", b"header")
    whole = hmac.new(key, text, hashlib.sha256).digest()
    return text + b" " + b64(mac(whole) if mac else whole).encode() + b"\n"


def payload(pieces: list[tuple[bytes, bool]], *, counters: list[int] | None = None) -> bytes:
    """A payload of these pieces; the flag says which one calls itself the last."""
    key = ChaCha20Poly1305(derived(FILE_KEY, NONCE, b"payload"))
    sealed = [NONCE]
    for number, (piece, last) in enumerate(pieces):
        counter = counters[number] if counters else number
        sealed.append(key.encrypt(counter.to_bytes(11, "big") + bytes([last]), piece, None))
    return b"".join(sealed)


def well_formed(raw: bytes) -> dict[str, bytes]:
    """The control: what the same writer makes right."""
    full = bytes(PIECE)
    lines = [VERSION, *stanza(raw)]
    good = payload([(b"marigold", True)])
    return {
        "short": header(lines) + good,
        "empty": header(lines) + payload([(b"", True)]),
        "two pieces": header(lines) + payload([(full, False), (b"x", True)]),
        "exactly one piece": header(lines) + payload([(full, True)]),
        "a stanza to be ignored": header([*lines, "-> x-grease", ""]) + good,
    }


def malformed(raw: bytes) -> dict[str, bytes]:
    """Files of which each must be refused by whoever holds the 32 bytes `raw`."""
    found, wrapped = stanza(raw)
    good, full = payload([(b"marigold", True)]), bytes(PIECE)

    def with_lines(*lines: str, end: str = "---") -> bytes:
        return header(list(lines), end=end) + good

    right = header([VERSION, found, wrapped])
    last = wrapped[-1]
    twin = chr(ord(last) + 1)  # another last letter of the same bytes: base64 that is not canonical
    return {
        "another version": with_lines("age-encryption.org/v2", found, wrapped),
        "no version": with_lines(found, wrapped),
        "line ends of Windows": with_lines(f"{VERSION}\r", found, wrapped),
        "no stanza": with_lines(VERSION),
        "a share that is short": with_lines(VERSION, "-> X25519 " + b64(bytes(31)), wrapped),
        "a share that is long": with_lines(VERSION, "-> X25519 " + b64(bytes(33)), wrapped),
        "a share of low order": with_lines(VERSION, "-> X25519 " + b64(bytes(32)), wrapped),
        "a share too many": with_lines(VERSION, f"{found} {found.split()[-1]}", wrapped),
        "no share": with_lines(VERSION, "-> X25519", wrapped),
        "base64 with padding": with_lines(VERSION, f"{found}=", wrapped),
        "base64 that is not canonical": with_lines(VERSION, found, wrapped[:-1] + twin),
        "a file key that is long": with_lines(VERSION, *stanza(raw, body=bytes(17))),
        "a file key that is short": with_lines(VERSION, *stanza(raw, body=bytes(15))),
        "no body": with_lines(VERSION, found, ""),
        "two spaces": with_lines(VERSION, found.replace(" ", "  "), wrapped),
        "a space at the end": with_lines(VERSION, f"{found} ", wrapped),
        "lower case": with_lines(VERSION, found.replace("X25519", "x25519"), wrapped),
        "another end": with_lines(VERSION, found, wrapped, end="--"),
        "a wrong MAC": header([VERSION, found, wrapped], mac=lambda mac: mac[::-1]) + good,
        "a MAC cut short": header([VERSION, found, wrapped], mac=lambda mac: mac[:-1]) + good,
        "a MAC of nothing": header([VERSION, found, wrapped], mac=lambda _mac: b"") + good,
        "no payload": right,
        "half a nonce": right + NONCE[:8],
        "no piece": right + NONCE,
        "a piece cut short": right + good[:-1],
        "something behind the end": right + good + b"\0",
        "no last piece": right + payload([(full, False)]),
        "a last piece that is empty": right + payload([(full, False), (b"", True)]),
        "a last piece in the middle": right + payload([(full, True), (b"x", True)]),
        "a short piece in the middle": right + payload([(b"x", False), (b"y", True)]),
        "pieces in another order": right
        + payload([(full, False), (full, False), (b"x", True)], counters=[1, 0, 2]),
        "a piece twice": right
        + payload([(full, False), (full, False), (b"x", True)], counters=[0, 0, 1]),
    }
