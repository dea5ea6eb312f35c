"""A person without a browser: cookies, forms with their tokens, and nothing else."""

import base64
import hashlib
import hmac
import http.client
import re
import struct
import time
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DRAFT = re.compile(r'name="draft" value="([^"]+)"')
MOST_REDIRECTS = 5
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What came back: status, headers in small letters, and the body as text."""

    status: int
    headers: dict[str, str]
    text: str
    path: str


@dataclass
class Visitor:
    """One browser's worth of cookies at one address (http://localhost:PORT)."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str | bytes = "", kind: str = FORM) -> Answer:
        """One request, redirects not followed. `kind` is what the body is."""
        host = urllib.parse.urlsplit(self.address)
        connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
        headers = {"Host": host.netloc, "Accept-Language": "en"} | self.headers
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers |= {
                "Content-Type": kind,
                "Origin": self.address,
                "Referer": self.address + path,
            }
        try:
            sent = body.encode() if isinstance(body, str) else body
            connection.request(method, path, sent or None, headers)
            response = connection.getresponse()
            self._take_cookies(response)
            text = response.read().decode("utf-8", errors="replace")
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, text, path)
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """A page, redirects followed."""
        answer = self.ask("GET", path)
        for _ in range(MOST_REDIRECTS):
            where = answer.headers.get("location")
            if answer.status not in (301, 302, 303) or not where or where.startswith("http"):
                break
            answer = self.ask("GET", where)
        return answer

    def send(self, path: str, **fields: str) -> Answer:
        """Open the form at a path, fill it in, send it, and follow where it leads."""
        return self.go_on(self.get(path), **fields)

    def go_on(self, page: Answer, **fields: str) -> Answer:
        """Fill in the form of a page that came, with the draft it holds, and send it."""
        token, draft = TOKEN.search(page.text), DRAFT.search(page.text)
        assert token, f"no form at {page.path}"
        hidden = {"draft": draft[1]} if draft else {}
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **hidden, **fields})
        answer = self.ask("POST", page.path, body)
        where = answer.headers.get("location", "")
        if answer.status in (301, 302, 303) and where.startswith("/"):
            return self.get(where)
        return answer

    def sign_in(self, handle: str, passphrase: str, secret: str = "") -> Answer:
        """Sign in, with a code where a TOTP secret is given."""
        answer = self.send("/en/sign-in/", handle=handle, passphrase=passphrase)
        if secret:
            answer = self.send("/en/sign-in/code/", code=code_of(secret))
        return answer

    def _take_cookies(self, response: http.client.HTTPResponse) -> None:
        for header in response.msg.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)


def code_of(secret: str, at: float | None = None) -> str:
    """The six digits of a base32 secret at a moment (RFC 6238, SHA-1, 30 seconds)."""
    step = struct.pack(">Q", int(at if at is not None else time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
