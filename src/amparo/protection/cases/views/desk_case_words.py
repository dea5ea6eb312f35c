"""Words of the case page that come with values or codes."""


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {}
