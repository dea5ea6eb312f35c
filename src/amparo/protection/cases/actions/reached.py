"""Rows that exist for whoever acts, locked: missing and forbidden are the same refusal."""

from uuid import UUID

from amparo.ground.vault.actions.acting import NotThereError
from amparo.ground.vault.models import KeyEpoch
from amparo.protection.cases.models import Case
from amparo.protection.cases.queries.reach import Colleague, cases, granted


def case_of(identifier: UUID, *, by: Colleague) -> Case:
    """A case of this colleague's. Raises NotThereError."""
    rows = cases(by).select_related("shred").select_for_update(of=("self",))
    row = rows.filter(pk=identifier).first()
    if row is None:
        raise NotThereError
    return row


def epoch_of(identifier: UUID, case: Case, *, by: Colleague) -> KeyEpoch:
    """A living epoch of the case that this colleague holds. Raises NotThereError."""
    grant = (
        granted(by.keyring, scope=case.pk, retired_on=None)
        .filter(epoch=identifier)
        .select_related("epoch__shred")
        .first()
    )
    if grant is None:
        raise NotThereError
    return grant.epoch
