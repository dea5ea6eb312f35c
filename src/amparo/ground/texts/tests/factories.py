"""Texts to try things on, and Markdown nobody would have thought of."""

from hypothesis import strategies as st

from amparo.ground.texts import actions
from amparo.ground.texts.markdown.reading import parse, walk
from amparo.ground.texts.markdown.tree import Block, Shape
from amparo.ground.texts.models import Project, Segment, Text

SOURCE = """---
title: Writing a letter
summary: What to say, and to whom.
order: 2
---

# Before you write {#before}

Ask everybody who is named.[^consent] Nobody is named *unasked*.

- one
- two
  - inside two

| Door | Opens |
|------|:-----:|
| UN   | 1998  |
| AU \\| ACHPR | 2004 |

::: safety If you are watched
Use another telephone.

Wait.
:::

## After

> Keep a copy.

- [ ] sent
- [x] copied

![Two arrows](figures/path.svg "The path of a letter")

[^consent]: In writing,
    where that is safe.
"""

FRENCH = """---
title: "Écrire une lettre"
summary: |
  Que dire, et à qui.
---

Avant d'écrire
==============

Demandez à toute personne nommée.[^consent] Personne n'est nommé
*sans le savoir*.

*   un
*   deux
    + dans deux

Porte | Ouvre
---|---
ONU | 1998
UA \\| CADHP | 2004

:::: safety Si l'on vous surveille

Prenez un autre téléphone.

Attendez.

::::

## Après

> Gardez une copie.

* [ ] envoyée
* [x] copiée

![Deux flèches](figures/chemin.svg 'Le chemin d\\'une lettre')

[^consent]: Par écrit, là où c'est sans danger.
"""


def make_text(source: str = SOURCE, *, language: str = "en") -> Text:
    """A text of its own."""
    return actions.write(None, language=language, source=source.encode(), by=None)


def make_project(*texts: Text, owner: str = "tests.book:1", after: str = "") -> Project:
    """Texts on the desk, in this order."""
    return actions.offer(
        owner=owner,
        titles={"en": "A book"},
        source_language="en",
        path="library/a-book/",
        after=after,
        texts=texts or [make_text()],
    )


def make_french() -> Text:
    """The text with its French file."""
    text = make_text()
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    return text


def segment_of(text: Text, words: str) -> Segment:
    """The segment that says this."""
    return Segment.objects.get(text=text, source_text=words)


def rewrite(text: Text, old: str, new: str, **given: object) -> Text:
    """The text with other words in the place of some."""
    text.refresh_from_db()
    source = bytes(text.source).decode()
    assert old in source
    changed = source.replace(old, new).encode()
    return actions.write(text, language="en", source=changed, by=None, **given)


def form(block: Block) -> tuple[object, ...]:
    """The structure of a tree, without its words."""
    detail = "" if block.shape in {Shape.FIGURE, Shape.CODE} else block.detail
    return (
        block.shape,
        detail,
        block.tight,
        frozenset(block.segments),
        *map(form, block.children),
    )


def forms(source: str) -> tuple[object, ...]:
    """The structure of a file and of its footnotes."""
    document = parse(source)
    notes = sorted(document.footnotes.items())
    return form(document.root), *((name, form(note)) for name, note in notes)


def texts_of(source: str) -> list[str]:
    """What each segment of a file says."""
    return [segment.text for segment in parse(source).segments]


# --- Markdown nobody would have thought of -------------------------------------------------------

WORDS = (
    "word",
    "two words",
    "كلمة بالعربية",
    "مرحبا 123 (قوس)",
    "слово",
    "字，一个词。",
    "*soft*",
    "**strong**",
    "`code`",
    "`a | b`",
    "[link](https://example.org/a_(b))",
    "[link][ref]",
    "<https://example.org>",
    "call[^n1]",
    "call[^n2]",
    "![image](x.png)",
    "a | b",
    "\\| \\* \\[",
    "&amp; &lt;",
    "<b>raw</b>",
    "[",
    "]",
    "`",
    "1.",
    "2)",
    "-",
    "+",
    "#",
    "##",
    ">",
    ":::",
    "```",
    "===",
    "---",
    "|",
    "\\",
    "[x]",
    "[^n1]:",
    "[a]:",
    "{#id}",
    '"quoted"',
    "\u200fعلامة\u200e",
    "\u00a0",
)

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
line = st.builds("w {}".format, words)


def _indented(text: str, prefix: str, first: str) -> str:
    return "\n".join(
        (first if index == 0 else prefix if row else prefix.rstrip()) + row
        for index, row in enumerate(text.split("\n"))
    )


paragraphs = st.lists(line, min_size=1, max_size=3).map("\n".join)
headings = st.builds(
    "{} {}{}".format,
    st.sampled_from(["#", "##", "###"]),
    words,
    st.sampled_from(["", " {#given}", " ##"]),
)
underlined = st.builds("{}\n{}".format, paragraphs, st.sampled_from(["===", "---"]))
codes = st.builds("```{}\n{}\n```".format, st.sampled_from(["", "py"]), words)
indented_codes = st.builds("    {}".format, words)
figures = st.builds(
    "![{}](x.png{})".format, words, st.sampled_from(["", ' "A caption"', " 'It\\'s'", " (round)"])
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Tables of every padding, with cells too many and too few."""
    width = draw(st.integers(1, 3))
    cell = words.map(lambda said: said.replace("|", "\\|"))
    edge = draw(st.booleans()) or width == 1
    rows = [draw(st.lists(cell, min_size=width, max_size=width))]
    rows += draw(st.lists(st.lists(cell | st.just(""), min_size=1, max_size=4), max_size=3))
    pad = draw(st.sampled_from([" ", "", "   "]))
    lines = [f"{pad}|{pad}".join(row) for row in rows]
    lines = [f"|{pad}{one}{pad}|" if edge else f"t{one}" for one in lines]
    rule = "|".join([draw(st.sampled_from(["---", ":-:", "--:"]))] * width)
    return "\n".join([lines[0], f"|{rule}|" if edge else rule, *lines[1:]])


def _containers(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inside, min_size=1, max_size=3).map("\n\n".join)
    bullets = st.builds(
        lambda items, mark, gap: gap.join(_indented(item, " " * len(mark), mark) for item in items),
        st.lists(some, min_size=1, max_size=3),
        st.sampled_from(["- ", "* ", "+   ", "1. ", "7) ", "- [ ] ", "1. [x] "]),
        st.sampled_from(["\n", "\n\n"]),
    )
    quotes = some.map(lambda text: _indented(text, "> ", "> "))
    notes = st.builds(
        "{0} {1}\n\n{2}\n\n{0}".format,
        st.sampled_from([":::", "::::"]),
        st.sampled_from(["note", "safety Take care", "tip  Two  words ", "unknown"]),
        some,
    )
    return bullets | quotes | notes


blocks = st.recursive(
    paragraphs | headings | underlined | codes | indented_codes | figures | tables() | words,
    _containers,
    max_leaves=8,
)
footnotes = st.builds(
    lambda name, text: _indented(text, "    ", f"[^{name}]: "),
    st.sampled_from(["n1", "n2", "n3"]),
    blocks,
)
fronts = st.sampled_from(
    [
        "",
        "---\ntitle: A title\n---\n",
        '---\ntitle: "العنوان: \\"x\\""\norder: 3\nsummary: >-\n  folded\n  twice\n---\n\n',
        "---\nsummary: 'it''s'\n...\n",
        "---\nother: [1, 2]\n---\n",
    ]
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Whole files: lists in lists, tables, footnotes, admonitions, every line end."""
    body = "\n\n".join(draw(st.lists(blocks | footnotes, max_size=6)))
    text = (
        draw(fronts) + body + draw(st.sampled_from(["", "\n", "\n\n[ref]: /place 'Its title'\n"]))
    )
    if draw(st.booleans()):
        text = text.replace("w ", "w\t")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    return draw(st.sampled_from(["", "\ufeff"])) + text


def every_block(source: str) -> list[Block]:
    """All blocks of a file."""
    return list(walk(parse(source).root))
