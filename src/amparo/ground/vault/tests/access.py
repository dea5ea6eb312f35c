"""Who may open each address of this room."""

import io
from collections.abc import Mapping
from typing import Any

from amparo.ground.identity.models import Account, Role
from amparo.ground.sealing import age, frames
from amparo.ground.vault import actions
from amparo.ground.vault.models import Keyring
from amparo.ground.vault.tests.sealed_world import Person, epoch, person
from tests.architecture.access import Access, Owned, Public, Staff


def _blob(account: Account) -> Mapping[str, Any]:
    known = Keyring.objects.filter(account=account).first()
    somebody = Person(known, age.new_identity(), b"") if known else person(account)
    made = epoch(somebody, somebody, kind="case")
    frame = frames.seal(b"a file", made.identity.recipient)
    return {"blob": actions.take_frame(io.BytesIO(frame), made.row, length=len(frame)).id}


# Nothing was sent, or the house has no directory yet: the answer says so in JSON.
SAID = frozenset({200, 400, 409})
READ = Staff(*Role, answers=SAID)
DONE = Staff(*Role, methods=("POST",), answers=SAID)

ACCESS: dict[str, Access] = {
    "vault:keys": Staff(*Role),
    "vault:api": READ,
    "vault:api_vault": READ,
    "vault:api_unlock": READ,
    "vault:api_epochs": READ,
    "vault:api_keyring": DONE,
    "vault:api_abandon": DONE,
    "vault:api_blobs": DONE,
    "vault:api_blob_remove": DONE,
    "vault:api_paper": DONE,
    "vault:api_drill": DONE,
    "vault:api_organisation": DONE,
    "vault:api_entries": DONE,
    "vault:api_proposals": DONE,
    "vault:api_complete": DONE,
    "vault:api_withdraw": DONE,
    "vault:api_revoke": DONE,
    # A frame, to a door's epoch: nothing is taken without one.
    "vault:blobs": Public(methods=("POST",), answers=frozenset({415})),
    "vault:blob": Owned(_blob),
}
