"""What this installation is called, and how heavy its style sheet is."""

from functools import cache
from pathlib import Path

import brotli
import rcssmin
from django.conf import settings

from .models import Installation

SHEET = Path(__file__).parent / "static" / "interface" / "amparo.css"


def installation() -> Installation:
    """This installation's row; before set-up, a nameless one that is not saved. One query."""
    found = Installation.objects.filter(pk=1).first()
    return found or Installation(
        pk=1, name="Amparo", is_demonstration=settings.AMPARO_DEMONSTRATION, stamp=0
    )


@cache
def sheet_weight() -> int:
    """Bytes of the style sheet as a browser that reads Brotli receives it."""
    small = rcssmin.cssmin(SHEET.read_text(encoding="utf-8"))
    return len(brotli.compress(small.encode(), quality=11))
