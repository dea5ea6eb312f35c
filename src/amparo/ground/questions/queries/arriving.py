"""What a browser sends that sealed by itself, as clean values: frames, ids, hexadecimal."""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from amparo.ground.sealing import frames

HEXADECIMAL = re.compile(r"[0-9a-f]{64}")
TOKEN = re.compile(r"[0-9a-f]{32,64}")
MOST_FILES = 20  # of one form


def plain_json(content: bytes) -> Mapping[str, object]:
    """An object of JSON; raises ValidationError."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as broken:
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
