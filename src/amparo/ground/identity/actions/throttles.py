"""Guessing is slowed, and nobody is locked out; no address takes part.

Failed sign-ins are counted per handle. From the fifth of a day on, the next attempt is evaluated
only after min(2^(n-5), 300) seconds; what comes sooner is not evaluated, not counted and prolongs
nothing. Somebody who hammers at a handle so makes strangers' browsers wait, never one that carries
a device cookie from an earlier success there: that has a counter of its own (OWASP, "Slow Down
Online Guessing Attacks with Device Cookies"). The recovery secret is not slowed per handle at all.

Keys are HMACs with the day's own salt; rows of other days are swept away.
"""

import hashlib
import hmac
import json
import math
import secrets
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from amparo.ground.identity.models import Throttle
from amparo.ground.sealing import rest

FREE_FAILURES = 5
LONGEST_WAIT = 300
DEVICE_PURPOSE = "identity/device"
DEVICES_KEPT = 8
SLACK = 0.001  # seconds: what is counted in floating point
ASTRAY = 60.0  # seconds by which the clocks of two servers may differ
TAKEN = f"""
    INSERT INTO {Throttle._meta.db_table} AS bucket (key, count, at, day) VALUES (%s, %s, %s, %s)
    ON CONFLICT (key) DO UPDATE
    SET at = excluded.at,
        count = CASE WHEN bucket.count BETWEEN %s AND %s THEN bucket.count ELSE %s END + %s
    WHERE bucket.count + %s <= %s OR bucket.count > %s
"""  # noqa: S608 - only our own table's name


class TooSoonError(Exception):
    """The attempt was not evaluated. `seconds` until the next one will be."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


class BusyError(Exception):
    """More people at once than this installation lets in. `seconds` until there is room."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


def attempt(subject: str, *, device: str = "") -> str:
    """Counts an attempt as failed before it is evaluated; `succeeded` takes that back.

    `subject` names what is guessed at ("sign-in/" and a handle); with the nonce of a `device`
    that succeeded there before, that device's own counter is used. Counting first keeps a hundred
    attempts at the same moment from all being the sixth. Returns the counter's key; raises
    TooSoonError.
    """
    now = timezone.now()
    key = _key(f"{subject}/{device}" if device else subject)
    with transaction.atomic():
        row = _locked(key, count=0.0)
        if row.count >= FREE_FAILURES:
            wait = min(2.0 ** (row.count - FREE_FAILURES), LONGEST_WAIT)
            left = (row.at + timedelta(seconds=wait) - now).total_seconds()
            if left > 0:
                raise TooSoonError(math.ceil(left))
        row.count = min(row.count + 1, 60.0)
        row.at = now
        row.save(update_fields=["count", "at"])
    return key


def succeeded(key: str) -> None:
    """The attempt was right after all: its counter starts again."""
    Throttle.objects.filter(key=key).delete()


def spend(name: str, allowance: tuple[int, int]) -> None:
    """Takes one from the installation's own allowance (a token bucket) or raises BusyError.

    `allowance`: how many at once, and how many more each minute. The bucket is one number, the
    moment at which it will be full again (seconds since 1970): taking one moves it on by what one
    takes to refill, and there is none left where that would be later than a whole bucket from now.
    So it is one statement, which two who take at the same moment cannot do at the same time. A
    moment that no bucket of this size can have was told by a clock since put back: it starts anew.
    """
    burst, a_minute = allowance
    one = 60 / a_minute
    now = timezone.now()
    since = now.timestamp()
    key = _key(f"bucket/{name}")
    latest = since + burst * one
    wrong = latest + ASTRAY
    at = connection.ops.adapt_datetimefield_value(now)
    day = connection.ops.adapt_datefield_value(now.date())
    with connection.cursor() as cursor:
        cursor.execute(
            TAKEN,
            [key, since + one, at, day, since, wrong, since, one, one, latest + SLACK, wrong],
        )
        if cursor.rowcount == 1:
            return
    full = Throttle.objects.values_list("count", flat=True).get(key=key)
    raise BusyError(max(math.ceil(full + one - latest), 1))


def first_time(name: str, *, until: datetime) -> bool:
    """Whether this name was never seen before; from now on it was, to the end of that day."""
    day = until.date()
    _row, fresh = Throttle.objects.get_or_create(
        key=_key(f"once/{name}", day),
        defaults={"count": 1.0, "at": timezone.now(), "day": day},
    )
    return fresh


def sweep() -> int:
    """Deletes the counters of days gone by; returns how many."""
    gone, _kinds = Throttle.objects.filter(day__lt=timezone.now().date()).delete()
    return gone


def device_of(cookie: str, account_id: int) -> str:
    """The nonce under which this browser succeeded for the account before; else empty."""
    return _devices(cookie).get(str(account_id), "")


def device_cookie(cookie: str, account_id: int) -> str:
    """The browser's device cookie after a success: sealed, it tells nobody whose it is."""
    devices = _devices(cookie)
    nonce = devices.pop(str(account_id), "") or secrets.token_urlsafe(12)
    devices[str(account_id)] = nonce
    kept = dict(list(devices.items())[-DEVICES_KEPT:])
    return rest.seal(DEVICE_PURPOSE, json.dumps(kept).encode())


def _devices(cookie: str) -> dict[str, str]:
    if not cookie:
        return {}
    try:
        devices: dict[str, str] = json.loads(rest.unseal(DEVICE_PURPOSE, cookie))
    except rest.UnreadableError:
        return {}
    return devices


def _locked(key: str, *, count: float) -> Throttle:
    """The counter's row, made if missing, locked to the end of the transaction."""
    now = timezone.now()
    row, _fresh = Throttle.objects.select_for_update().get_or_create(
        key=key, defaults={"count": count, "at": now, "day": now.date()}
    )
    return row


def _key(name: str, day: date | None = None) -> str:
    day = day or timezone.now().date()
    salt = rest.derived(f"identity/throttle/{day.isoformat()}")
    return hmac.new(salt, name.encode(), hashlib.sha256).hexdigest()
