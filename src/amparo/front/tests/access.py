"""Who may open each address of the front."""

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account
from amparo.ground.vocabulary import actions as vocabulary
from tests.architecture.access import Access, Public, SignedIn, Staff

WORDS = (Role.ADMINISTRATOR, Role.EDITOR, Role.STRATEGIST)


def _list() -> dict[str, str]:
    return {"kind": "themes"}


def _entry() -> dict[str, str]:
    vocabulary.load()
    return {"kind": "themes", "slug": "business"}


def _administered() -> dict[str, str]:
    """Somebody administers the installation: set-up is over, for everybody."""
    make_account("the first administrator", roles=[Role.ADMINISTRATOR])
    return {}


ACCESS: dict[str, Access] = {
    "choose_language": Public(),
    "front:home": Public(),
    "front:learn": Public(),
    "front:take_action": Public(),
    "front:about": Public(),
    "front:how_we_protect_you": Public(),
    "front:accessibility": Public(),
    "front:goodbye": Public(),
    "front:set_up": Public(kwargs=_administered, methods=("GET", "POST"), answers=frozenset({404})),
    "front:my_page": SignedIn(),
    "front:export": SignedIn(),
    "front:export_file": SignedIn(),
    "front:delete": SignedIn(methods=("GET", "POST")),
    "front:components": Staff(*Role),
    "front:desk": Staff(*Role),
    "front:jobs": Staff(Role.ADMINISTRATOR, Role.EDITOR),
    "front:audit": Staff(Role.ADMINISTRATOR, Role.AUDITOR, methods=("GET", "POST")),
    "front:organisation": Staff(Role.ADMINISTRATOR, methods=("GET", "POST")),
    "front:words": Staff(*WORDS),
    "front:add_entry": Staff(*WORDS, kwargs=_list, methods=("GET", "POST")),
    "front:edit_entry": Staff(*WORDS, kwargs=_entry, methods=("GET", "POST")),
}
