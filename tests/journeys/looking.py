"""What axe complains of on a page as it stands: on phone and desk, in light and in dark."""

from playwright.sync_api import Page

from tests.architecture.house import CLONE

AXE = CLONE / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What the dark can change: the rest was asked of the same page in the light.
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 390, 1280)
ASKED = {
    390: (("light", ("tag", RULES)), ("dark", ("rule", COLOURS))),
    1280: (("light", ("tag", RULES)),),
}
TALL = 9000  # pixels: what sticks to an edge of a window lies over nothing
RUN = """async ([type, values]) => {
  const found = await axe.run(document, { runOnly: { type, values } });
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`);
}"""
# Everything that can be opened is open, also what was drawn when something else was opened.
UNFOLD = """async (place) => {
  for (let open = false; !open; ) {
    const closed = document.querySelectorAll(`${place} details:not([open])`);
    open = closed.length === 0;
    for (const one of closed) one.open = true;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
}"""
ROOM = "document.documentElement.scrollWidth - innerWidth"


def complaints(page: Page, name: str) -> list[str]:
    """Everything wrong with this page, `name` first; [] when nothing is."""
    found = []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": TALL})
        for scheme, asked in ASKED.get(width, ()):
            page.emulate_media(color_scheme=scheme)
            where = f"{name}, {width}, {scheme}"
            found += [f"{where}: {words}" for words in page.evaluate(RUN, asked)]
        if page.evaluate(ROOM) > 0:
            found.append(f"{name}, {width}: it scrolls sideways")
        page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme=None)
    page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
    return found
