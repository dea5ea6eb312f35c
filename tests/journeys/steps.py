"""One step of a person in a browser without scripts of ours: what they press brings a page.

A browser may still show the page that was left when a click is done; what is read there without
waiting would be of the wrong page.
"""

from playwright.sync_api import Locator


def follow(pressed: Locator) -> None:
    """Press a link or a button and wait for the page that it brings."""
    with pressed.page.expect_navigation():
        pressed.click()
