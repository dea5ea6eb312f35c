"""What is said about a segment, and the names that are printed with a language."""

from amparo.ground.texts.models import Change, Comment, Credit, Project, Segment


def comments(segment: Segment, language: str) -> list[Comment]:
    """What was said about a segment and the words it had before, in a language and about its
    source, in order; those that are settled too. Three queries at most."""
    before = Change.objects.filter(segment=segment).values_list("from_hash", flat=True)
    return list(
        Comment.objects.filter(
            lineage=segment.text.lineage,
            hash__in={segment.hash, *before},
            language__in=["", language],
        ).order_by("pk")
    )


def credits(project: Project, language: str) -> list[Credit]:  # noqa: A001  (the word on the page)
    """Those who translated a project into a language and want to be named, by name; one query."""
    return list(Credit.objects.filter(project=project, language=language).order_by("name", "pk"))
