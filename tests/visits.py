"""First visits: what a page of ours sends to a browser that has never been here.

Bodies are counted twice and must agree: what Chromium says arrived for each request, less the
bytes of its headers, and the Content-Length each answer declared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession

SLOW_RATE = 50_000 / 8  # bytes a second: 50 kbit/s
SLOW_LATENCY = 600  # milliseconds
SLOW_PROCESSOR = 4  # times
LIMIT = 14_600  # bytes: ten TCP segments of 1,460, the first flight of a fresh connection
QUERIES = {"en": "reprisals", "ar": "الانتقام"}
HANDBOOK = "writing-to-special-procedures"
LANGUAGES = ("en", "ar")


class MiscountedError(Exception):
    """The two counts of a body disagree."""


class NotThereError(Exception):
    """A page that should be there answered something else: its weight says nothing."""


@dataclass
class Visit:
    """One first visit: body bytes by address, the footer, when the largest part showed."""

    bodies: dict[str, int] = field(default_factory=dict)
    footer: str = ""
    lcp: float | None = None  # seconds

    @property
    def weight(self) -> int:
        return sum(self.bodies.values())

    @property
    def footer_kilobytes(self) -> float:
        """The footer's figure, whatever digits and decimal sign its language uses."""
        kept = [character for character in self.footer if character.isdigit() or character in ".,٫"]
        figure = "".join(str(int(c)) if c.isdigit() else "." for c in kept)
        return float(figure.strip("."))


def pages(browser: Browser, address: str, language: str) -> Iterator[tuple[str, str]]:
    """The eleven pages of the weight law, name and path; of the chapters the heaviest."""
    start = f"/{language}/"
    book = f"{start}library/{HANDBOOK}/"
    yield "home", start
    yield "library", f"{start}library/"
    yield "publication", book
    yield "chapter", _heaviest_chapter(browser, address, book)
    yield "our strategy", f"{start}our-strategy/"
    yield "search results", f"{start}search/?q={QUERIES[language]}"
    yield "sign-up", f"{start}sign-up/"
    yield "sign-in", f"{start}sign-in/"
    yield "help", f"{start}contact/"
    yield "asking", f"{start}contact/ask/"
    yield "coming back", f"{start}contact/again/"


def _heaviest_chapter(browser: Browser, address: str, book: str) -> str:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    try:
        page = context.new_page()
        page.goto(book)
        links = page.locator("main a").evaluate_all("all => all.map(a => a.pathname)")
        chapters = sorted({path for path in links if path.startswith(book) and path != book})
        chapters = [path for path in chapters if "/files/" not in path]
        sizes = {path: len(context.request.get(path).body()) for path in chapters}
        return max(sizes, key=lambda path: sizes[path])
    finally:
        context.close()


def visit(browser: Browser, url: str, *, slow: bool = False) -> Visit:
    """Visit an address with JavaScript off, no cookies and an empty cache."""
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 360, "height": 640},
        device_scale_factor=2,
    )
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        counted = Visit()
        headers: dict[str, dict[str, Any]] = {}
        paints: list[float] = []
        _listen(session, counted, headers, paints)
        if slow:
            _slow_down(session)
        answer = page.goto(url, wait_until="networkidle", timeout=60_000)
        if answer is None or answer.status != 200:
            raise NotThereError(f"{url} answered {answer and answer.status}")
        page.wait_for_timeout(200)
        if paints:
            origin = page.evaluate("performance.timeOrigin") / 1000
            counted.lcp = max(paints) - origin
        counted.footer = page.locator("footer .weight").inner_text()
        return counted
    finally:
        context.close()


def _listen(
    session: CDPSession, counted: Visit, headers: dict[str, dict[str, Any]], paints: list[float]
) -> None:
    def answered(event: dict[str, Any]) -> None:
        headers[event["requestId"]] = event["response"]

    def finished(event: dict[str, Any]) -> None:
        response = headers.get(event["requestId"])
        if response is None or response["url"].startswith("data:"):
            return
        arrived = int(event["encodedDataLength"]) - int(response["encodedDataLength"])
        lower = {name.lower(): value for name, value in response["headers"].items()}
        declared = int(lower.get("content-length", -1))
        if declared != arrived:
            raise MiscountedError(f"{response['url']}: {arrived} arrived, {declared} declared")
        counted.bodies[response["url"]] = arrived

    def painted(event: dict[str, Any]) -> None:
        details = event["event"].get("lcpDetails")
        if details:
            paints.append(details.get("renderTime") or details["loadTime"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.on("PerformanceTimeline.timelineEventAdded", painted)
    session.send("Network.enable")
    session.send("PerformanceTimeline.enable", {"eventTypes": ["largest-contentful-paint"]})


def _slow_down(session: CDPSession) -> None:
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": SLOW_LATENCY,
            "downloadThroughput": SLOW_RATE,
            "uploadThroughput": SLOW_RATE,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
