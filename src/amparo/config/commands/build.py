"""What has to be made once from the sources: catalogues, the browsers' programs, static files."""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from . import client as programs


def catalogues() -> int:
    """Compile each .po that is newer than its .mo; returns how many were compiled."""
    stale = stale_catalogues()
    for source in stale:
        target = source.with_suffix(".mo")
        with source.open("rb") as words:
            catalogue = read_po(words)
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as out:
            write_mo(out, catalogue)
        fresh.replace(target)
    return len(stale)


def stale_catalogues() -> list[Path]:
    """Each .po whose .mo is older, or not there."""
    return [
        source
        for folder in settings.LOCALE_PATHS
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").exists()
        or source.with_suffix(".mo").stat().st_mtime_ns < source.stat().st_mtime_ns
    ]


def client(say: Callable[[str], None] = lambda _words: None) -> bool:
    """Bundle the browsers' programs if a source has changed; says whether it did.

    Raises programs.CannotBuildError, with a sentence for a person.
    """
    return programs.make(say)


def static() -> bool:
    """Collect, shrink and compress the static files if any has changed; says whether it did."""
    if collected_is_current():
        return False
    now = digest(_static_sources())
    # Without clearing: a server that still runs points to the names it started with.
    call_command("collectstatic", interactive=False, verbosity=0)
    _static_stamp().write_text(now, encoding="ascii")
    return True


def static_is_current() -> bool:
    """Whether the static files and the browsers' programs are those of the present sources."""
    if not programs.is_current():
        return False
    return collected_is_current()


def collected_is_current() -> bool:
    """Whether what was collected is what there is to collect."""
    stamp = _static_stamp()
    return stamp.exists() and stamp.read_text(encoding="ascii") == digest(_static_sources())


def _static_stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def digest(files: Iterable[Path]) -> str:
    """One hash over the names and contents of files, whatever their dates."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _static_sources() -> list[Path]:
    storage_code = Path(__file__).parents[2] / "ground" / "interface" / "storage.py"
    found = [storage_code]
    for finder in get_finders():
        found += [Path(storage.path(name)) for name, storage in finder.list([])]
    return found
