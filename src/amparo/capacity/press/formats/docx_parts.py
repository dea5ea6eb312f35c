"""The parts of a Word document that are the same in every book: styles, numbering, settings."""

import re
from collections.abc import Sequence
from html import escape

WORDML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMES = (
    f'xmlns:w="{WORDML}" xmlns:r="{OFFICE}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
INK, TEAL, GOLD, PALE = "1D1A16", "0D5C56", "E2A12F", "FAF5E8"
LEVELS = 9
STEP = 397  # twentieths of a point: how far each level of a list stands in

CONTENT_TYPES = (
    HEAD + f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="jpg" ContentType="image/jpeg"/>'
    + "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", "officedocument.wordprocessingml.document.main"),
            ("word/styles.xml", "officedocument.wordprocessingml.styles"),
            ("word/numbering.xml", "officedocument.wordprocessingml.numbering"),
            ("word/footnotes.xml", "officedocument.wordprocessingml.footnotes"),
            ("word/settings.xml", "officedocument.wordprocessingml.settings"),
            ("word/header1.xml", "officedocument.wordprocessingml.header"),
            ("word/footer1.xml", "officedocument.wordprocessingml.footer"),
            ("docProps/core.xml", "package.core-properties"),
        )
    )
    + "</Types>"
)
RELATIONS = (
    HEAD + f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
# Where the document finds its other parts; links and pictures are numbered behind these.
PARTS = ("styles", "numbering", "footnotes", "settings", "header", "footer")


def relations(parts: tuple[str, ...], more: list[tuple[str, str]]) -> str:
    """Parts by name, then (kind, target) of links and pictures as r7, r8, ... (r1, ... without
    parts)."""
    lines = []
    for number, name in enumerate(parts, start=1):
        file = f"{name}1.xml" if name in {"header", "footer"} else f"{name}.xml"
        lines.append(f'<Relationship Id="r{number}" Type="{OFFICE}/{name}" Target="{file}"/>')
    for number, (kind, target) in enumerate(more, start=len(parts) + 1):
        mode = ' TargetMode="External"' if kind == "hyperlink" else ""
        lines.append(
            f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
        )
    joined = "".join(lines)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{joined}</Relationships>'


def tongue(tag: str, direction: str) -> str:
    """The language of words, in the place where Word looks for that script."""
    first = tag.split("-", maxsplit=1)[0].lower()
    if direction == "rtl":
        return f'<w:lang w:bidi="{escape(tag)}"/>'
    if first in {"zh", "ja", "ko"}:
        return f'<w:lang w:val="{escape(tag)}" w:eastAsia="{escape(tag)}"/>'
    return f'<w:lang w:val="{escape(tag)}"/>'


def _style(
    name: str,
    shown: str,
    *,
    ppr: str = "",
    rpr: str = "",
    based: str = "Normal",
    kind: str = "paragraph",
    after: str = "",
) -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = f'<w:next w:val="{after}"/>' if after else ""
    first = ' w:default="1"' if name == "Normal" else ""
    custom = "" if shown in KNOWN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="{kind}"{first}{custom} w:styleId="{name}"><w:name w:val="{shown}"/>'
        f"{base}{following}<w:qFormat/>"
        + (f"<w:pPr>{ppr}</w:pPr>" if ppr else "")
        + (f"<w:rPr>{rpr}</w:rPr>" if rpr else "")
        + "</w:style>"
    )


KNOWN = frozenset(
    {"Normal", "Title", "Subtitle", "caption", "Quote", "footnote text", "footnote reference"}
    | {"Hyperlink", "header", "footer", "toc 1", "TOC Heading", "List Paragraph"}
    | {f"heading {level}" for level in range(1, 7)}
)


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def styles(tag: str, direction: str) -> str:
    """Every style of a document in a language: headings, lists, boxes, tables, notes."""
    side = "right" if direction == "rtl" else "left"
    bold = "<w:b/><w:bCs/>"
    text = 24 if direction == "rtl" else 22
    line = 320 if direction == "rtl" else 288
    fonts = (
        '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Microsoft YaHei" w:cs="Arial"/>'
    )
    heading = (
        '<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:eastAsia="Microsoft YaHei"'
        ' w:cs="Times New Roman"/>'
    )
    made = [
        HEAD,
        f"<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(text)}"
        f"{tongue(tag, direction)}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        f'<w:spacing w:after="140" w:line="{line}" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>",
        _style("Normal", "Normal", based=""),
    ]
    for level, size in enumerate((40, 30, 26, 24, 22, 22), start=1):
        break_before = "<w:pageBreakBefore/>" if level == 1 else ""
        made.append(
            _style(
                f"Heading{level}",
                f"heading {level}",
                ppr=f"<w:keepNext/><w:keepLines/>{break_before}"
                f'<w:spacing w:before="{360 if level > 1 else 0}" w:after="120"/>'
                f'<w:outlineLvl w:val="{level - 1}"/>',
                rpr=f'{heading}{bold}<w:color w:val="{INK}"/>{_size(size)}',
                after="Normal",
            )
        )
    made += [
        _style(
            "Title",
            "Title",
            ppr='<w:spacing w:before="2400" w:after="240"/>',
            rpr=f"{heading}{bold}{_size(56)}",
        ),
        _style("Subtitle", "Subtitle", rpr=f'<w:color w:val="5C554B"/>{_size(26)}'),
        _style("ContentsHead", "TOC Heading", rpr=f"{heading}{bold}{_size(30)}"),
        _style("TOC1", "toc 1", ppr='<w:spacing w:after="80"/>'),
        _style("ListParagraph", "List Paragraph", ppr='<w:spacing w:after="80"/>'),
        _style("Caption", "caption", rpr=f'<w:color w:val="5C554B"/>{_size(19)}'),
        _style("Figure", "Figure", ppr="<w:keepNext/>"),
        _style(
            "Quote",
            "Quote",
            ppr=_border(side, "8", "D9D2C5") + '<w:ind w:left="340"/>',
        ),
        _style(
            "Code",
            "Code",
            ppr='<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
            rpr='<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/>'
            f"<w:noProof/>{_size(19)}",
        ),
        _style(
            "CodeWords",
            "Code Words",
            kind="character",
            based="",
            rpr='<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Courier New"/><w:noProof/>',
        ),
        _style("TableWords", "Table Words", ppr='<w:spacing w:after="40"/>', rpr=_size(text - 2)),
        _style("TableHead", "Table Head", based="TableWords", ppr="<w:keepNext/>", rpr=bold),
        _style(
            "FootnoteText",
            "footnote text",
            ppr='<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>',
            rpr=_size(text - 4),
        ),
        _style(
            "FootnoteReference",
            "footnote reference",
            kind="character",
            based="",
            rpr='<w:vertAlign w:val="superscript"/>',
        ),
        _style(
            "Hyperlink",
            "Hyperlink",
            kind="character",
            based="",
            rpr=f'<w:color w:val="{TEAL}"/><w:u w:val="single"/>',
        ),
        _style("Header", "header", rpr=f'<w:color w:val="5C554B"/>{_size(18)}'),
        _style("Footer", "footer", ppr='<w:jc w:val="center"/>', rpr=_size(18)),
    ]
    for name, width, colour in (
        ("Note", "24", "5C554B"),
        ("Tip", "24", TEAL),
        ("Warning", "24", GOLD),
        ("Safety", "48", GOLD),
    ):
        box = (
            _border(side, width, colour)
            + f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>'
            + '<w:spacing w:after="60"/><w:ind w:left="227" w:right="227"/>'
        )
        made.append(_style(name, name, ppr=box))
        made.append(
            _style(f"{name}Label", f"{name} Label", based=name, ppr="<w:keepNext/>", rpr=bold)
        )
    made.append(
        '<w:style w:type="table" w:customStyle="1" w:styleId="Lined"><w:name w:val="Lined"/>'
        '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="1D1A16"/>'
        '<w:bottom w:val="single" w:sz="8" w:color="1D1A16"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="B8AF9F"/></w:tblBorders>'
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
        '<w:bottom w:val="single" w:sz="8" w:color="1D1A16"/></w:tcBorders></w:tcPr>'
        "</w:tblStylePr></w:style></w:styles>"
    )
    return "".join(made)


def _border(side: str, width: str, colour: str) -> str:
    return (
        f'<w:pBdr><w:{side} w:val="single" w:sz="{width}" w:space="8" w:color="{colour}"/></w:pBdr>'
    )


def numbering(starts: list[int]) -> str:
    """Bullets as list 1; then one numbered list for each of `starts`, from that number on."""

    def level(number: int, fmt: str, shown: str) -> str:
        return (
            f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>'
            f'<w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/><w:pPr>'
            f'<w:ind w:left="{STEP * (number + 1)}" w:hanging="{STEP}"/></w:pPr></w:lvl>'
        )

    bullets = "".join(level(number, "bullet", "•◦▪"[number % 3]) for number in range(LEVELS))
    numbers = "".join(level(number, "decimal", f"%{number + 1}.") for number in range(LEVELS))
    lists = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="2"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{one}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for one in range(LEVELS)
        )
        + "</w:num>"
        for number, start in enumerate(starts, start=2)
    )
    return (
        f'{HEAD}<w:numbering {NAMES}><w:abstractNum w:abstractNumId="1">'
        f'<w:multiLevelType w:val="hybridMultilevel"/>{bullets}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="hybridMultilevel"/>'
        f'{numbers}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        f"{lists}</w:numbering>"
    )


def settings(tag: str, direction: str) -> str:
    """The document's settings: its language for the reader's tools, separators of footnotes."""
    theme = tongue(tag, direction).replace("w:lang", "w:themeFontLang")
    return (
        f'{HEAD}<w:settings {NAMES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f"{theme}</w:settings>"
    )


CLOSED = "</w:hyperlink>"
RULE = (
    '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="B8AF9F"/>'
    "</w:pBdr></w:pPr></w:p>"
)


def linked(made: Sequence[str]) -> str:
    """The runs in order; the end of a link that leads nowhere left out, those inside marked."""
    out: list[str] = []
    inside = False
    for piece in made:
        if piece.startswith("<w:hyperlink"):
            inside = True
            out.append(piece)
        elif piece == CLOSED:
            if inside:
                out.append(piece)
            inside = False
        elif inside and piece.startswith("<w:r>") and "<w:rStyle" not in piece:
            out.append(_as_link(piece))
        else:
            out.append(piece)
    return "".join(out)


def _as_link(run: str) -> str:
    style = '<w:rStyle w:val="Hyperlink"/>'
    return re.sub(
        r"<w:r>(<w:rPr>)?",
        lambda found: f"<w:r><w:rPr>{style}" + ("" if found.group(1) else "</w:rPr>"),
        run,
    )


def run(look: str, said: str) -> str:
    """Words that look alike; `look` is the inside of their properties."""
    told = f"<w:rPr>{look}</w:rPr>" if look else ""
    pieces = said.split("\t")
    held = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in pieces)
    return f"<w:r>{told}{held}</w:r>"
