"""Static files: minified, named by their content, compressed once."""

from collections.abc import Callable, Iterator
from typing import Any

import rcssmin
import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SMALLER: dict[str, Callable[[str], str]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


def _is_bundle(storage: Any) -> bool:
    return getattr(storage, "location", "") == str(settings.AMPARO_CLIENT)


class SmallStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Style sheets and scripts lose their comments before they get their hashed names.

    What esbuild has made is small already, and a second minifier could only break it. Its modules
    name their chunks by content, so that they find them under the names they have.
    """

    manifest_strict = False

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        for name, (storage, path) in paths.items():
            shrink = SMALLER.get("." + name.rsplit(".", 1)[-1])
            if shrink is None or dry_run or _is_bundle(storage):
                continue
            with storage.open(path) as whole:
                small = shrink(whole.read().decode())
            self.delete(name)
            self._save(name, ContentFile(small.encode()))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
