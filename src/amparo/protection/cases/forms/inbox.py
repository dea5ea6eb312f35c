"""The secret as it comes back, what is added under it, and what browsers send by themselves."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.ground.questions.queries import (
    HEXADECIMAL,
    SecretField,
    clean_ids,
    matched,
    plain_json,
)

ACTS = re.compile(r"look|door|read|safe|erase|say")


class ReturnForm(forms.Form):
    """One box for any form of the secret."""

    secret = SecretField(
        label=_("Your secret"),
        help_text=_("Twelve words or forty digits, as you wrote them down."),
    )


class AnswerForm(forms.Form):
    """Words to add."""

    words = forms.CharField(
        label=_("Write to them"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "autocomplete": "off"}),
    )


def sealed_visit(content: bytes) -> Mapping[str, Any]:
    """What a browser asks that opens its inbox by itself: JSON {act, lookup, ...}.

    `read` has ids; `say` has epoch, frame, token and blobs, still to be cleaned with the door's
    epoch. Raises ValidationError.
    """
    told = dict(plain_json(content))
    told["act"] = matched(ACTS, told.get("act"))
    told["lookup"] = matched(HEXADECIMAL, told.get("lookup"))
    told["ids"] = [str(one) for one in clean_ids(told.get("ids", []))]
    return told
