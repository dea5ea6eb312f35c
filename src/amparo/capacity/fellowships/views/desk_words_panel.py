"""What reviewers read on the desk, where it comes with values or stands for codes."""


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {}
