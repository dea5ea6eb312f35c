"""Files that arrive are sealed while they arrive: no byte of them is ever on a disk in the clear.

With JavaScript a file comes sealed, and is sealed once more. Without, it comes in a form, and
Django would put it into a temporary folder, where a killed process leaves it; here it is sealed in
memory, piece by piece. What lands on the disk meanwhile, under a name of `.arriving-`, is sealed
to keys that this machine does not have.
"""

import contextlib
import functools
import hashlib
import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from amparo.ground.sealing import age, frames
from amparo.ground.sealing.age import Source

ARRIVING = ".arriving-"
FILE_MOST = 300_000_000  # bytes of one file, before it is sealed
FILES_MOST = 20  # of one form
PICTURE_MOST = 20_000_000  # a picture of this size can be cleaned, and stays in memory for that
PICTURES_MOST = 40_000_000  # of one form
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
WAITING = 8  # pieces between two steps
View = Callable[..., HttpResponseBase]


class PipeBrokenError(Exception):
    """The other end of a pipe gave up."""


class Pipe:
    """Bytes from one thread to another, never many at once."""

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.changed = threading.Condition()
        self.ended = self.broken = False
        self.rest = memoryview(b"")

    def write(self, piece: bytes) -> int:
        """Wait for room and leave a piece; raises PipeBrokenError when nobody will take it."""
        with self.changed:
            self.changed.wait_for(lambda: self.broken or len(self.pieces) < WAITING)
            if self.broken:
                raise PipeBrokenError
            if piece:
                self.pieces.append(bytes(piece))
                self.changed.notify_all()
        return len(piece)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end; raises PipeBrokenError if that never comes."""
        if not self.rest:
            with self.changed:
                self.changed.wait_for(lambda: self.broken or self.ended or self.pieces)
                if self.broken:
                    raise PipeBrokenError
                if not self.pieces:
                    return b""
                self.rest = memoryview(self.pieces.popleft())
                self.changed.notify_all()
        if size < 0:
            size = len(self.rest)
        piece, self.rest = bytes(self.rest[:size]), self.rest[size:]
        return piece

    def end(self) -> None:
        """No more pieces come."""
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def break_off(self) -> None:
        """Neither end waits for the other any more."""
        with self.changed:
            self.broken = True
            self.changed.notify_all()


class Arrived:
    """A sealed file on the disk that is not in the storage yet; `size` is as it lies there.

    `shred` is its own key, to be put into the keystore by whoever keeps the file.
    """

    def __init__(self) -> None:
        folder = Path(settings.AMPARO_FILES)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=ARRIVING, dir=folder)
        self.path = Path(name)
        self.file: IO[bytes] = os.fdopen(handle, "w+b")
        self.shred = age.new_identity()
        self.size = 0

    def take(self, frame: Source) -> None:
        """Write what is stored for a frame, on the disk when this returns."""
        self.size = frames.stored_stream(frame, self.file, self.shred.recipient)
        self.file.flush()
        os.fsync(self.file.fileno())

    def discard(self) -> None:
        """Remove it, unless it was moved into the storage."""
        self.file.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> "Arrived":
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def seal(source: Source, recipient: str, arrived: Arrived) -> None:
    """Seal a source in the clear to `recipient`, and once more, into `arrived`."""
    pipe = Pipe()
    failures: list[BaseException] = []

    def first() -> None:
        try:
            frames.seal_stream(source, pipe, recipient)
            pipe.end()
        except BaseException as failure:  # noqa: BLE001 - raised again below, in the other thread
            failures.append(failure)
            pipe.break_off()

    thread = threading.Thread(target=first, daemon=True)
    thread.start()
    try:
        arrived.take(pipe)
    except PipeBrokenError:
        thread.join()
        raise failures[0] from None
    finally:
        pipe.break_off()
        thread.join()


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file of a form, sealed already: it has a name, a size and a hash, and cannot be read."""

    def __init__(self, arrived: Arrived, *, name: str, kind: str, size: int, sha256: str) -> None:
        super().__init__(BytesIO(), name, kind, size)
        self.arrived = arrived
        self.sha256 = sha256

    def close(self) -> None:
        """Called by Django when the request has been answered."""
        self.arrived.discard()


class TooLargeUpload(UploadedFile):  # type: ignore[type-arg]
    """A file of a form that was larger than any we take; nothing of it was kept."""


class SealingHandler(FileUploadHandler):
    """Django's upload handler that seals to one recipient; without one it takes no file.

    A picture that can be cleaned stays in memory, as Django's own would; the sum has a bound.
    """

    def __init__(self, recipient: str) -> None:
        super().__init__()
        self.recipient = recipient
        self.files = self.in_memory = 0
        self.pipe: Pipe | None = None

    def new_file(self, *arguments: Any, **named: Any) -> None:
        super().new_file(*arguments, **named)
        self.files += 1
        if self.files > FILES_MOST or not self.recipient:
            raise SkipFile
        self.size = 0
        self.sha256 = hashlib.sha256()
        self.picture: bytearray | None = None
        self.pipe = None
        self.failure: BaseException | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > FILE_MOST:
            self._give_up()
            return
        self.sha256.update(raw_data)
        if start == 0 and raw_data.startswith(PICTURES):
            self.picture = bytearray()
        if self.picture is not None:
            self.in_memory += len(raw_data)
            self.picture += raw_data
            if len(self.picture) <= PICTURE_MOST and self.in_memory <= PICTURES_MOST:
                return
            raw_data, self.picture = bytes(self.picture), None
            self.in_memory -= len(raw_data)
        self._seal(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:  # type: ignore[type-arg]
        name, kind = self.file_name or "", self.content_type or ""
        if file_size > FILE_MOST:
            return TooLargeUpload(BytesIO(), name, kind, file_size)
        if self.picture is not None:
            return InMemoryUploadedFile(
                BytesIO(self.picture), self.field_name, name, kind, file_size, None
            )
        self._seal(b"").end()
        self.thread.join()
        self.pipe = None
        if self.failure is not None:
            self.arrived.discard()
            raise self.failure
        return SealedUpload(
            self.arrived, name=name, kind=kind, size=file_size, sha256=self.sha256.hexdigest()
        )

    def upload_interrupted(self) -> None:
        self._give_up()

    def _seal(self, piece: bytes) -> Pipe:
        if self.pipe is None:
            self.pipe = Pipe()
            self.arrived = Arrived()
            self.thread = threading.Thread(target=self._sealing, args=(self.pipe,), daemon=True)
            self.thread.start()
        try:
            self.pipe.write(piece)
        except PipeBrokenError:
            self.thread.join()
            self.arrived.discard()
            raise self.failure or PipeBrokenError() from None
        return self.pipe

    def _sealing(self, pipe: Pipe) -> None:
        try:
            seal(pipe, self.recipient, self.arrived)
        except BaseException as failure:  # noqa: BLE001 - raised again in the request's thread
            self.failure = failure
            pipe.break_off()

    def _give_up(self) -> None:
        self.picture = None
        if self.pipe is not None:
            self.pipe.break_off()
            self.thread.join()
            self.arrived.discard()
            self.pipe = None


def seals_uploads(recipient_of: Callable[[HttpRequest], str]) -> Callable[[View], View]:
    """Decorates a view whose form has files: they arrive sealed to `recipient_of(request)`.

    Where that gives "" no file is taken. The form's token is looked at by this decorator, because
    looking for it reads the form, and the handler must be there before.
    """

    def decorated(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @functools.wraps(view)
        def sealing(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            if request.method == "POST":
                recipient = recipient_of(request)
                request.upload_handlers = [SealingHandler(recipient)]
            return protected(request, *arguments, **named)

        return sealing

    return decorated


def sweep(older_than: float, now: float) -> int:
    """Remove what was left half arrived by a killed process, older than this many seconds."""
    removed = 0
    folder = Path(settings.AMPARO_FILES)
    for path in folder.glob(f"{ARRIVING}*") if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < now - older_than:
                path.unlink()
                removed += 1
    return removed
