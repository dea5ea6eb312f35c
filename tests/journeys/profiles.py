"""Browsers that keep a profile on the disk, and other programs in the same installation."""

import contextlib
import os
import subprocess
import sys

from tests.chromium import FLAGS, program
from tests.living import environment

STORE = """async (words) => {
  localStorage.setItem("control", words);
  await (await caches.open("control")).put("/control", new Response(words));
}"""


@contextlib.contextmanager
def profile(browser, house, folder, *, javascript=True):
    """A page of a browser that keeps a profile on the disk, as people's browsers do."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=program(), headless=True, args=FLAGS, env=dict(os.environ),
        base_url=house.address, java_script_enabled=javascript, locale="en",
        viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    context.set_default_timeout(30_000)
    page = context.pages[0]
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def inside(house, mail, *arguments):
    """Another program in the same installation."""
    more = {"AMPARO_HOME": str(house.home), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"}
    more["AMPARO_MAIL"] = mail
    if house.database:
        more["AMPARO_DATABASE_URL"] = house.database
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environment(**more), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
