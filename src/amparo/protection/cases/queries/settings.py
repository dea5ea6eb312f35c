"""What the organisation decided about this room."""

from amparo.protection.cases.models import Retention


def retention() -> Retention:
    """How many days what is kept; the defaults where nothing was decided."""
    return Retention.objects.first() or Retention()
