"""What others weigh and cost, measured once, on 22 November 2026, on one 2-core Debian 12 machine.

Each peer was installed from its own sources with its documented production server, loopback only.
Weight: first visit, cold, headless Chromium 156, 360x640 at 2x; slow is 50 kbit/s, 600 ms latency
and a processor slowed four times. Cost: `wrk -t1 -c8 -d10s`, median of three. The machine was
shared: bytes and processor time hold, times and rates drift. An empty field was not measured.
"""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Peer:
    """One page of another project; None where nobody measured."""

    name: str
    page: str
    bytes: int | None
    lcp: float | None  # seconds
    cpu: float | None  # milliseconds a request
    plain: str  # what it does with JavaScript off


def peers() -> list[Peer]:
    with (Path(__file__).parent / "peers.csv").open(encoding="utf-8", newline="") as rows:
        return [
            Peer(
                name=row["peer"],
                page=row["page"],
                bytes=int(row["bytes"]) if row["bytes"] else None,
                lcp=float(row["lcp_seconds"]) if row["lcp_seconds"] else None,
                cpu=float(row["cpu_ms_per_request"]) if row["cpu_ms_per_request"] else None,
                plain=row["without_javascript"] or "unknown",
            )
            for row in csv.DictReader(rows)
        ]
