"""What somebody has written so far travels in their own form, sealed; and how it goes on, one
question after another. Nothing of it is kept here."""

import dataclasses
import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.utils.datastructures import MultiValueDict

from amparo.ground.questions import queries
from amparo.ground.questions.queries import Asked, Shape
from amparo.ground.sealing import recovery, rest
from amparo.ground.vault.models import KeyEpoch

from . import uploads

GOOD_FOR = timedelta(hours=12)
CHECK = "check"  # the screen after the last question
TYPED_MOST = 20_000  # signs that are given back where a form cannot be opened any more
Refused = list[str] | Form | None


class ExpiredError(Exception):
    """The form was open for too long, or it is not one of ours."""


@dataclass(slots=True, kw_only=True)
class Carried:
    """What somebody has written so far. `files` are sealed already; here is what they are.

    `at` is the screen it stands at: a question's key, or `CHECK`. A room adds what it needs.
    """

    version: int
    language: str
    token: str
    at: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)


Draft = TypeVar("Draft", bound=Carried)


def close_up(draft: Carried, purpose: str) -> str:
    """The draft as a field of the form: made small, since it goes to and fro, sealed, dated."""
    said = json.dumps(dataclasses.asdict(draft), ensure_ascii=False, separators=(",", ":"))
    return rest.seal(purpose, zlib.compress(said.encode(), 9), dated=True)


def open_up(kind: type[Draft], sealed: str, purpose: str) -> Draft:
    """The draft of a form's field, as this kind of draft; raises ExpiredError."""
    try:
        said = zlib.decompress(rest.unseal(purpose, sealed, within=GOOD_FOR))
        return kind(**json.loads(said))
    except (rest.UnreadableError, zlib.error, TypeError) as unreadable:
        raise ExpiredError from unreadable


def mark(draft: Carried) -> str:
    """What is the same for the same form with the same words, and for no other."""
    said = json.dumps([draft.answers, draft.files], sort_keys=True)
    return f"{draft.token}/{hashlib.sha256(said.encode()).hexdigest()}"


def secret_of(draft: Carried, purpose: str) -> recovery.Secret:
    """The secret that this form gets when it is sent as it is."""
    key = rest.derived(purpose)
    return recovery.Secret(hmac.new(key, mark(draft).encode(), hashlib.sha256).digest()[:16])


def step(
    draft: Carried,
    shape: Shape,
    *,
    go: str,
    where: str,
    data: Mapping[str, Any],
    files: "MultiValueDict[str, UploadedFile[Any]]",
    epoch: KeyEpoch | None,
    house: str,
) -> Refused:
    """From one question to the next, or back: what was answered is taken into the draft.

    Answers what was wrong, to be said beside the field: a bound form, or sentences about files;
    None or nothing in it where all was well. `go` is next, skip, back, add or drop; `where` the
    file to drop; `house` names the allowance that files are counted against. Without an epoch to
    seal them to no file is taken.
    """
    shown = queries.visible(shape, draft.answers)
    asked = next((one for one in shown if one.key == draft.at), None)
    if asked is None:
        draft.at = shown[0].key
        return None
    if go == "drop":
        draft.files = [one for one in draft.files if one["blob"] != where]
        return None
    if asked.kind == "files":
        taken, why = _take_files(draft, asked, files, epoch, house) if epoch else ([], [])
        draft.files = [*draft.files, *taken]
        if go == "add" or (why and go == "next"):
            return why
    elif go != "skip":
        refused = take_answer(draft, asked, data)
        if refused and go == "next":
            return refused
    else:
        draft.answers.pop(asked.key, None)
    keys = [one.key for one in queries.visible(shape, draft.answers)]
    place = keys.index(asked.key) + (-1 if go == "back" else 1)
    draft.at = keys[max(place, 0)] if place < len(keys) else CHECK
    return None


def _take_files(
    draft: Carried,
    asked: Asked,
    files: "MultiValueDict[str, UploadedFile[Any]]",
    epoch: KeyEpoch,
    house: str,
) -> tuple[list[dict[str, Any]], list[str]]:
    return uploads.take(
        files,
        epoch,
        token=draft.token,
        held=draft.files,
        house=house,
        question=asked.key,
        most=asked.limit,
    )


def take_answer(draft: Carried, asked: Asked, data: Mapping[str, Any]) -> Form | None:
    """Puts a clean answer into the draft; else returns the form that says what is wrong."""
    try:
        said = queries.clean(asked, draft.language, data, {})
    except ValidationError as wrong:
        filled = queries.answer_form(asked, draft.language, data=data)
        if filled.is_valid():
            filled.add_error(queries.NAME, wrong)
        return filled
    if said in (None, "", []):
        draft.answers.pop(asked.key, None)
    else:
        draft.answers[asked.key] = said
    return None


def take_all(draft: Carried, shape: Shape, data: Mapping[str, Any]) -> None:
    """Everything that the program which seals had on its page, where it could not go on."""
    for asked in shape.questions:
        try:
            said = queries.clean(asked, draft.language, data, {}, name=asked.key)
        except ValidationError:
            said = data.get(asked.key, "")[:TYPED_MOST] if asked.kind == "long" else None
        if said is not None:
            draft.answers[asked.key] = said
    draft.at = CHECK
