"""Who may open each address of the press."""

import tempfile
from pathlib import Path
from typing import Any

from amparo.capacity.press.actions.folder import sha
from amparo.capacity.press.models import Finding
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


ACCESS: dict[str, Access] = {
    "press:library": Public(),
    "press:publication": Public(kwargs=_released),
    "press:chapter": Public(kwargs=lambda: _released(chapter="first")),
    "press:chapter_page": Public(kwargs=lambda: _released(chapter="first", page=1)),
    "press:one_file": Public(kwargs=lambda: _released(tag="ar", built="html")),
    "press:figure": Public(kwargs=lambda: _released(name=f"{sha(SVG)}.svg")),
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
