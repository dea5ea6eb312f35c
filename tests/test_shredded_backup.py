"""What was destroyed cannot be opened from an older backup, with every key that is left."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.living import environment, own_database

pytestmark = [pytest.mark.slow, pytest.mark.engine]

WORDS = "They came to the house on the fourth day"

# Two cases of one colleague; every key that a person of this house has is told.
BEGIN = f"""
from django.core.management import call_command
call_command("migrate", verbosity=0)
from amparo.protection.cases.tests.factories import do, item_json, living, make_case, person
rosa = person("rosa", "keyholder", "caseworker")
cases = []
for _ in range(2):
    case = make_case(rosa)
    item = item_json(rosa, case=case.pk, epoch=living(case.pk), body={{"words": {WORDS!r}}})
    do(rosa, verb="case.items", case=str(case.pk), items=[item])
    cases.append(str(case.pk))
from pathlib import Path
from django.conf import settings
(Path(settings.AMPARO_HOME) / "installation.json").write_text("{{}}")
tell(cases=cases, keys=[rosa.identity.secret, *rosa.opened.values()])
"""

SHRED = """
from amparo.protection.cases.actions import shredding
from amparo.protection.cases.models import Case
case = Case.objects.get(pk=given["cases"][0])
shredding.begin(case)
shredding.finish(case.pk)
tell(state=Case.objects.get(pk=case.pk).state)
"""

# Everything that is stored of each case, with every key: of the keystore, of people, of grants.
OPEN = """
from amparo.ground.sealing import age, canonical, frames
from amparo.ground.vault import keystore
from amparo.ground.vault.models import Grant
from amparo.ground.sealing.opening import Bunch, CannotRead
from amparo.protection.cases.models import Item
bunch = Bunch()
for path in keystore.folder().glob("*"):
    bunch.add(path.read_text())
for key in given["keys"]:
    bunch.add(key)
def opens(content):
    try:
        return given["words"] in bunch.open(bytes(content)).decode()
    except CannotRead:
        return False
for grant in Grant.objects.all():
    opens(grant.content)
tell(opened={
    case: any([opens(item.frame) for item in Item.objects.filter(case=case)])
    for case in given["cases"]
}, rows={case: Item.objects.filter(case=case).count() for case in given["cases"]})
"""


class House:
    """A home and its database, and what scripts say that run on them."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        more = {"AMPARO_DATABASE_URL": database} if database else {}
        self.environment = environment(
            AMPARO_HOME=str(home), DJANGO_SETTINGS_MODULE="amparo.config.settings", **more
        )

    def run(self, script: str, **given: Any) -> dict[str, Any]:
        before = (
            "import json\nimport django\ndjango.setup()\n"
            f"given = json.loads({json.dumps(given)!r})\n"
            "def tell(**told): print(json.dumps(told))\n"
        )
        done = self._do([sys.executable, "-c", before + script])
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def amparo(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return self._do([sys.executable, "-m", "amparo.config.cli", *words])

    def _do(self, words: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=False
        )


@contextlib.contextmanager
def restored(backup: Path, home: Path, *words: str) -> Iterator[House]:
    with own_database() as database:
        house = House(home, database)
        done = house.amparo("restore", str(backup), *words)
        assert done.returncode == 0, done.stderr
        yield house


def test_an_older_backup_does_not_open_what_was_destroyed_since(tmp_path: Path) -> None:
    old, new = tmp_path / "old.tar", tmp_path / "new.tar"
    with own_database() as database:
        house = House(tmp_path / "home", database)
        told = house.run(BEGIN)
        asked = {**told, "words": WORDS}
        gone, kept = told["cases"]
        assert house.run(OPEN, **asked)["opened"] == {gone: True, kept: True}
        done = house.amparo("backup", str(old))
        assert done.returncode == 0, done.stderr
        assert "One of the two alone restores no case" in done.stdout
        assert house.run(SHRED, **told)["state"] == "shredded"
        assert house.amparo("backup", str(new)).returncode == 0
        lacking = house.amparo("keystore", "--verify", str(new) + ".keys")
        assert lacking.returncode == 0, lacking.stderr
    newest = ("--keys", f"{new}.keys")
    with restored(old, tmp_path / "a", *newest) as house:
        found = house.run(OPEN, **asked)
        assert found["rows"][gone]  # the rows are there again, and that is all
        assert found["opened"] == {gone: False, kept: True}
    with restored(old, tmp_path / "b", "--without-keys") as house:
        assert house.run(OPEN, **asked)["opened"] == {gone: False, kept: False}
    # The control, and the reason why keys are kept for 14 days at the most.
    with restored(old, tmp_path / "c") as house:
        assert house.run(OPEN, **asked)["opened"] == {gone: True, kept: True}


def test_keys_are_restored_to_where_the_keystore_is(tmp_path: Path) -> None:
    backup, elsewhere = tmp_path / "one.tar", tmp_path / "disk" / "keystore"
    with own_database() as database:
        house = House(tmp_path / "home", database)
        house.environment["AMPARO_KEYSTORE"] = str(elsewhere)
        told = house.run(BEGIN)
        assert not (house.home / "keystore").exists()
        assert house.amparo("backup", str(backup)).returncode == 0
    before = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    assert before
    with own_database() as database:
        house = House(tmp_path / "again", database)
        house.environment["AMPARO_KEYSTORE"] = str(elsewhere)
        refused = house.amparo("restore", str(backup))
        assert refused.returncode == 1
        assert "holds keys already" in refused.stderr
        assert not house.home.exists()
        house.environment["AMPARO_KEYSTORE"] = str(tmp_path / "new")
        done = house.amparo("restore", str(backup))
        assert done.returncode == 0, done.stderr
        assert not (house.home / "keystore").exists()
        assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == before
        assert all(house.run(OPEN, **told, words=WORDS)["opened"].values())
