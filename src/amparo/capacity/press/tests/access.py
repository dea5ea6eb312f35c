"""Who may open each address of the press."""

import tempfile
from pathlib import Path
from typing import Any

from amparo.capacity.press.actions.folder import sha
from amparo.ground.identity.models import Role
from tests.architecture.access import Access, Public, Staff

from .factories import SVG, make_files, make_publication


def _released(*, built: str = "", **more: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        edition = make_publication(Path(place))
    if built:
        make_files(edition, [more["tag"]], [built])
    return {"slug": edition.publication.slug, **more}


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
}
