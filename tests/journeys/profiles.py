"""Browsers that keep a profile on the disk."""

import contextlib
import os

from tests.chromium import FLAGS, program

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
