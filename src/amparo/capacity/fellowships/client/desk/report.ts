/** What is told of a round: counted here, small numbers left out, looked at, then let out by hand. */

import { type Cells, TOTAL } from "@vault/desk/suppress";
import { $, announce, clone, fill, words } from "@vault/page";
import { NotKeptError, send } from "./acts";
import { reportOf, shownIn, TOLD, type Told } from "./compose/counts";
import { candidateOf, labelOf } from "./compose/people";
import { coded, type Desk, inLanguage, type Maker, number } from "./desk";
import { asking, choices, field, own, read, sending, show } from "./forms";
import type { CallRow } from "./overview";

const LONGEST = 4000; // characters of the words, as the server takes them

export const reportView: Maker = (desk, [id = ""]) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine || !call.composes) return { element: clone("cohort-not"), title: words("report") };
  const element = own(clone("report-page"));
  const form = $<HTMLFormElement>("form", element);
  const link = $<HTMLAnchorElement>("[data-slot=call]", element);
  link.href = `#/call/${call.id}`;
  link.textContent = inLanguage(call.names) || call.slug;
  choices(form, "dimensions", coded("cohort.dimension", TOLD), "checkbox", ["region", "gender"]);

  const chosen = () => TOLD.filter((one) => read(form).list("dimensions").includes(one));
  function render(): void {
    draw(desk, call as CallRow, element, chosen());
  }

  form.addEventListener("change", render);
  sending(desk, form, `report:${call.id}`, async () => {
    const said = read(form).text("words");
    if (!said) throw new NotKeptError(words("report.words"));
    const asked = await asking("report-release");
    if (!asked) throw new NotKeptError(words("report.not_released"));
    const cells = cellsOf(desk, call, chosen());
    const lang = document.documentElement.lang || "en";
    const digests = [...call.cohorts].sort((a, b) => a.number - b.number).map((one) => one.digest);
    await send([{ verb: "report.release", call: call.id, cells, words: { [lang]: said.slice(0, LONGEST) }, digests }]);
    announce(words("report.released"));
    show(element, "done", true);
  });
  show(element, "done", false);
  field<HTMLTextAreaElement>(form, "words").maxLength = LONGEST;
  render();
  return { element, title: words("report"), changed: render };
};

function newest(desk: Desk, call: CallRow) {
  const row = [...call.cohorts].sort((a, b) => b.number - a.number)[0];
  return row ? desk.store.cohort(row.id) : null;
}

function cellsOf(desk: Desk, call: CallRow, dimensions: readonly Told[]) {
  const all = desk.store.of(call.id).map((one) => candidateOf(one, new Map()));
  return reportOf(all, new Set(newest(desk, call)?.chosen ?? []), dimensions);
}

function draw(desk: Desk, call: CallRow, element: HTMLElement, dimensions: readonly Told[]): void {
  const cells = cellsOf(desk, call, dimensions);
  const { shown, hidden } = shownIn(cells);
  const unopened = desk.store.of(call.id).filter((one) => one.row.epoch && !one.body && !one.facets).length;
  fill(element, {
    stages: rowsOf(cells.stages, (key) => words(`state.${key}`)),
    tables: Object.entries(cells.balance).map(([key, table]) => {
      const dimension = key.replace(/^all_/, "") as Told;
      const title = words(key.startsWith("all_") ? "report.of_all" : "report.of_cohort", { what: words(`cohort.dimension.${dimension}`) });
      return clone("report-table", { title, rows: rowsOf(table, (value) => labelOf(dimension, value)) });
    }),
    left: words("report.hidden", { shown: number(shown), hidden: number(hidden) }),
    digests: [...call.cohorts].sort((a, b) => a.number - b.number).map((one) => {
      const item = document.createElement("li");
      const code = document.createElement("code");
      code.className = "hash";
      code.textContent = one.digest;
      item.append(code);
      return item;
    }),
    unopened: words("report.unopened", { count: unopened, number: number(unopened) }),
  });
  show(element, "unopened", unopened > 0);
  show(element, "no-cohort", !newest(desk, call));
  show(element, "digests-part", call.cohorts.length > 0);
  const told = call.state === "decided" || call.state === "ended";
  show(element, "too-early", !told);
  $<HTMLButtonElement>("form .release", element).disabled = !told || unopened > 0;
}

function rowsOf(cells: Cells, label: (key: string) => string): HTMLElement[] {
  return Object.entries(cells).map(([key, count]) =>
    clone("report-row", {
      label: key === TOTAL ? words("report.total") : label(key),
      count: count === null ? words("report.not_shown") : number(count),
    }),
  );
}
