"""Handbooks that nobody wrote: the same words each time, with all that a real one has in it."""

import random
from pathlib import Path

WORDS = (  # noqa: SIM905 - a list of eighty is no easier to read
    "letter witness meeting member village lawyer office record answer question risk road harvest"
    " council permit journal window neighbour evening promise paper river market teacher border"
    " station hearing delegate summary deadline receipt history garden captain measure silence"
    " careful public safe early honest written local trusted simple recent small patient clear"
    " keep send write ask carry visit explain protect remember prepare choose read agree wait"
    " begin count listen follow report the a of to in and for with without before after when"
).split()
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120" width="240" height="120">'
    '<rect x="4" y="4" width="232" height="112" fill="none" stroke="#114b5f" stroke-width="2"/>'
    '<circle cx="{x}" cy="60" r="32" fill="#e0a030"/><path d="M20 100 L120 {y} L220 100" '
    'fill="none" stroke="#222" stroke-width="3"/></svg>'
)
CHAPTERS = 12
TRANSLATED = "03-chapter.md"


class Writer:
    """Writes words until there are enough."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.notes: list[str] = []

    def sentence(self) -> str:
        """Eight to twenty words, now and then with a mark-up that people use."""
        words = [self.random.choice(WORDS) for _ in range(self.random.randint(8, 20))]
        self.count += len(words)
        kind = self.random.random()
        at = self.random.randrange(len(words) - 2)
        if kind < 0.08:
            words[at : at + 2] = [f"**{words[at]} {words[at + 1]}**"]
        elif kind < 0.16:
            words[at] = f"*{words[at]}*"
        elif kind < 0.19:
            words[at] = f"[{words[at]}](https://example.org/{words[at]})"
        return (" ".join(words)[:1].upper() + " ".join(words)[1:]) + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 4)))

    def short(self, words: int) -> str:
        self.count += words
        return " ".join(self.random.choice(WORDS) for _ in range(words)).capitalize()


def write(folder: Path, *, words: int) -> Path:
    """A folder as `amparo press import` takes it, in English; with no words, one line alone."""
    english = folder / "en"
    figures = folder / "figures"
    english.mkdir(parents=True)
    figures.mkdir()
    (folder / "handbook.yaml").write_text(
        "title: {en: A handbook for the bench}\ndescription: {en: Nobody wrote it.}\n"
        "kind: handbook\nlicence: CC-BY-4.0\naudience: [defenders]\norigin: {en: Made up.}\n",
        encoding="utf-8",
    )
    if not words:
        (english / "01-empty.md").write_text("---\ntitle: Empty\n---\n\nA line.\n")
        return folder
    for number in range(1, CHAPTERS + 1):
        (figures / f"figure-{number:02}.svg").write_text(
            SVG.format(x=40 + 13 * number, y=20 + 5 * number), encoding="utf-8"
        )
        text = chapter(number, words // CHAPTERS)
        (english / f"{number:02}-chapter.md").write_text(text, encoding="utf-8")
    # One chapter in another language; the rest of that edition stands in the original.
    french = folder / "fr"
    french.mkdir()
    first = (english / TRANSLATED).read_text(encoding="utf-8")
    (french / TRANSLATED).write_text(first.replace(" and ", " et "), encoding="utf-8")
    return folder


def chapter(number: int, words: int) -> str:
    """One chapter of so many words: sections, lists, tables, footnotes, a figure, notes."""
    by = Writer(number)
    parts = [f"---\ntitle: {by.short(4)}\norder: {number}\n---", by.paragraph()]
    section = 0
    while by.count < words:
        section += 1
        parts += [f"## {by.short(4)} {{#part-{number}-{section}}}", by.paragraph()]
        if section % 3 == 0:
            parts.append(f"{by.paragraph()}[^note-{section}]")
            parts.append(f"[^note-{section}]: {by.sentence()}")
        if section % 2 == 0:
            parts.append("\n".join(f"- {by.sentence()}" for _ in range(5)))
        if section % 4 == 1:
            parts.append(table(by))
        if section % 5 == 2:
            kind = by.random.choice(("note", "tip", "warning", "safety"))
            parts.append(f"::: {kind}\n\n{by.paragraph()}\n\n:::")
        if section == 2:
            address = f"../figures/figure-{number:02}.svg"
            parts.append(f'![{by.short(8)}]({address} "{by.short(6)}")')
        parts += [f"### {by.short(3)}", by.paragraph(), by.paragraph()]
    return "\n\n".join(parts) + "\n"


def table(by: Writer) -> str:
    """Three columns, six rows."""
    rows = [[by.short(2) for _ in range(3)], ["---"] * 3]
    rows += [[by.short(4) for _ in range(3)] for _ in range(6)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def words_in(folder: Path) -> int:
    """How many words the chapters have."""
    return sum(len(path.read_text().split()) for path in (folder / "en").glob("*.md"))
