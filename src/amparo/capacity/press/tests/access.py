"""Who may open each address of the press."""

import tempfile
from pathlib import Path
from typing import Any

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions.folder import sha
from amparo.capacity.press.models import Build, Finding
from amparo.ground.identity.models import Role
from tests.architecture.access import Access, Public, Staff

from .factories import SVG, make_files, make_publication


def _released(*, built: str = "", **more: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        edition = make_publication(Path(place))
    if built:
        make_files(edition, [more["tag"]], [built])
    return {"slug": edition.publication.slug, **more}


def _found() -> dict[str, Any]:
    kwargs = _released()
    return {**kwargs, "pk": Finding.objects.latest("pk").pk}


def _shelf() -> dict[str, Any]:
    _released(built="html", tag="ar")
    return {"tag": "ar"}


def _copy() -> dict[str, Any]:
    _released(built="html", tag="ar")
    return {"code": Build.objects.filter(offered=True).latest("pk").code}


def _keyed() -> dict[str, Any]:
    actions.ensure_key()
    return {}


def _whole_library() -> dict[str, Any]:
    _released(built="html", tag="ar")
    actions.make_library(lambda _fraction, _step: None)
    build = Build.objects.filter(publication=None, offered=True).latest("pk")
    return {"tag": build.language, "name": queries.file_name(build)}


ACCESS: dict[str, Access] = {
    "press:library": Public(),
    "press:publication": Public(kwargs=_released),
    "press:chapter": Public(kwargs=lambda: _released(chapter="first")),
    "press:chapter_page": Public(kwargs=lambda: _released(chapter="first", page=1)),
    "press:one_file": Public(kwargs=lambda: _released(tag="ar", built="html")),
    "press:figure": Public(kwargs=lambda: _released(name=f"{sha(SVG)}.svg")),
    "press:take": Public(kwargs=_released),
    "press:file": Public(kwargs=lambda: _released(tag="ar", name="short.ar.html", built="html")),
    "press:take_library": Public(),
    "press:library_file": Public(kwargs=_whole_library),
    "press:news": Public(),
    "press:catalogue": Public(),
    "press:shelf": Public(kwargs=_shelf),
    "press:current": Public(kwargs=_copy),
    "short": Public(kwargs=_copy),
    "press:key": Public(),
    "press:public_key": Public(kwargs=_keyed),
    "press:counts": Staff(Role.EDITOR, Role.STRATEGIST),
    "press:desk": Staff(Role.EDITOR, Role.TRANSLATOR),
    "press:manage": Staff(Role.EDITOR, Role.TRANSLATOR, kwargs=_released),
    "press:step": Staff(Role.EDITOR, kwargs=lambda: _released(number=1), methods=("POST",)),
    "press:new": Staff(Role.EDITOR),
    "press:chapters": Staff(Role.EDITOR, kwargs=_released),
    "press:edit": Staff(Role.EDITOR, kwargs=lambda: _released(chapter="first")),
    "press:revisions": Staff(Role.EDITOR, kwargs=lambda: _released(chapter="first")),
    "press:figures": Staff(Role.EDITOR, kwargs=_released),
    "press:words": Staff(Role.EDITOR, kwargs=_released),
    "press:bring": Staff(Role.EDITOR, kwargs=_released),
    "press:release": Staff(Role.EDITOR, kwargs=lambda: _released(number=1)),
    "press:notice": Staff(Role.EDITOR, kwargs=_released),
    "press:waive": Staff(Role.EDITOR, kwargs=_found, methods=("POST",)),
}
