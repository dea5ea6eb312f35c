"""A book to listen to, read by espeak-ng and packed as Opus: where both programs are installed."""

import shutil
import subprocess
import tempfile
from functools import cache
from html import escape
from pathlib import Path

from django.utils.translation import gettext as _

from . import text, tree, words
from .book import AbsentError, Book, CannotWriteError

SPEAKER = "espeak-ng"
PACKERS = ("opusenc", "ffmpeg")
WORDS_A_MINUTE = 150
BITRATE = 16  # thousand bits a second: speech stays clear, an hour is 7 MB
PATIENCE = 3600  # seconds
# espeak-ng's voices where they have another name than the language.
VOICES = {"zh": "cmn", "en": "en-gb", "fr": "fr-fr"}


def absent(language: str) -> str:
    """What this machine lacks to read a language aloud; "" for nothing."""
    lacking = [SPEAKER] if shutil.which(SPEAKER) is None else []
    if _packer() is None:
        lacking.append(_("opusenc or ffmpeg"))
    if lacking:
        return _("Not installed: %(programs)s (Debian packages %(packages)s).") % {
            "programs": ", ".join(lacking),
            "packages": "espeak-ng, opus-tools",
        }
    if _voice(language) not in _voices():
        return _("There is no voice for this language.")
    return ""


def version() -> dict[str, str]:
    """The version of what it is made with."""
    return {
        name: _version(name) for name in (SPEAKER, _packer() or "") if name and shutil.which(name)
    }


@cache
def _version(name: str) -> str:
    flag = "-version" if name == "ffmpeg" else "--version"
    done = subprocess.run([name, flag], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0] if done.stdout or done.stderr else ""


def write(book: Book) -> bytes:
    """The recording as Ogg Opus. Takes minutes. Raises AbsentError, CannotWriteError."""
    lacking = absent(book.language)
    if lacking:
        raise AbsentError(lacking)
    with tempfile.TemporaryDirectory() as place:
        script, sound = Path(place) / "book.ssml", Path(place) / "book.opus"
        script.write_text(_script(book), encoding="utf-8")
        speak = [SPEAKER, "-m", "-v", _voice(book.language), "-s", str(WORDS_A_MINUTE)]
        with subprocess.Popen(
            [*speak, "--stdout", "-f", str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as speaker:
            done = subprocess.run(
                _packing(book, sound),
                stdin=speaker.stdout,
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            )
        if done.returncode or speaker.returncode or not sound.exists():
            raise CannotWriteError(f"{SPEAKER}, {_packer()}: {done.returncode}")
        return sound.read_bytes()


def _script(book: Book) -> str:
    """The book as SSML: each paragraph in the voice of its language."""
    parts = ["<speak>"]
    for said, language in text.spoken(book, codes=False):
        voice = _voice(language)
        words_of = escape(said)
        if language != book.language and voice in _voices():
            words_of = f'<voice xml:lang="{escape(voice)}">{words_of}</voice>'
        parts.append(f"<p>{words_of}</p>")
    return "\n".join([*parts, "</speak>\n"])


def _packing(book: Book, sound: Path) -> list[str]:
    title = " ".join(words.title(book).words.split())
    if _packer() == "opusenc":
        tags = ["--title", title, "--artist", book.house, "--comment", f"LANGUAGE={book.language}"]
        quiet = ["opusenc", "--quiet", "--bitrate", str(BITRATE), "--speech", "--serial", "1"]
        return [*quiet, *tags, "-", str(sound)]
    tags = ["-metadata", f"title={title}", "-metadata", f"artist={book.house}"]
    return [
        *("ffmpeg", "-loglevel", "error", "-y", "-f", "wav", "-i", "-", "-c:a", "libopus"),
        *("-b:a", f"{BITRATE}k", "-application", "voip", "-fflags", "+bitexact"),
        *("-flags:a", "+bitexact", *tags, str(sound)),
    ]


def _packer() -> str | None:
    return next((name for name in PACKERS if shutil.which(name)), None)


def _voice(language: str) -> str:
    first = tree.bcp47(language).split("-", maxsplit=1)[0]
    return VOICES.get(first, first)


@cache
def _voices() -> frozenset[str]:
    """The voices that are installed, by the name they are asked for."""
    done = subprocess.run([SPEAKER, "--voices"], capture_output=True, text=True, check=False)
    return frozenset(line.split()[1] for line in done.stdout.splitlines()[1:] if line.split())
