"""Pages made once for everybody who may see the same.

`Shelf` holds pages in one process's memory, each under the installation's stamp. The middleware
keeps what signed-out visitors get; `alike` keeps what signed-in readers without a staff role get,
where a view says that they all get the same. Nothing of a person is in a kept page: the form token
in its frame is taken out before it is kept, and each reader's own is put in.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from . import queries

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]+(")')


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it leaves: body for each coding, headers, and the stamp it is good for."""

    stamp: int
    bodies: dict[str, bytes]
    headers: tuple[tuple[str, str], ...]
    etag: str

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))


class Shelf:
    """Kept pages, shared by a process's threads; the one asked for longest ago goes first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity  # bytes
        self.held = 0
        self.pages: OrderedDict[str, Kept] = OrderedDict()
        self.lock = Lock()

    def find(self, key: str, stamp: int) -> Kept | None:
        with self.lock:
            page = self.pages.get(key)
            if page is None or page.stamp != stamp:
                return None
            self.pages.move_to_end(key)
            return page

    def put(self, key: str, page: Kept) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.held += page.size - (old.size if old else 0)
            self.pages[key] = page
            while self.held > self.capacity:
                _, gone = self.pages.popitem(last=False)
                self.held -= gone.size


signed_in = Shelf(capacity=24_000_000)


def alike(view: View[P]) -> View[P]:
    """Says of a view that all signed-in readers without a staff role get the same page.

    True only of pages whose content depends on the address and on what the stamp counts. A query
    string, another method or a staff role make the page anew.
    """

    @wraps(view)
    def made_or_kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        plain = getattr(request.user, "sees_what_all_see", False)
        if request.method != "GET" or request.META.get("QUERY_STRING") or not plain:
            return view(request, *args, **kwargs)
        house = queries.installation()
        request.installation = house  # type: ignore[attr-defined]
        page = signed_in.find(request.path, house.stamp)
        if page is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies or not house.stamp:
                return response
            body, tokens = TOKEN.subn(rb"\1\2", response.content)
            if tokens != 1:
                return response
            page = Kept(house.stamp, {"": body}, tuple(response.headers.items()), "")
            signed_in.put(request.path, page)
        token = get_token(request).encode()
        start = b'name="csrfmiddlewaretoken" value="'
        response = HttpResponse(page.bodies[""].replace(start, start + token, 1))
        for name, value in page.headers:
            if name != "Content-Length":
                response.headers[name] = value
        return response

    return made_or_kept
