"""The last look before sending, and what browsers send that seal by themselves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amparo.ground.questions.queries import (
    HEXADECIMAL,
    TOKEN,
    clean_frame,
    clean_ids,
    matched,
    plain_json,
)
from amparo.ground.vault.models import KeyEpoch


class OtherEpochError(Exception):
    """Sealed to a key that is no longer the door's."""


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
