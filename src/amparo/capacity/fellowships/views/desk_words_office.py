"""What the office's views say, where it comes with values or stands for codes."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {"title": _("Fellowships")}
