"""What a browser may do on our pages: the policy of every answer, and a stricter one.

`trusted_types` marks a view whose page runs one of our programs (the vault's client): there a
text never becomes code or markup, and a Worker may be made only of our own files, through the one
policy named `amparo` (`ground/vault/client/page.ts`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "worker-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
STRICTER = f"{POLICY}; require-trusted-types-for 'script'; trusted-types amparo"
# Pictures that the program has opened, or is about to clean, are shown from memory.
PICTURES = "img-src 'self' data:", "img-src 'self' data: blob:"


def trusted_types(view: View[P]) -> View[P]:
    """Says of a view that its page runs a program of ours, and nothing else may run there."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = STRICTER.replace(*PICTURES)
        return response

    return guarded
