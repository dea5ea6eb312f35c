"""Who may open each address of the strategy."""

from amparo.direction.strategy import actions
from amparo.ground.identity.models import Role
from tests.architecture.access import Access, Public, Staff


def _framework() -> dict[str, str]:
    actions.load()
    return {}


def _promise() -> dict[str, str]:
    actions.load()
    return {"code": "R4"}


ACCESS: dict[str, Access] = {
    "strategy:framework": Public(kwargs=_framework),
    "strategy:reword_framework": Staff(Role.STRATEGIST, kwargs=_framework, methods=("GET", "POST")),
    "strategy:reword_commitment": Staff(Role.STRATEGIST, kwargs=_promise, methods=("GET", "POST")),
}
