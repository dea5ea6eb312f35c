"""What a first visit weighs, and when it can be read on a slow line.

JavaScript off, cookies empty, cache empty, each page in a browser of its own. Bytes are the bodies
of all requests as they were sent, compressed; the peers' are all encoded bytes that arrived,
headers included. LCP is the largest contentful paint at 50 kbit/s, 600 ms latency and a processor
slowed four times.
"""

from statistics import median

from bench.peers import peers
from bench.run import Report
from tests.chromium import chromium
from tests.living import installation
from tests.visits import LANGUAGES, LIMIT, pages, visit

NAME = "weight"
SOON = 3.0  # seconds
ROUNDING = 0.1  # kB


def run(report: Report, quick: bool = False) -> None:
    """Every page of the weight law in English and Arabic, then the peers."""
    lightest = min(
        (peer for peer in peers() if peer.name in {"Kolibri", "GlobaLeaks", "Hypha", "pretalx"}),
        key=lambda peer: peer.bytes or 10**9,
    )
    with installation() as house, chromium() as browser:
        for language in LANGUAGES:
            for name, path in pages(browser, house.address, language):
                url = house.address + path
                visit(browser, url)  # the server's own first time is not the visitor's
                fast = visit(browser, url)
                report(
                    f"{language} {name}: bytes",
                    fast.weight,
                    "bytes",
                    against=lightest.bytes,
                    ratio=fast.weight / (lightest.bytes or 1),
                    goal=LIMIT,
                    ok=fast.weight <= LIMIT,
                )
                told = fast.footer_kilobytes
                report(
                    f"{language} {name}: footer says",
                    told,
                    "kB",
                    against=fast.weight / 1000,
                    goal="within 0.1 kB",
                    ok=abs(told - fast.weight / 1000) <= ROUNDING,
                )
                paints = [visit(browser, url, slow=True).lcp for _ in range(1 if quick else 3)]
                seen = [paint for paint in paints if paint is not None]
                lcp = round(median(seen), 2) if seen else "none"
                report(
                    f"{language} {name}: LCP, slow",
                    lcp,
                    "s",
                    against=lightest.lcp,
                    goal=SOON,
                    ok=bool(seen) and median(seen) <= SOON,
                )
    for peer in peers():
        if peer.bytes is not None:
            report(f"{peer.name}, {peer.page}: bytes (all that arrived)", peer.bytes, "bytes")
            report(f"{peer.name}, {peer.page}: LCP, slow", peer.lcp or "unknown", "s")
            report(f"{peer.name}, {peer.page}: JavaScript off", peer.plain, "")
