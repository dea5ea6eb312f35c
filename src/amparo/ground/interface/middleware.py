"""The outermost doors: what every answer says about itself, and how it is sent.

`guarded` puts the security headers on every answer. `sent` compresses, writes each page's weight
into its footer, and keeps public pages in memory, compressed, until what they show changes.
"""

import gzip
import hashlib
import secrets
from collections.abc import Callable

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import formats, translation

from . import queries
from .guarding import POLICY
from .keeping import TOKEN, Kept, Shelf

WEIGHT_MARK = "\N{SYMBOL FOR NULL}weight\N{SYMBOL FOR NULL}"
Handler = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(),"
        " publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
}


def guarded(get_response: Handler) -> Handler:
    """Security headers on every answer, static files and errors included."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure() and not settings.AMPARO_DEMONSTRATION:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        response.headers.pop("X-Request-ID", None)
        return response

    return middleware


shelf = Shelf(capacity=48_000_000)


def sent(get_response: Handler) -> Handler:
    """Kept pages out of memory; every other page weighed, compressed and marked."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        coding = _coding(request)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        may_keep = (
            request.method in ("GET", "HEAD")
            and not signed_in
            and not request.META.get("QUERY_STRING")
            and _is_for_us(request)
        )
        installation = None
        if may_keep:
            installation = queries.installation()
            request.installation = installation  # type: ignore[attr-defined]
            page = shelf.find(request.path, installation.stamp)
            if page is not None:
                return _answer(request, page, coding)
        response = get_response(request)
        if not isinstance(response, HttpResponse) or response.streaming:
            return response
        told = response.headers.get("Cache-Control", "")
        if (
            may_keep
            and installation is not None
            and installation.stamp
            and response.status_code == 200
            and not response.cookies
            and "no-store" not in told
            and "User-Agent" not in response.headers.get("Vary", "")
            and _is_page(response)
            and not TOKEN.search(response.content)
        ):
            page = _keep(response, installation.stamp)
            shelf.put(request.path, page)
            return _answer(request, page, coding)
        if signed_in and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        elif _is_page(response) and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        if _is_page(response):
            _send_fresh(response, coding, compress="no-transform" not in told)
        return response

    return middleware


def _is_for_us(request: HttpRequest) -> bool:
    """Whether the host that was asked for is one of ours; if not, Django refuses further in."""
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _coding(request: HttpRequest) -> str:
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    if "br" in [part.split(";")[0].strip() for part in accepted.split(",")]:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _compressed(body: bytes, coding: str, *, best: bool) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=11 if best else 4))
    if coding == "gzip":
        return gzip.compress(body, compresslevel=9 if best else 5, mtime=0)
    return body


def _told(weight: int, language: str) -> bytes:
    """A weight in bytes as the footer says it: kilobytes to one place, in a language's digits."""
    with translation.override(language):
        return formats.number_format(round(weight / 1000, 1), decimal_pos=1).encode()


def _weighed(body: bytes, coding: str, language: str, *, best: bool) -> bytes:
    """The body with its weight written in: itself as sent, and the style sheet."""
    mark = WEIGHT_MARK.encode()
    if mark not in body:
        return body
    guess = body.replace(mark, b"0.0")
    weight = len(_compressed(guess, coding, best=best)) + queries.sheet_weight()
    return body.replace(mark, _told(weight, language))


def _language(response: HttpResponse) -> str:
    return response.headers.get("Content-Language") or settings.LANGUAGE_CODE


def _keep(response: HttpResponse, stamp: int) -> Kept:
    language = _language(response)
    body = _weighed(response.content, "br", language, best=True)
    plain = _weighed(response.content, "gzip", language, best=True)
    bodies = {
        "br": _compressed(body, "br", best=True),
        "gzip": _compressed(plain, "gzip", best=True),
        "": _weighed(response.content, "", language, best=True),
    }
    headers = tuple(
        (name, value)
        for name, value in response.headers.items()
        if name not in ("Content-Length", "Vary", "Cache-Control")
    )
    return Kept(stamp, bodies, headers, hashlib.sha256(body).hexdigest()[:24])


def _answer(request: HttpRequest, page: Kept, coding: str) -> HttpResponse:
    etag = f'W/"{page.etag}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(page.bodies[coding])
        for name, value in page.headers:
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(response.content))
        if coding:
            response.headers["Content-Encoding"] = coding
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def _send_fresh(response: HttpResponse, coding: str, *, compress: bool) -> None:
    """Weigh and compress a page made for one person.

    A page may hold a form's token beside words that somebody else chose; a comment of random
    length hides how well the two compress together (BREACH, 2013).
    """
    coding = coding if compress else ""
    body = response.content
    if coding:
        body += b"<!--" + secrets.token_hex(64)[: secrets.randbelow(97)].encode() + b"-->"
    body = _weighed(body, coding, _language(response), best=False)
    response.content = _compressed(body, coding, best=False)
    if coding:
        response.headers["Content-Encoding"] = coding
        vary = response.headers.get("Vary", "")
        response.headers["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
    response.headers["Content-Length"] = str(len(response.content))
