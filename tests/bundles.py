"""What a browser fetches of our programs, and what that weighs."""

import re
from pathlib import Path

import brotli

from amparo.config.commands import client

AT_ONCE = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']""")
LATER = re.compile(r"""\bimport\(\s*["'](\.[^"']+\.js)["']\s*\)""")


def fetched(name: str, *, later: bool = False) -> set[Path]:
    """The files that an entry ("cases/ask") brings at once, or all that it may bring later."""
    found: set[Path] = set()
    waiting = [(client.BUILT / f"{name}.js").resolve()]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        told = path.read_text(encoding="utf-8")
        names = AT_ONCE.findall(told) + (LATER.findall(told) if later else [])
        waiting += [(path.parent / other).resolve() for other in names]
    return found


def weight(paths: set[Path]) -> int:
    """Bytes of some files as they are sent: each brotli, at the setting of the static files."""
    return sum(len(brotli.compress(path.read_bytes(), quality=11)) for path in paths)
