"""The organisation's key, and signing with it."""

import os
import secrets
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from amparo.capacity.press.models import Build
from amparo.capacity.press.queries import builds as files
from amparo.capacity.press.queries.builds import KEY, PUBLIC, public_key, signing_key
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note
from amparo.ground.sealing import signing
from amparo.ground.sealing.signing import Digest, Key, Public


class NotOurKeyError(Exception):
    """A key that is not the one our files name."""


def ensure_key() -> Public:
    """The public key; with neither half here, a new key is made, readable by its owner alone.

    Of two processes that begin at once, one makes it. Raises signing.KeyRefused.
    """
    held = public_key()
    if held is None:
        _put(KEY, signing.new().secret_text)
        held = public_key()
        assert held is not None  # noqa: S101 - it was put there, by us or another
    if not (Path(settings.AMPARO_SECRETS) / PUBLIC).exists():
        _put(PUBLIC, held.text)
    return held


def comment(build: Build) -> str:
    """What a signature says of its file, and covers: which it is, whatever it is called."""
    named = build.publication.slug if build.publication else "library"
    parts = [named, build.chapter, build.language, str(build.format)]
    if build.edition is not None:
        parts.append(f"edition {build.edition.number}")
    return ", ".join([*filter(None, parts), f"sha256:{build.sha}"])


def signature(build: Build, content: bytes | Digest, key: Key | None) -> str:
    """The .minisig of a file, "" while the key is elsewhere."""
    return signing.sign(key, content, comment(build)) if key else ""


def sign_waiting(key: Key, *, by: UUID | None) -> int:
    """Sign every file that was made while the key was elsewhere; how many.

    Raises NotOurKeyError when our files name another key.
    """
    ours = ensure_key()
    if key.public != ours:
        raise NotOurKeyError(key.public.name)
    done: list[int] = []
    for build in files.unsigned():
        content = files.content(build)
        if content is None:
            continue
        Build.objects.filter(pk=build.pk).update(signature=signature(build, content, key))
        done.append(build.pk)
    if done:
        with transaction.atomic():
            note(by=by, verb="press.sign", kind="press.build", object_id=str(done[-1]))
            public_changed()
    return len(done)


def own_key() -> Key | None:
    """The key this machine signs with, made at first need; None when it is kept elsewhere."""
    ensure_key()
    return signing_key()


def _put(name: str, text: str) -> None:
    """Write a secret beside and link it into place; one that is there stays."""
    folder = Path(settings.AMPARO_SECRETS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f".{name}.{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.link(fresh, folder / name)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
