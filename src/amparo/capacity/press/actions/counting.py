"""What an edition's rows keep of its texts: titles, words, and how far each language has come."""

import re

from django.db import transaction

from amparo.capacity.press.models import Chapter, Edition, EditionLanguage
from amparo.ground.texts import queries as texts

BATCH = 200
# Ideographs, their radicals and strokes, in the planes that have them (Unicode 16, "CJK ...").
TOGETHER = re.compile(
    "[\u2e80-\u2eff\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)


def count(edition: Edition) -> None:
    """Count an edition's texts again: titles and words of its chapters, its languages' standing.

    What readers have is counted in the words released for them, a draft in those worked on.
    """
    source = edition.publication.source_language
    released = edition.is_given_out
    totals: dict[str, list[int]] = {}
    edition.words = edition.chapter_count = 0
    ids = list(edition.chapters.order_by("order").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(Chapter.objects.filter(pk__in=ids[start : start + BATCH]))
        text_ids = [row.text_id for row in rows]
        held = texts.languages(text_ids, released=released)
        tags = sorted({tag for tags in held.values() for tag in tags} - {source})
        _name(rows, text_ids, [source, *tags], released=released)
        spoken = texts.plains(text_ids, source)
        for row in rows:
            row.words = words_in(spoken.get(row.text_id, ""))
            edition.words += row.words
            edition.chapter_count += 1
        Chapter.objects.bulk_update(rows, ["titles", "words"])
        found = texts.standings(text_ids, [source, *tags], released=released)
        for (_text, tag), standing in found.items():
            total = totals.setdefault(tag, [0, 0, 0])
            if tag == source:
                total[0] += standing.total
                total[1] += standing.total
            else:
                total[1] += standing.translated
                total[2] += standing.stale
    with transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(
            words=edition.words, chapter_count=edition.chapter_count
        )
        edition.languages.all().delete()
        EditionLanguage.objects.bulk_create(
            EditionLanguage(
                edition=edition,
                language=tag,
                segments=totals[source][0],
                translated=totals[tag][1],
                stale=totals[tag][2],
            )
            for tag in [source, *sorted(totals.keys() - {source})]
            if tag == source or totals[tag][1]
        )


def _name(rows: list[Chapter], text_ids: list[int], tags: list[str], *, released: bool) -> None:
    for row in rows:
        row.titles = {}
    for tag in tags:
        found = texts.titles(text_ids, tag, released=released)
        for row in rows:
            title = found.get(row.text_id)
            if title and title.words and title.language == tag:
                row.titles[tag] = title.words
    source = tags[0]
    for row in rows:
        if source not in row.titles:
            name = row.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            words = name.lstrip("0123456789-_. ").replace("-", " ").replace("_", " ") or name
            row.titles[source] = words[:1].upper() + words[1:]


def words_in(text: str) -> int:
    """How many words a text has; where words are not set apart, two characters count as one."""
    return len(text.split()) + len(TOGETHER.findall(text)) // 2
