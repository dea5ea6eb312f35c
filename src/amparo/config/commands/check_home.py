"""What the doctor looks at on the disk: the home, its keys, and what was built from the sources."""

import datetime
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from amparo.capacity.press.formats import fonts
from amparo.ground.vault import keystore
from amparo.ground.vault.queries.copies import keystore_copy_age

from .backup import LAST
from .build import stale_catalogues, static_is_current
from .findings import Finding, ill, warning, well
from .keystore import is_old, told

LITTLE = 1_000_000_000  # bytes
VERY_LITTLE = 100_000_000
OLD = datetime.timedelta(days=7)


def permissions() -> Iterator[Finding]:
    """The home and its secrets are their owner's alone."""
    home, secrets = Path(settings.AMPARO_HOME), Path(settings.AMPARO_SECRETS)
    open_to_others = [path for path in (home, secrets) if path.exists() and _mode(path) & 0o077]
    for path in open_to_others:
        yield ill("home", f"{path} can be read by others", f"chmod 700 {path}")
    for path in sorted(secrets.glob("*")) if secrets.is_dir() else []:
        if _mode(path) & 0o177:
            open_to_others.append(path)
            yield ill("home", f"{path} can be read by others", f"chmod 600 {path}")
        if path.stat().st_uid != os.geteuid():
            open_to_others.append(path)
            yield ill("home", f"{path} belongs to somebody else", f"chown $USER {path}")
    if not open_to_others:
        yield well("home", f"{home} is its owner's alone")


def keys() -> Iterator[Finding]:
    """The two keys are there and long enough."""
    restore = "Restore it from the FILE.keys of a backup; a new one reads nothing that is sealed."
    for name, value in (
        ("AMPARO_SECRET_KEY", settings.SECRET_KEY),
        ("AMPARO_REST_KEY", settings.AMPARO_REST_KEY),
    ):
        if len(value) < 40:
            yield ill("keys", f"{name} is missing or shorter than 40 characters", restore)
        else:
            yield well("keys", f"{name} is there")


def disk() -> Iterator[Finding]:
    """There is room to write."""
    free = shutil.disk_usage(settings.AMPARO_HOME).free
    says = f"{free // 1_000_000} MB are free"
    cure = "Make room on the disk of the home: old backups and logs first."
    if free < VERY_LITTLE:
        yield ill("disk", says, cure)
    elif free < LITTLE:
        yield warning("disk", says, cure)
    else:
        yield well("disk", says)


def catalogues() -> Iterator[Finding]:
    """The translations are compiled."""
    if stale_catalogues():
        yield ill("catalogues", "a translation is newer than what is shown", "Run bin/up.")
    else:
        yield well("catalogues", "compiled")


def static_files() -> Iterator[Finding]:
    """Style sheet and scripts are built."""
    if static_is_current():
        yield well("static files", "built")
    else:
        yield ill("static files", "not built from the present sources", "Run bin/up.")


def hosts() -> Iterator[Finding]:
    """Somebody beyond this machine can reach a real installation."""
    named = [host for host in settings.ALLOWED_HOSTS if host != "localhost"]
    if settings.AMPARO_DEMONSTRATION:
        yield well("hosts", "a demonstration: localhost only, as it must be")
    elif "*" in named:
        yield ill(
            "hosts",
            "AMPARO_HOSTS allows every name",
            "Name your hosts in AMPARO_HOSTS instead of *.",
        )
    elif named:
        yield well("hosts", ", ".join(named))
    else:
        yield warning(
            "hosts",
            "only localhost is answered",
            "Set AMPARO_HOSTS to the names under which it is reached, or leave it so on purpose.",
        )


def backups() -> Iterator[Finding]:
    """There is a backup of this week."""
    cure = "Run `amparo backup FILE`, each night if you can, and keep FILE.keys in another place."
    try:
        told = json.loads((Path(settings.AMPARO_HOME) / LAST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if settings.AMPARO_DEMONSTRATION:
            yield well("backup", "a demonstration needs none")
        else:
            yield warning("backup", "there is none", cure)
        return
    made = datetime.datetime.fromisoformat(told["at"])
    age = datetime.datetime.now(datetime.UTC) - made
    says = f"the last one is of {made:%Y-%m-%d}"
    yield well("backup", says) if age < OLD else warning("backup", says, cure)


def cases_keys() -> Iterator[Finding]:
    """Every key that cases need is in the keystore, and a copy elsewhere is fresh."""
    folder, lost = Path(settings.AMPARO_KEYSTORE), keystore.missing()
    if folder.is_dir() and _mode(folder) & 0o077:
        yield ill("keystore", f"{folder} can be read by others", f"chmod 700 {folder}")
    if lost:
        yield ill(
            "keystore",
            f"{len(lost)} keys are missing in {folder}: what they open is lost",
            "Bring back the newest FILE.keys. What was destroyed since an old backup stays so.",
        )
        return
    count = len(keystore.needed())
    age = keystore_copy_age()
    if not count:
        yield well("keystore", "no case needs a key yet")
    elif is_old(age) and not settings.AMPARO_DEMONSTRATION:
        yield warning(
            "keystore",
            f"{count} keys; the copy elsewhere: {told(age)}. Losing the keystore loses every case",
            "Run `amparo backup FILE` each day, keep FILE.keys elsewhere, and there run"
            " `amparo keystore --verify FILE.keys`.",
        )
    else:
        yield well("keystore", f"{count} keys; the copy elsewhere: {told(age)}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def typefaces() -> Iterator[Finding]:
    """The fonts that PDFs are set in are there."""
    lacking = sorted({face.package for face in fonts.missing()})
    if lacking:
        yield warning(
            "fonts",
            f"no PDF can be made in every language: {', '.join(lacking)} missing",
            "The worker fetches them before its first build. By hand: amparo fonts",
        )
    else:
        yield well("fonts", f"all {len(fonts.FACES)} are there")
