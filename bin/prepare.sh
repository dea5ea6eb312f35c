# What the three commands share: a Python, uv in a folder of its own, and the packages of uv.lock.
# Sourced, never run. Everything lands inside the clone; work already done is not done again.

clone=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$clone"
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 UV_PROJECT_ENVIRONMENT="$clone/.venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
uv_version=0.13.9
# Somebody without a home of their own keeps the package cache here.
[ -w "${HOME:-/nowhere}" ] || export UV_CACHE_DIR="$clone/.tools/cache" PIP_NO_CACHE_DIR=1

say() { printf '%s\n' "$*" >&2; }

# The path of a Python >= 3.11 that can make virtual environments; shims of version managers are
# followed to the interpreter they stand for.
find_python() {
    for candidate in python3.13 python3.12 python3.11 python3 /usr/bin/python3.13 \
        /usr/bin/python3.12 /usr/bin/python3.11 /usr/bin/python3 /usr/local/bin/python3 \
        "${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.1[1-9]*/bin/python3 \
        python3.14 python3.15; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        "$candidate" -c '
import sys, venv, ensurepip
if sys.version_info < (3, 11): raise SystemExit(1)
print(getattr(sys, "_base_executable", "") or sys.executable)' 2>/dev/null && return 0
    done
    return 1
}

works() { [ -x "$1" ] && "$1" -c 'import encodings' >/dev/null 2>&1; }

# prepare GROUPS: the packages for running ("--no-dev") or for testing too ("--dev").
prepare() {
    stamp=".venv/.prepared$1"
    now=$(cksum uv.lock pyproject.toml bin/prepare.sh)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && works .venv/bin/python; then
        return 0
    fi
    if works .venv/bin/python; then
        python="$clone/.venv/bin/python"
    else
        rm -rf .venv
        python=$(find_python) || {
            say "Amparo needs Python 3.11 or later with venv and pip, and found none."
            say "On Debian: apt-get install python3 python3-venv python3-pip"
            return 1
        }
    fi
    if ! { works .tools/uv/bin/python && .tools/uv/bin/uv --version >/dev/null 2>&1; }; then
        say "Fetching uv $uv_version into .tools"
        rm -rf .tools/uv
        base=$(find_python)
        "$base" -m venv .tools/uv
        .tools/uv/bin/python -m pip install -qq --no-input "uv==$uv_version"
    fi
    say "Fetching the packages named in uv.lock into .venv"
    .tools/uv/bin/uv sync --quiet --frozen --inexact "$1" --python "$python"
    printf '%s\n' "$now" >"$stamp"
    if [ "$1" = --dev ]; then printf '%s\n' "$now" >.venv/.prepared--no-dev; fi
}
