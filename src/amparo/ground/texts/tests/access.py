"""Who may open each address of the translation desk."""

from typing import Any

from amparo.ground.identity.models import Role
from amparo.ground.texts import actions
from amparo.ground.texts.actions.comparing import read_package
from amparo.ground.texts.actions.merging import merge_package
from amparo.ground.texts.actions.packages import make_package
from amparo.ground.texts.models import Format
from tests.architecture.access import Access, Staff

from .desks import make_project

TRANSLATORS = (Role.EDITOR, Role.TRANSLATOR)


def _project() -> dict[str, Any]:
    return {"project": make_project().pk}


def _language() -> dict[str, Any]:
    return {**_project(), "tag": "ar"}


def _chapter() -> dict[str, Any]:
    project = make_project()
    return {"project": project.pk, "tag": "ar", "text": project.places.get(order=0).text_id}


def _segment() -> dict[str, Any]:
    project = make_project()
    text = project.places.get(order=0).text
    return {"project": project.pk, "tag": "ar", "segment": text.segments.get(position=0).pk}


def _concept() -> dict[str, Any]:
    return {"concept": actions.add_concept(note="Somebody who defends rights.", by=None).pk}


def _package() -> dict[str, Any]:
    project = make_project()
    package, content = make_package(project, "ar", format=Format.PO, by=None)
    merge_package(read_package(None, "", content), by=None)
    return {"project": project.pk, "tag": "ar", "key": package.key}


def _brought() -> dict[str, Any]:
    return {**_language(), "word": "nobody-kept-this"}


ACCESS: dict[str, Access] = {
    "texts:projects": Staff(*TRANSLATORS),
    "texts:glossary": Staff(*TRANSLATORS),
    "texts:add_concept": Staff(*TRANSLATORS, methods=("GET", "POST")),
    "texts:import_glossary": Staff(*TRANSLATORS, methods=("GET", "POST")),
    "texts:concept": Staff(*TRANSLATORS, kwargs=_concept, methods=("GET", "POST")),
    "texts:project": Staff(*TRANSLATORS, kwargs=_project),
    "texts:open_language": Staff(Role.EDITOR, kwargs=_project, methods=("GET", "POST")),
    "texts:language": Staff(*TRANSLATORS, kwargs=_language),
    "texts:close": Staff(Role.EDITOR, kwargs=_language, methods=("POST",)),
    "texts:credit": Staff(*TRANSLATORS, kwargs=_language, methods=("POST",)),
    "texts:onward": Staff(*TRANSLATORS, kwargs=_language),
    "texts:words": Staff(*TRANSLATORS, kwargs=_language, methods=("GET", "POST")),
    "texts:chapter": Staff(*TRANSLATORS, kwargs=_chapter, methods=("GET", "POST")),
    "texts:segment": Staff(*TRANSLATORS, kwargs=_segment, methods=("GET", "POST")),
    "texts:packages": Staff(*TRANSLATORS, kwargs=_language, methods=("GET", "POST")),
    "texts:package_bring": Staff(*TRANSLATORS, kwargs=_language, methods=("POST",)),
    "texts:package_preview": Staff(*TRANSLATORS, kwargs=_brought, methods=("GET", "POST")),
    "texts:package": Staff(*TRANSLATORS, kwargs=_package),
}
