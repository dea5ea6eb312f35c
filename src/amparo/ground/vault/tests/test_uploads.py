"""Files of a form without JavaScript: sealed in memory while they arrive."""

import hashlib
import io
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import HttpRequest, JsonResponse
from django.test import RequestFactory

from amparo.ground.sealing import frames
from amparo.ground.vault import actions, queries, uploading
from amparo.ground.vault.models import Blob

from .sealed_world import Epoch, epoch, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def door() -> Epoch:
    return epoch(person())


def arriving() -> list[Path]:
    return list(Path(settings.AMPARO_FILES).glob(f"{uploading.ARRIVING}*"))


def opened(blob: Blob, of: Epoch) -> bytes:
    with queries.frame_of(blob) as frame:
        return frames.unseal(frame.read(), of.identity.secret)


def form_with(*files: SimpleUploadedFile, recipient: str, look=None):
    """Send a form with files to a view that seals them; what `look` says of each."""
    seen = []

    @uploading.seals_uploads(lambda _request: recipient)
    def view(request: HttpRequest) -> JsonResponse:
        seen.extend(look(upload) for upload in request.FILES.getlist("file"))
        return JsonResponse({"words": request.POST.get("words")})

    request = RequestFactory().post("/x/", {"words": "hello", "file": list(files)})
    request._dont_enforce_csrf_checks = True
    answer = view(request)
    request.close()
    assert answer.content == b'{"words": "hello"}'
    return seen


@pytest.mark.parametrize("size", [1, 65536, 3_000_000])
def test_a_file_of_a_form_is_sealed_while_it_arrives(door, size):
    content = bytes(index % 251 for index in range(size))

    def look(upload):
        assert isinstance(upload, uploading.SealedUpload)
        assert upload.read() == b""
        return upload.name, upload.size, upload.sha256, actions.seal_upload(upload, door.row)

    ((name, told, sha256, blob),) = form_with(
        SimpleUploadedFile("threat.pdf", content, "application/pdf"),
        recipient=door.row.recipient,
        look=look,
    )
    assert (name, told) == ("threat.pdf", size)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert opened(blob, door) == content
    assert arriving() == []


def test_what_was_not_kept_is_gone_when_the_request_ends(door):
    form_with(SimpleUploadedFile("a", b"x"), recipient=door.row.recipient, look=id)
    assert arriving() == []


def test_a_picture_stays_in_memory_so_that_it_can_be_cleaned(door):
    picture = b"\xff\xd8\xff" + bytes(3_000_000)

    def look(upload):
        assert isinstance(upload, InMemoryUploadedFile)
        assert upload.read() == picture
        return actions.seal_upload(io.BytesIO(b"cleaned"), door.row)

    (blob,) = form_with(
        SimpleUploadedFile("p.jpg", picture), recipient=door.row.recipient, look=look
    )
    assert opened(blob, door) == b"cleaned"


def test_pictures_too_large_for_memory_are_sealed_like_everything_else(door, monkeypatch):
    monkeypatch.setattr(uploading, "PICTURE_MOST", 200_000)
    monkeypatch.setattr(uploading, "PICTURES_MOST", 300_000)
    head = b"\xff\xd8\xff"
    contents = [head + bytes(size) for size in (500_000, 190_000, 190_000, 10)]

    def look(upload):
        if isinstance(upload, InMemoryUploadedFile):
            return upload.read()
        return opened(actions.seal_upload(upload, door.row), door)

    kinds = []
    seen = form_with(
        *[SimpleUploadedFile("p.jpg", content) for content in contents],
        recipient=door.row.recipient,
        look=lambda upload: (kinds.append(type(upload).__name__), look(upload))[1],
    )
    assert seen == contents
    assert kinds == [
        "SealedUpload",
        "InMemoryUploadedFile",
        "SealedUpload",
        "InMemoryUploadedFile",
    ]


def test_a_file_beyond_the_bound_is_said_to_be_too_large_and_nothing_is_kept(door, monkeypatch):
    monkeypatch.setattr(uploading, "FILE_MOST", 100_000)

    def look(upload):
        with pytest.raises(actions.BlobRefused):
            actions.seal_upload(upload, door.row)
        return upload.size

    files = [SimpleUploadedFile("a", bytes(200_000)), SimpleUploadedFile("b", b"")]
    assert form_with(files[0], recipient=door.row.recipient, look=look) == [200_000]
    assert (Blob.objects.count(), arriving()) == (0, [])


def test_more_files_than_a_form_may_have_are_left_out(door):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(25)]
    seen = form_with(*files, recipient=door.row.recipient, look=lambda upload: upload.name)
    assert len(seen) == uploading.FILES_MOST


def test_where_nobody_could_open_it_no_file_is_taken():
    assert form_with(SimpleUploadedFile("a.txt", b"x"), recipient="", look=id) == []


def test_a_form_without_its_token_is_refused_as_everywhere(door):
    @uploading.seals_uploads(lambda _request: door.row.recipient)
    def view(_request: HttpRequest) -> JsonResponse:
        raise AssertionError("it was let in")

    request = RequestFactory(enforce_csrf_checks=True).post(
        "/x/", {"file": SimpleUploadedFile("a.txt", b"x")}
    )
    request.user = None
    assert view(request).status_code == 403
    request.close()
    assert arriving() == []


def test_a_disk_that_refuses_ends_the_sealing_instead_of_hanging(door, monkeypatch):
    class Full(io.BytesIO):
        def write(self, _piece):
            raise OSError(28, "No space left on device")

    arrived = uploading.Arrived()
    arrived.file.close()
    arrived.file = Full()
    with pytest.raises(OSError, match="No space"):
        uploading.seal(io.BytesIO(bytes(2_000_000)), door.row.recipient, arrived)
    arrived.discard()
    before = threading.active_count()
    monkeypatch.setattr(uploading, "Arrived", lambda: arrived)
    with pytest.raises(OSError, match="No space"):
        form_with(SimpleUploadedFile("a", bytes(2_000_000)), recipient=door.row.recipient, look=id)
    assert threading.active_count() == before


def test_a_source_that_breaks_off_leaves_nothing(door):
    class Broken:
        def read(self, _size=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        actions.seal_upload(Broken(), door.row)
    assert (Blob.objects.count(), arriving()) == (0, [])


def test_what_a_killed_process_left_half_arrived_is_swept():
    left = uploading.Arrived()
    left.file.close()
    assert uploading.sweep(3600, left.path.stat().st_mtime) == 0
    assert uploading.sweep(3600, left.path.stat().st_mtime + 3601) == 1
    assert arriving() == []
