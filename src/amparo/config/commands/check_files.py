"""What the doctor looks at where files are kept: that they can be put there, and are signed."""

import secrets
import shutil
from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from amparo.capacity.press.queries import builds
from amparo.config.files import shown
from amparo.ground.sealing.signing import KeyRefused

from .findings import Finding, ill, warning, well

# Of what S3-compatible storage answers, by its code: what it means, and the cure.
ANSWERS = {
    "NoSuchBucket": ("there is no such bucket", "Make the bucket, or correct AMPARO_FILES_URL."),
    "AccessDenied": (
        "the keys may not read, write and delete there",
        "Allow s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.",
    ),
    "InvalidAccessKeyId": ("the access key is not known there", "Correct AWS_ACCESS_KEY_ID."),
    "SignatureDoesNotMatch": ("the secret key is wrong", "Correct AWS_SECRET_ACCESS_KEY."),
    "NoCredentialsError": (
        "there are no keys",
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    ),
    "EndpointConnectionError": (
        "nobody answers at the endpoint",
        "Correct endpoint=... in AMPARO_FILES_URL, or see that it can be reached.",
    ),
}
ANSWERS["403"] = ANSWERS["AccessDenied"]
ANSWERS["404"] = ANSWERS["NoSuchBucket"]


def storage() -> Iterator[Finding]:
    """A file can be written, read and removed again."""
    name, content = f"amparo-check-{secrets.token_hex(8)}", b"amparo check"
    place = shown(settings.AMPARO_FILES_URL) or "files/ in the home"
    try:
        kept = default_storage.save(name, ContentFile(content))
        with default_storage.open(kept) as file:
            same = file.read() == content
        default_storage.delete(kept)
    except Exception as failure:  # noqa: BLE001 - each kind of storage has its own
        yield _failed(place, failure)
        return
    if same:
        yield well("files", f"{place} can be written and read")
    else:
        yield ill("files", f"{place} gives back something else than was put there", "Look there.")


def _failed(place: str, failure: Exception) -> Finding:
    answer = getattr(failure, "response", None) or {}
    code = str(answer.get("Error", {}).get("Code", "") or type(failure).__name__)
    says, cure = ANSWERS.get(
        code, (f"it cannot be used ({code})", "See that it exists and may be written to.")
    )
    return ill("files", f"{place}: {says}", cure)


def signatures() -> Iterator[Finding]:
    """Files that readers take can be checked."""
    try:
        public, here = builds.public_key(), builds.signing_key()
    except KeyRefused as refusal:
        yield ill("signatures", str(refusal), "Put the right key back into secrets/.")
        return
    waiting = len(builds.unsigned())
    if public is None:
        yield well("signatures", "no file has been made yet, so there is no key")
    elif here is not None and here.public != public:
        yield ill(
            "signatures",
            "signing.key and signing.pub are not halves of one key",
            "Put back the one that your readers know, then run `amparo press build`.",
        )
    elif waiting:
        yield warning(
            "signatures",
            f"{waiting} files wait for a signature",
            "Run `amparo press sign --key FILE` with the key that is kept elsewhere.",
        )
    else:
        yield well("signatures", f"every file is signed by key {public.name}")


def programs() -> Iterator[Finding]:
    """What Debian gives to check files with, and to make two formats."""
    missing = [
        (package, purpose)
        for program, package, purpose in (
            ("pdftotext", "poppler-utils", "to check that the words can be read out of a PDF"),
        )
        if shutil.which(program) is None
    ]
    for package, purpose in missing:
        yield warning("programs", f"{package} is needed {purpose}", f"apt-get install {package}")
    if not missing:
        yield well("programs", "what files are checked with is there")
