"""Where a photograph was taken leaves with its first reading, and bombs do not go off."""

import contextlib
import io
import struct
import threading
import zipfile
import zlib

import pytest
from PIL import Image

from amparo.ground.questions.actions import pictures

GPS = {0: b"\x02\x03\x00\x00", 1: "N", 2: (14.0, 38.0, 26.5), 3: "W", 4: (90.0, 30.0, 47.0)}


def photograph(kind="JPEG", size=(64, 48)):
    """A picture that tells where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CanaryCam"
    exif[0x0132] = "2026:11:22 03:04:05"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(GPS)
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_where_and_when_and_stands_upright(kind):
    told = photograph(kind)
    assert b"CanaryCam" in told
    kept = pictures.clean(told)
    assert b"CanaryCam" not in kept.content
    assert b"2026:11" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as read:
        assert not read.getexif()
        assert read.size == (48, 64)
        assert read.getpixel((5, 5))[0] > 150


def test_a_second_file_behind_the_picture_is_not_carried_over():
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as packed:
        packed.writestr("payload.js", "alert('canary')")
    kept = pictures.clean(photograph() + behind.getvalue())
    assert b"payload.js" not in kept.content
    assert not zipfile.is_zipfile(io.BytesIO(kept.content))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\x00" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"%PDF-1.4\n" + photograph(),
        b"<html>" + photograph(),
        photograph()[:200],
        b"\x00" * (pictures.MOST_BYTES + 1),
    ],
    ids=["nothing", "gif", "svg", "pdf in front", "html in front", "cut off", "too large"],
)
def test_what_is_not_a_plain_photograph_is_refused(content):
    with pytest.raises(pictures.NotAPictureError):
        pictures.clean(content)


def _png(width, height, data, *more):
    def chunk(kind, content):
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_picture_of_a_hundred_thousand_pixels_square_is_not_unpacked():
    bomb = _png(100_000, 100_000, zlib.compress(b"\x00" * 10_000_000, 9))
    assert len(bomb) < 20_000
    with pytest.raises(pictures.NotAPictureError):
        pictures.clean(bomb)


def test_words_that_unpack_to_hundreds_of_megabytes_are_not_unpacked():
    words = zlib.compress(b"\x00" * 200_000_000, 9)
    content = b"Comment\x00\x00" + words
    check = zlib.crc32(b"zTXt" + content)
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", check)
    row = zlib.compress(b"\x00" * 13)
    try:
        kept = pictures.clean(_png(4, 1, row, chunk))
    except pictures.NotAPictureError:
        return
    assert len(kept.content) < 1000


def test_two_pictures_are_never_in_memory_at_once_in_one_process(monkeypatch):
    together = threading.Barrier(2, timeout=0.3)
    met = []

    def opened(*_arguments, **_named):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait()
            met.append(1)
        raise OSError

    def cleaned():
        with contextlib.suppress(pictures.NotAPictureError):
            pictures.clean(content)

    content = photograph()
    monkeypatch.setattr(pictures.Image, "open", opened)
    threads = [threading.Thread(target=cleaned) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
