/** One application: what was said, what the office thinks, and what happens next. */

import { $, clone, fill, words } from "@vault/page";
import { asked } from "@questions/asked";
import { conflictsPart } from "./application/conflicts";
import { copyPart } from "./application/copy";
import { decidePart } from "./application/decide";
import { facetsPart } from "./application/facets";
import { lettersPart, referencesPart } from "./application/letters";
import { notesPart } from "./application/notes";
import { readingsPart } from "./application/readings";
import { foundOf } from "./away";
import { moment } from "./clock";
import { day, type Desk, inLanguage, type Maker, number } from "./desk";
import { show } from "./forms";
import { nameOf, shownOrder } from "./list";
import { type Part, partsOf } from "./parts";
import type { ApplicationView } from "./store";

const PARTS: readonly Part<ApplicationView>[] = [
  ["answers", answers, (_desk, view) => [Boolean(view.body), view.row.version]],
  ["references", referencesPart, (_desk, view) => [view.references.map((one) => [one.row.id, one.row.state, Boolean(one.body)])]],
  ["letters", lettersPart, (_desk, view) => [view.row.letters, view.letters.map((one) => Boolean(one.body)), Boolean(view.body)]],
  ["decide", decidePart, (_desk, view) => [view.row.state, view.row.told, view.call.state, view.screening?.version, Boolean(view.body)]],
  ["facets", facetsPart, (_desk, view) => [view.facets?.row, Boolean(view.body)]],
  ["conflicts", conflictsPart, (desk, view) => [view.row.bars, view.conflicts.map((one) => one.row), foundOf(desk, view)]],
  ["copy", (desk, view) => (view.body ? copyPart(desk, view) : null), (_desk, view) => [view.redaction?.row, view.facets?.row, view.row.version, Boolean(view.body)]],
  ["readings", readingsPart, (desk, view) => [view.row.readings, view.row.state, view.row.bars, [...view.reviews.keys()], view.posts.length, desk.store.calls.get(view.call.id)?.discussion, desk.store.calls.get(view.call.id)?.reviewers]],
  ["notes", notesPart, (_desk, view) => [view.notes.map((one) => one.row)]],
];

export const applicationView: Maker = (desk, [id = ""]) => {
  const element = clone("office-application");
  const draw = partsOf(element, PARTS);

  function render(): void {
    const view = desk.store.applications.get(id);
    show(element, "gone", !view && Boolean(desk.store.overview));
    show(element, "body", Boolean(view));
    if (!view) return;
    head(element, view);
    draw(desk, view);
  }

  render();
  // Browsers write titles to their disk: an applicant's name is on the page alone.
  return { element, title: words("application"), changed: render };
};

function answers(desk: Desk, view: ApplicationView): HTMLElement | null {
  return view.body ? asked(desk, view.body, view.row.epoch ?? "") : null;
}

function head(element: HTMLElement, view: ApplicationView): void {
  const { row, call } = view;
  const late = row.came === "extended" || row.came === "grace";
  const claimed = call.extensions.find((one) => one.id === view.body?.extension);
  fill(element, {
    "head-name": nameOf(view),
    "head-call": inLanguage(call.names) || call.slug,
    "head-state": words(`state.${row.state}`),
    "head-told": row.came === "brought" ? "" : words("application.told", { state: words(`told.${row.told}`) }),
    "head-came": `${day(row.day)} · ${words(`came.${row.came || "on_time"}`)}`,
    "head-claims": !late || row.came === "grace" ? ""
      : claimed ? words("application.claims", { reason: inLanguage(claimed.reason), until: moment(claimed.until, call.time_zone) })
      : words("application.claims_none"),
    "head-version": row.version > 1 ? words("application.version", { version: number(row.version) }) : "",
    "head-clock": row.shred_on ? words("application.clock", { day: day(row.shred_on) }) : "",
    "head-warnings": view.warnings.length
      ? `${words("application.warned", { count: view.warnings.length })}: ${[...new Set(view.warnings.map((one) => words(`refused.${one.code}`)))].join(" ")}`
      : "",
    "head-unsigned": words(row.came === "brought" ? "application.brought" : "application.unsigned"),
  });
  for (const slot of ["head-claims", "head-version", "head-clock", "head-warnings"]) show(element, slot, Boolean($(`[data-slot=${slot}]`, element).textContent));
  $<HTMLAnchorElement>("[data-slot=head-list]", element).href = `#/applications/${call.id}`;
  beside(element, view);
}

/** The application before and the one after in the list as it was last shown. */
function beside(element: HTMLElement, view: ApplicationView): void {
  const order = shownOrder();
  const at = order.indexOf(view.id);
  for (const [slot, step] of [["head-before", -1], ["head-after", 1]] as const) {
    const link = $<HTMLAnchorElement>(`[data-slot=${slot}]`, element);
    const id = at < 0 ? undefined : order[at + step];
    link.hidden = !id;
    if (id) link.href = `#/application/${id}`;
  }
  show(element, "head-beside", at >= 0 && order.length > 1);
  if (at >= 0) fill(element, { "head-place": words("application.place", { at: number(at + 1), of: number(order.length) }) });
}
