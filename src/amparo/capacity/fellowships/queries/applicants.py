"""What somebody who comes back with their secret finds."""

import base64
from uuid import UUID

from amparo.capacity.fellowships.models import Application, Letter, Reference
from amparo.ground.vault import keystore
from amparo.ground.vault import queries as vault


def by_lookup(lookup_hash: str) -> Application | None:
    """The application under a secret; None when there is none, or nothing of it is kept."""
    rows = Application.objects.select_related("call__programme", "shred", "epoch")
    found = rows.filter(lookup=lookup_hash).first()
    return None if found is None or found.state == Application.State.ERASED else found


def own(application: Application) -> bytes | None:
    """The applicant's own sealed copy, as the frame that was sent; None when it is gone."""
    if not application.own:
        return None
    try:
        return vault.give(bytes(application.own), application.shred)
    except (keystore.Shredded, keystore.KeystoreLost):
        return None


def letters(application: Application) -> list[Letter]:
    """What the office wrote and was not read yet, oldest first."""
    rows = application.letters.filter(
        direction=Letter.Direction.TO_APPLICANT, shown_on__isnull=True
    )
    return list(rows)


def slots(application: Application) -> list[dict[str, str]]:
    """The same as a browser gets them: id and frame in base64."""
    found = []
    for row in letters(application):
        frame = vault.give(bytes(row.frame), application.shred)
        found.append({"id": str(row.pk), "frame": base64.b64encode(frame).decode()})
    return found


def references(application: Application) -> list[Reference]:
    """Whom the applicant asked to vouch: states and days, never an answer."""
    return list(application.references.exclude(state=Reference.State.ENDED))


def reference_by_lookup(lookup_hash: str) -> Reference | None:
    """A reference that waits for its answer, by its code; None for anything else."""
    rows = Reference.objects.select_related("application__call", "application__shred")
    found = rows.filter(lookup=lookup_hash, state=Reference.State.ASKED).first()
    gone = (Application.State.ERASED, Application.State.WITHDRAWN)
    return None if found is None or found.application.state in gone else found


def asked(reference: Reference) -> bytes | None:
    """Who asks and for what, sealed to the code's key, as a frame."""
    if not reference.asked:
        return None
    try:
        return vault.give(bytes(reference.asked), reference.application.shred)
    except (keystore.Shredded, keystore.KeystoreLost):
        return None


def application(identifier: UUID) -> Application | None:
    """By its id: to save what somebody writes, who proves by the lookup that it is theirs."""
    return Application.objects.select_related("call", "shred").filter(pk=identifier).first()
