"""One question a screen, the last look before sending, the secret typed back, and what browsers
send that seal by themselves."""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from amparo.ground.questions import queries as questions
from amparo.ground.sealing import frames, recovery
from amparo.ground.vault.models import KeyEpoch
from amparo.ground.vocabulary import queries as vocabulary
from amparo.protection.cases.actions.asking import MOST_FILES

HEXADECIMAL = re.compile(r"[0-9a-f]{64}")
TOKEN = re.compile(r"[0-9a-f]{32,64}")
NAME = questions.NAME


class OtherEpochError(Exception):
    """Sealed to a key that is no longer the door's."""


def answer_form(
    asked: questions.Asked, language: str, *, said: object = None, data: Any = None
) -> forms.Form:
    """The form of one question: its field is called `answer`. Nobody has to answer here."""
    form = forms.Form(data, initial={NAME: said}, use_required_attribute=False)
    form.fields[NAME] = questions.field(asked, language)
    return form


class WholeForm(forms.Form):
    """All questions on one page, each field called by its question's key."""

    def __init__(self, shape: questions.Shape, language: str) -> None:
        super().__init__(use_required_attribute=False)
        for asked in shape.questions:
            if asked.kind != "files":
                self.fields[asked.key] = questions.field(asked, language)


def shown_value(asked: questions.Asked, said: object, language: str) -> str:
    """An answer as it is read before it is sent: words of the choice, not its name."""
    if said in (None, "", []):
        return ""
    options = dict(asked.options(language))
    if options:
        chosen = said if isinstance(said, list | tuple) else [said]
        return ", ".join(options.get(str(one), str(one)) for one in chosen)
    if asked.kind == "country":
        return str(vocabulary.country_name(str(said), language))
    if asked.kind == "date" and (day := parse_date(str(said))):
        return date_format(day)
    return str(said)


class CheckForm(forms.Form):
    """What may be added before sending: where to say that there is news, and whose account."""

    nudge = forms.EmailField(
        label=_("Where we may say that there is news"),
        help_text=_(
            "An e-mail address, only if it is safe. We would write nothing but: please look again."
            " Without it, come back by yourself from time to time."
        ),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    tie = forms.BooleanField(
        label=_("Note in my account that this is mine"),
        help_text=_(
            "Then staff can see which account it came from. Without it nothing here joins the two."
            " Your account never shows what you asked."
        ),
        required=False,
    )

    def __init__(self, *args: Any, signed_in: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not settings.AMPARO_MAIL:
            del self.fields["nudge"]
        if not signed_in:
            del self.fields["tie"]


class SecretField(forms.CharField):
    """Twelve words or forty digits, in any form that people write them."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "rows": 3,
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "dir": "auto",
        }
        super().__init__(max_length=1000, widget=forms.Textarea(attrs=attrs), **options)

    def clean(self, value: Any) -> recovery.Secret:
        typed = str(super().clean(value))
        try:
            return recovery.read(typed)
        except recovery.NotASecretError as refused:
            raise ValidationError(str(refused)) from refused


class TypedBackForm(forms.Form):
    """The secret, typed back from paper."""

    typed = SecretField(label=_("Type the words or the digits as you wrote them down"))

    def __init__(self, *args: Any, secret: recovery.Secret, **options: Any) -> None:
        super().__init__(*args, **options)
        self.secret = secret

    def clean_typed(self) -> recovery.Secret:
        typed: recovery.Secret = self.cleaned_data["typed"]
        if typed != self.secret:
            raise ValidationError(
                _("This is a secret, but not this one. Look at what you wrote down once more.")
            )
        return typed


def sealed_request(content: bytes, *, signed_in: bool) -> dict[str, Any]:
    """What a browser sealed and sends: JSON {item, epoch, frame, lookup, token, blobs,
    nudge, tie}.

    The epoch is named and not read: whoever stores the frame looks whether it is the door's living
    one. Raises ValidationError.
    """
    told = plain_json(content)
    return _sealed(told) | {
        "epoch": clean_ids([told.get("epoch")])[0],
        "item": clean_ids([told.get("item")])[0],
        "lookup": matched(HEXADECIMAL, told.get("lookup")),
        "nudge": _nudge(told["nudge"]) if told.get("nudge") else "",
        "language": str(told.get("language", ""))[:16],
        "tie": signed_in and told.get("tie") is True,
    }


def _nudge(told: object) -> str:
    form = CheckForm({"nudge": told}, signed_in=False)
    if not form.is_valid():
        raise ValidationError(form.errors["nudge"][0])
    return str(form.cleaned_data.get("nudge", ""))


def sealed_answer(told: Mapping[str, Any], epoch: KeyEpoch) -> dict[str, Any]:
    """What is added later: epoch, frame, token, blobs.

    Raises ValidationError, and OtherEpochError when the door's key changed meanwhile.
    """
    if told.get("epoch") != str(epoch.pk):
        raise OtherEpochError
    return _sealed(told) | {"epoch": epoch}


def _sealed(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "frame": clean_frame(told.get("frame")),
        "token": matched(TOKEN, told.get("token")),
        "blobs": clean_ids(told.get("blobs", [])),
    }


def plain_json(content: bytes) -> Mapping[str, Any]:
    """An object of JSON; raises ValidationError."""
    try:
        told = json.loads(content)
    except ValueError as broken:
        raise _broken() from broken
    if not isinstance(told, dict):
        raise _broken()
    return told


def clean_frame(told: object) -> bytes:
    """A frame in base64, of one of the sizes frames have; raises ValidationError."""
    try:
        frame = base64.b64decode(str(told), validate=True)
    except binascii.Error as broken:
        raise _broken() from broken
    if not frames.is_frame_size(len(frame)):
        raise _broken()
    return frame


def clean_ids(told: object) -> list[uuid.UUID]:
    """Ids of sealed files, not too many; raises ValidationError."""
    if not isinstance(told, list) or len(told) > MOST_FILES:
        raise _broken()
    try:
        return [uuid.UUID(str(one)) for one in told]
    except ValueError as broken:
        raise _broken() from broken


def matched(pattern: re.Pattern[str], told: object) -> str:
    """A text that is wholly as the pattern says; raises ValidationError."""
    if not isinstance(told, str) or not pattern.fullmatch(told):
        raise _broken()
    return told


def _broken() -> ValidationError:
    return ValidationError(_("This did not arrive as it was sent. Please try again."))
