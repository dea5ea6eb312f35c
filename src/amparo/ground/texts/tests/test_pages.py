"""HTML is safe, whole and light; languages and staleness are said where they are."""

import re
from html.parser import HTMLParser

import brotli
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings

from amparo.ground.texts import actions, queries
from amparo.ground.texts.markdown import building, inline, nodes, pages
from amparo.ground.texts.markdown.nodes import Shown
from amparo.ground.texts.markdown.reading import parse
from amparo.ground.texts.models import Text

from .factories import FRENCH, SOURCE, files, make_text

VOID = {"br", "hr", "img"}
TAGS = """a aside blockquote br code div em figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre
    section span strong sup table tbody td th thead tr ul"""
ALLOWED = set(TAGS.split())


class Nested(HTMLParser):
    """Reads HTML and fails where an element is not closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        assert tag in ALLOWED, tag
        assert not {name for name in told if name.startswith("on") or name == "style"}
        assert not (tag == "a" and "a" in self.open)
        self.ids += [told["id"]] if told.get("id") else []
        self.links += [told["href"]] if told.get("href") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(html: str) -> Nested:
    parser = Nested()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    return parser


def shown(source: str, **given: object) -> str:
    """The HTML of a file as one page."""
    built = building.build(
        parse(source), lambda one: Shown(one.text, "en"), labels_in="en", heading_level=2
    )
    writer = pages.Writer("en", lambda _language: "ltr")
    return writer.html(pages.one(built), inline.Place(inline.Surroundings(**given)))


def cut(source: str, budget: int = pages.BUDGET) -> tuple[list[nodes.Page], pages.Writer]:
    built = building.build(
        parse(source), lambda one: Shown(one.text, "en"), labels_in="en", heading_level=2
    )
    writer = pages.Writer("en", lambda _language: "ltr")
    return pages.paginate(built, writer, budget), writer


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(files())
def test_whatever_is_written_the_html_is_well_formed_and_goes_nowhere_unsafe(source: str) -> None:
    for link in read(shown(source)).links:
        assert not re.match(r"(?i)(?!https?:|mailto:)[a-z][a-z0-9+.-]*:|//", link)


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,hi)",
        "[x](vbscript:x)",
        "[x](//evil.example)",
        "[x](\\\\\\\\evil.example)",
        "[x](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "[x][r]\n\n[r]: javascript:alert(1)",
        "![x](javascript:alert(1))",
    ],
)
def test_no_link_goes_to_script_data_or_an_unsaid_scheme(link: str) -> None:
    for address in read(shown(f"see {link}")).links:
        assert not re.match(r"(?i)javascript|data|vbscript|file|//|\\\\", address)


def test_raw_html_is_shown_as_it_was_written() -> None:
    html = shown('<script>alert(1)</script>\n\nand <img src=x onerror="y">\n')
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_outer_links_are_marked_and_say_nothing_of_the_reader() -> None:
    assert shown("[a](https://e.org) [b](../two.md#x)", link=lambda a: f"/lib/{a}") == (
        '<p><a class="out" rel="noreferrer" href="https://e.org">a</a>'
        ' <a href="/lib/../two.md#x">b</a></p>'
    )


def test_a_bare_address_reads_from_left_to_right_in_a_text_of_any_direction() -> None:
    html = shown("انظروا https://example.org/un-2/submit/?a=1&b=2.\n")
    assert '<span dir="ltr">https://example.org/un-2/submit/?a=1&amp;b=2</span>.' in html
    html = shown("见（https://example.org/a），然后https://example.org/b。然后\n")
    assert '（<span dir="ltr">https://example.org/a</span>），' in html
    assert '<span dir="ltr">https://example.org/b</span>。然后' in html


def test_a_figure_is_described_at_once_and_loads_on_a_tap() -> None:
    html = shown(
        '![Two *arrows*](a.png "From [us](#x)")',
        figure=lambda address: inline.Figure(f"/f/{address}", 1234),
    )
    assert html == (
        "<figure><p>Two <em>arrows</em></p>"
        '<p><a class="figure" href="/f/a.png">Show figure (1.2 kB)</a></p>'
        '<figcaption>From <a href="#x">us</a></figcaption></figure>'
    )


def test_a_figure_that_is_shown_keeps_its_description() -> None:
    html = shown("![Two](a.png)", figure=lambda _a: inline.Figure("data:image/png;x", 9, True))
    assert '<img src="data:image/png;x" alt="Two">' in html


def test_headings_begin_where_they_are_told_and_leave_no_level_out() -> None:
    assert re.findall(r"<(h\d)", shown("# Title\n\n### Deep\n\n# Next\n\n## Sub\n")) == [
        "h2",
        "h2",
        "h3",
    ]
    assert re.findall(r"<(h\d)", shown("---\ntitle: T\n---\n# One\n\n#### Deep\n")) == ["h2", "h3"]


def test_tasks_notes_and_tables_say_what_they_are() -> None:
    html = shown("- [x] a\n\n::: warning\n\nb\n\n:::\n\n|c|\n|-:|\n|d|\n")
    assert '<span aria-hidden="true">☑ </span><span class="unseen">Done: </span>a' in html
    assert '<aside class="note warning"><p class="label">Warning</p><p>b</p></aside>' in html
    assert '<div class="table" tabindex="0" role="region" aria-label="Table 1">' in html
    assert '<th scope="col" class="end">c</th>' in html


def test_footnotes_lead_there_and_back() -> None:
    parser = read(shown("a[^n] b[^n] c[^m]\n\n[^m]: M\n\n[^n]: N\n"))
    assert {link[1:] for link in parser.links} == set(parser.ids)


def test_chinese_lines_join_without_a_space() -> None:
    assert shown("中文\n字 a\nb") == "<p>中文字 a\nb</p>"


# --- pages ---------------------------------------------------------------------------------------


def number(n: int) -> int:
    """A long number that compresses badly, the same in every run."""
    return (n + 1) * 2654435761 % 2**61 * 40503 % 2**61


def sentences(count: int, first: int = 0) -> str:
    """That many sentences, none like another."""
    return " ".join(f"Says {number(n)}." for n in range(first, first + count))


LONG = "\n\n".join(f"## Part {n}\n\n{sentences(40, n * 40)}" for n in range(30))


def weigh(html: str) -> int:
    return len(brotli.compress(html.encode(), quality=pages.QUALITY))


@pytest.mark.parametrize(
    "source",
    [
        LONG,
        " ".join(f"Sentence {number(n) % 99991}." for n in range(4000)),
        "*" + " ".join(f"{number(n) % 99991}" for n in range(8000)) + "*",
        "x" + "".join(str(number(n)) for n in range(4000)),
        "|a|b|\n|-|-|\n" + "\n".join(f"|{number(n)}|{n}|" for n in range(1500)),
        "|" + " ".join(str(number(n)) for n in range(2500)) + "|b|\n|-|-|\n|c|d|\n",
        "|a|b|\n|-|-|\n|" + " ".join(str(number(n)) for n in range(2500)) + "|d|\n",
        "\n".join(f"3. item {number(n)}" for n in range(1500)),
        "> " + "\n> ".join(f"{number(n)}" for n in range(1500)),
        "```\n" + "\n".join(f"{number(n)}" for n in range(1500)) + "\n```",
        "::: safety Long\n\n" + "\n\n".join(f"p {number(n)}" for n in range(1500)) + "\n\n:::",
        "a[^n]\n\n[^n]: " + " ".join(f"{number(n)}." for n in range(2500)),
        " ".join(f"a[^{n}]" for n in range(500))
        + "\n\n"
        + "\n".join(f"[^{n}]: {number(n)} {number(n + 9000)}" for n in range(500)),
    ],
)
def test_no_page_weighs_more_than_its_budget_and_nothing_is_lost(source: str) -> None:
    paged, writer = cut(source)
    assert len(paged) > 1
    written = [writer.html(page) for page in paged]
    assert max(map(weigh, written)) <= pages.BUDGET
    said = [letters("".join(read(html).said)) for html in written]
    for word in sorted(set(re.findall(r"\d{4,}", source)), key=len)[:200]:
        assert any(word in one for one in said) or len(word) > 20


def test_a_short_text_is_one_page_and_an_empty_one_too() -> None:
    assert len(cut("short")[0]) == 1
    assert len(cut("")[0]) == 1


def test_pages_rather_begin_with_a_part() -> None:
    paged, _writer = cut(LONG)
    assert all(page.nodes[0].level for page in paged[1:])
    assert not any(page.nodes[-1].level for page in paged)


def test_an_ordered_list_goes_on_counting_on_the_next_page() -> None:
    paged, _writer = cut("\n".join(f"{n}. item {number(n)}" for n in range(1, 1500)))
    count = 1
    for page in paged:
        (one,) = page.nodes
        assert one.attributes.get("start", "1") == str(count)
        count += len(one.children)


def test_a_footnote_stands_on_each_page_that_calls_it() -> None:
    filler = " ".join(f"word {number(n)}" for n in range(600))
    paged, writer = cut(f"a[^n]\n\n{filler}\n\nb[^n]\n\n[^n]: The note.\n")
    written = [writer.html(page) for page in (paged[0], paged[-1])]
    assert len(paged) > 1
    assert all("The note." in html for html in written)


@pytest.mark.django_db
def test_links_to_an_anchor_on_another_page_lead_to_that_page() -> None:
    text = make_text(LONG + "\n\n[back](#part-0) [here](#part-29)\n")
    last = queries.page(text, "en").of
    around = queries.Surroundings(page_url=lambda number: f"/page/{number}/")
    html = queries.page(text, "en", last, surroundings=around).html
    assert 'href="/page/1/#part-0"' in html
    assert 'href="#part-29"' in html
    assert queries.page_of(text, "en", "part-0") == 1
    assert queries.page_of(text, "en", "part-29") == last
    assert queries.page_of(text, "en", "nowhere") is None


@pytest.mark.django_db
def test_a_page_beyond_the_last_is_refused_and_the_last_is_said() -> None:
    with pytest.raises(queries.NoSuchPage) as caught:
        queries.page(make_text(), "en", 2)
    assert caught.value.of == 1


# --- languages -----------------------------------------------------------------------------------


@pytest.fixture
def text(db: None) -> Text:
    text = make_text()
    actions.take_translation(text, language="fr", content=FRENCH.encode(), by=None)
    return text


def test_a_text_without_a_translation_is_shown_in_its_own_language(text: Text) -> None:
    page = queries.page(text, "ar")
    assert page.shown_language == "en"
    assert page.fallback == len(parse(SOURCE).segments)
    assert "lang=" not in page.html


def test_what_is_not_translated_stands_in_its_own_language_and_direction(text: Text) -> None:
    segment = text.segments.get(source_text="After")
    actions.translate(segment, language="ar", words="بعد", by=None)
    page = queries.page(text, "ar")
    assert page.shown_language == "ar"
    assert page.fallback == text.segments.count() - 1
    assert '<h3 id="after">بعد</h3>' in page.html
    assert '<blockquote lang="en" dir="ltr"><p>Keep a copy.</p></blockquote>' in page.html


def test_a_whole_translation_has_no_mark_of_language_or_staleness(text: Text) -> None:
    page = queries.page(text, "fr")
    assert (page.fallback, page.stale) == (0, 0)
    assert "lang=" not in page.html
    assert "stale" not in page.html


def test_a_stale_paragraph_is_marked_and_no_other(text: Text) -> None:
    changed = SOURCE.replace("Keep a copy.", "Keep two copies.").replace("UN  ", "UNO")
    actions.write(text, language="en", source=changed.encode(), by=None)
    page = queries.page(Text.objects.get(), "fr")
    assert page.stale == 2
    assert re.findall(r'class="stale" title="[^"]+">(?:<p>)?([^<]+)', page.html) == [
        "ONU",
        "Gardez une copie.",
    ]


def test_our_own_labels_are_in_the_language_of_the_text(text: Text) -> None:
    with override("fr"):
        html = queries.page(make_text("::: note\n\nx\n\n:::\n", language="sw"), "sw").html
    assert '<p class="label" lang="fr" dir="ltr">' in html


def test_the_whole_text_is_one_page(text: Text) -> None:
    page = queries.whole(make_text(LONG), "en")
    assert (page.number, page.of) == (1, 1)
    assert len(page.outline) == 30
