"""Reading the chain, and verifying it.

The chain stands below identity and knows no accounts: whoever shows it asks first whether the
reader may see it (front does, for administrators and auditors).
"""

from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from .models import START, AuditEvent, ChainHead

MOST_BREAKS = 100


def events(
    page: int = 1,
    *,
    size: int = 50,
    verb: str = "",
    kind: str = "",
    actor: UUID | None = None,
) -> Page[AuditEvent]:
    """One page of entries, newest first; a page out of range gives the nearest one.

    `verb`, `kind` and `actor` keep only the entries that carry exactly that.
    """
    rows = AuditEvent.objects.order_by("-seq")
    if verb:
        rows = rows.filter(verb=verb)
    if kind:
        rows = rows.filter(kind=kind)
    if actor is not None:
        rows = rows.filter(actor=actor)
    return Paginator(rows, size).get_page(page)


def verbs() -> list[str]:
    """Every verb that occurs in the chain, in alphabetical order (for a filter)."""
    return list(AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct())


def head() -> tuple[int, str]:
    """Number and hash of the last entry; write it down elsewhere to be able to prove the chain."""
    row = ChainHead.objects.filter(pk=1).first()
    return (row.seq, row.hash) if row else (0, START)


def breaks() -> list[str]:
    """Where the chain does not hold, in plain sentences; empty when it holds.

    Walks every entry in order with bounded memory and stops after a hundred breaks. Entries added
    while it walks are left to the next time.
    """
    last, last_hash = head()
    found: list[str] = []
    seq, previous = 0, START
    for event in AuditEvent.objects.filter(seq__lte=last).order_by("seq").iterator(2000):
        if event.seq != seq + 1:
            found.append(
                _("Entries %(first)d to %(last)d are missing.")
                % {
                    "first": seq + 1,
                    "last": event.seq - 1,
                }
            )
        elif event.previous != previous:
            found.append(
                _("Entry %(seq)d does not follow the one before it.")
                % {
                    "seq": event.seq,
                }
            )
        if event.hash != event.computed_hash():
            found.append(_("Entry %(seq)d was changed.") % {"seq": event.seq})
        seq, previous = event.seq, event.hash
        if len(found) >= MOST_BREAKS:
            return found
    if seq != last:
        found.append(
            _("Entries %(first)d to %(last)d are missing.")
            % {
                "first": seq + 1,
                "last": last,
            }
        )
    elif previous != last_hash:
        found.append(_("The last entry is not the one that the chain ended with."))
    # Asked in this order, an entry that is being added right now is never taken for a stray one:
    # it moves the head in its own transaction.
    if AuditEvent.objects.filter(seq__gt=last).exists() and head()[0] == last:
        found.append(_("There are entries after the end of the chain."))
    return found
