"""The keystore: a folder of its own that holds what opens the vault's rows, one file a shred key.

Everything stored for a case is sealed once more to its shred key. The key lies here and nowhere
else, and the folder's backups are kept for 14 days at the most: destroying one small file makes
every older copy of the case unreadable. Losing the folder loses every case.

`<id>.key` holds one line, an age identity, so that `age -i` reads it. Files are 0600, the folder
0700; each is on the disk before the row that names it. `<id>.gone` is a key whose destruction
began: it stays, empty, until the row says so, so that whatever is cut off can be finished.
"""

import contextlib
import errno
import os
import secrets
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amparo.ground.sealing import age

from .models import ShredKey
from .rows import insert

ENDING, GONE = ".key", ".gone"
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
SPARE_FOR = 3600.0  # seconds; `sweep` waits for longer
SPARES_MOST = 16  # made at once
SOON = 10.0  # seconds
_spares: deque[tuple[str, ShredKey]] = deque()
_pace: dict[int, tuple[float, str, int]] = {}  # of this process: when, where and how many last


class Shredded(Exception):  # noqa: N818  (an outcome, not a fault of the program)
    """The key was destroyed: nothing can be opened any more, on purpose."""


class KeystoreLost(Exception):  # noqa: N818
    """The key should be in the keystore and is not: the folder is missing, or too old."""


def folder() -> Path:
    """Where the keys lie; made when it is first needed."""
    place = Path(settings.AMPARO_KEYSTORE)
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sync(place.parent)
    return place


def new(made: age.Identity | None = None) -> ShredKey:
    """A fresh key, or one just made elsewhere: first its file, on the disk, then its row.

    Call it in the transaction that uses it. If that fails a file without a row is left behind,
    which opens nothing; `sweep` removes it.
    """
    (shred,) = _made([made or age.new_identity()])
    enter(shred)
    return shred


@contextlib.contextmanager
def ready() -> Iterator[ShredKey]:
    """A fresh key whose file is on the disk before the transaction begins that may `enter` it.

    So nobody else who writes waits for that file. One that was not entered is kept for the next
    who comes: a flood that is refused makes no files.
    """
    shred = _spare() or _several()
    try:
        yield shred
    finally:
        if shred._state.adding:
            _spares.append((str(settings.AMPARO_KEYSTORE), shred))


def enter(shred: ShredKey) -> None:
    """A key's row, in the caller's transaction."""
    if not insert(shred):
        shred._state.adding = False  # somebody has it: never again
        raise FileExistsError(f"{shred.id}{ENDING}")


def _spare() -> ShredKey | None:
    """A key that was made and not used: in this folder, not long ago, and still there."""
    with contextlib.suppress(IndexError):
        while True:
            place, shred = _spares.pop()
            if place != str(settings.AMPARO_KEYSTORE):
                continue
            with contextlib.suppress(FileNotFoundError):
                written = Path(f"{place}/{shred.id}{ENDING}").stat().st_mtime
                if written > time.time() - SPARE_FOR:
                    return shred
    return None


def _several() -> ShredKey:
    """One key, and spares beside it while one after the other is asked for.

    The folder is synced once for all of them; and when a key was made tells less of when somebody
    asked.
    """
    now, place = time.monotonic(), str(settings.AMPARO_KEYSTORE)
    at, before, count = _pace.get(0, (0.0, "", 0))
    count = min(count * 2, SPARES_MOST) if before == place and now - at < SOON else 1
    _pace[0] = now, place, count
    shred, *spares = _made([age.new_identity() for _key in range(count)])
    _spares.extend((place, spare) for spare in spares)
    return shred


def _made(identities: Iterable[age.Identity]) -> list[ShredKey]:
    """Keys whose files are on the disk, and which have no rows yet."""
    made = [(ShredKey(recipient=one.recipient), one) for one in identities]
    _write({shred.id: f"{one.secret}\n".encode("ascii") for shred, one in made})
    return [shred for shred, _one in made]


def secret(shred: ShredKey) -> str:
    """The identity that opens what was sealed to this key; raises Shredded or KeystoreLost."""
    try:
        return _path(shred.id).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if _path(shred.id, GONE).exists() or _is_destroyed(shred):
            raise Shredded(_("This was destroyed for good. Nobody can open it.")) from None
        raise KeystoreLost(
            _("The key to this is not in the keystore. Restore the keystore's own backup.")
        ) from None


def destroy(shred: ShredKey) -> None:
    """Destroy a key for good; again is the same as once, also after being cut off anywhere.

    The key is destroyed before the row says so, so that no row promises what did not happen. If
    the caller's transaction fails the key stays destroyed, and `finish` marks the row.
    """
    path, gone = _path(shred.id), _path(shred.id, GONE)
    with contextlib.suppress(FileNotFoundError):
        path.rename(gone)
    _sync(folder())
    _empty(gone)
    if shred.destroyed_on is None:
        shred.destroyed_on = timezone.localdate()
        ShredKey.objects.filter(id=shred.id, destroyed_on=None).update(
            destroyed_on=shred.destroyed_on
        )
    transaction.on_commit(lambda: _remove(gone))


def finish() -> int:
    """Bring files and rows together after a crash or a restored backup; how many keys it ended.

    A key whose destruction began is destroyed; one that a restored keystore brought back, though
    its row says destroyed, is destroyed again.
    """
    destroyed = ShredKey.objects.filter(destroyed_on__isnull=False).values_list("id", flat=True)
    ended = _ids(GONE) | _ids(ENDING).intersection(destroyed)
    for key in ended:
        for shred in ShredKey.objects.filter(id=key):
            destroy(shred)
    return len(ended)


def sweep(older_than: float) -> int:
    """Remove files that no row names and that are older than this many seconds; how many."""
    before = timezone.now().timestamp() - older_than
    old = {key for key in _ids(ENDING) if _written(_path(key)) < before}
    old -= set(ShredKey.objects.values_list("id", flat=True))
    for key in old:
        _path(key).unlink(missing_ok=True)
    return len(old)


def needed() -> set[str]:
    """The keys that rows need, as the names of their files without the ending."""
    rows = ShredKey.objects.filter(destroyed_on=None)
    return {str(key) for key in rows.values_list("id", flat=True)}


def missing() -> list[uuid.UUID]:
    """The keys that rows need and the folder does not hold: each is something lost."""
    present = _ids(ENDING) | _ids(GONE)
    needed = ShredKey.objects.filter(destroyed_on=None).values_list("id", flat=True)
    return [key for key in needed.iterator() if key not in present]


def _path(key: uuid.UUID, ending: str = ENDING) -> Path:
    return folder() / f"{uuid.UUID(str(key))}{ending}"


def _ids(ending: str) -> set[uuid.UUID]:
    """The keys that have a file of this ending; names that are no ids are somebody else's."""
    found = set()
    for path in folder().glob(f"*{ending}"):
        with contextlib.suppress(ValueError):
            found.add(uuid.UUID(path.stem))
    return found


def _write(contents: Mapping[uuid.UUID, bytes]) -> None:
    """Keys' files, on the disk under their names when this returns.

    Cut off, it leaves parts of files that no row names. They are not renamed into place, as files
    are that somebody may read meanwhile: that would be a second wait for the disk.
    """
    place = folder()
    with contextlib.ExitStack() as ending:
        opened = []
        for key, content in contents.items():
            file = os.open(f"{place}/{key}{ENDING}", NEW, 0o600)
            ending.callback(os.close, file)
            if os.write(file, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            opened.append(file)
        for file in opened:
            os.fsync(file)
    _sync(place)


def _sync(place: str | Path) -> None:
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _empty(path: Path) -> None:
    """Write over what a file holds, then leave nothing in it."""
    try:
        opened = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        size = os.fstat(opened).st_size
        if size:
            for content in (secrets.token_bytes(size), bytes(size)):
                os.pwrite(opened, content, 0)
                os.fsync(opened)
            os.ftruncate(opened, 0)
            os.fsync(opened)
    finally:
        os.close(opened)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _sync(path.parent)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _is_destroyed(shred: ShredKey) -> bool:
    return (
        shred.destroyed_on is not None
        or ShredKey.objects.filter(id=shred.id, destroyed_on__isnull=False).exists()
    )
