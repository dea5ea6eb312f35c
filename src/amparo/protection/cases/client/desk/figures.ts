/** Figures, counted here over what this person's keys opened, and released by hand. */

import { $, announce, clone, ui, words } from "@vault/page";
import { NEEDS, OUTCOMES, REGIONS, VIOLATIONS } from "../kinds";
import { because, NotKeptError, send, today } from "./acts";
import { day, type Desk, number, onSubmit, type View } from "./desk";
import { entriesOf, type CaseView } from "./store";
import { type Cells, type Counts, suppress, TOTAL } from "@vault/desk/suppress";

export const KINDS = ["need", "violation", "region", "outcome", "time"] as const;
type FigureKind = (typeof KINDS)[number];
const TIMES: [string, number][] = [
  ["same-day", 0],
  ["within-3", 3],
  ["within-7", 7],
  ["within-30", 30],
  ["later", Infinity],
];
/** Our codes as the public page knows them (`queries/words.py`). */
const PUBLIC: Record<string, string> = {
  physical_security: "physical",
  digital_security: "digital",
  capacity: "training",
  enforced_disappearance: "disappearance",
  arbitrary_detention: "detention",
  other_harmful: "harm",
  AFR: "africa",
  APG: "asia-pacific",
  EEG: "eastern-europe",
  GRULAC: "latin-america",
  WEOG: "western-europe",
};

export function figuresView(desk: Desk): View {
  const element = clone("desk-figures");
  const form = $<HTMLFormElement>("form", element);
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const year = Number(today().slice(0, 4)) - 1;
  field("since").value = `${year}-01-01`;
  field("until").value = `${year}-12-31`;
  const wait = $("[data-slot=wait]", element);

  function changed(): void {
    wait.hidden = desk.store.progress.done >= desk.store.progress.total;
  }

  onSubmit(form, async () => {
    const since = field("since").value;
    const until = field("until").value;
    if (!since || !until || since > until || until >= today()) throw new NotKeptError(words("missing.period"));
    if (!wait.hidden) throw new NotKeptError(words("missing.opened"));
    const { tables, totals } = count([...desk.store.cases.values()], since, until, answers(desk));
    const safe = suppress(tables, totals);
    const parts = KINDS.map((kind) => table(desk, kind, safe[kind] ?? {}, tables[kind] ?? {}, since, until));
    $("[data-slot=tables]", element).replaceChildren(...parts);
    $("[data-slot=period]", element).textContent = words("figures.period", { since: day(since), until: day(until) });
    $("[data-slot=counted]", element).hidden = false;
    $("[data-slot=period]", element).focus();
  });
  changed();
  return { element, title: words("figures"), changed };
}

/** Days until the first answer, by case. */
function answers(desk: Desk): Map<string, number> {
  const found = new Map<string, number>();
  for (const { row } of desk.store.submissions.values()) {
    if (!row.case || !row.answered_on) continue;
    found.set(row.case, (Date.parse(row.answered_on) - Date.parse(row.day)) / 86_400_000);
  }
  return found;
}

/** How many cases that were asked for in a period fall under each code; each case once a code. */
export function count(
  cases: CaseView[],
  since: string,
  until: string,
  answered: Map<string, number>,
): { tables: Record<FigureKind, Counts>; totals: Record<FigureKind, number> } {
  const none = (codes: readonly string[]): Counts =>
    Object.fromEntries([...codes, "unknown"].map((code) => [PUBLIC[code] ?? code, 0]));
  const tables: Record<FigureKind, Counts> = {
    need: none(NEEDS),
    violation: none(VIOLATIONS),
    region: none(REGIONS),
    outcome: none(OUTCOMES.filter((one) => one !== "unknown")),
    time: none(TIMES.map(([code]) => code)),
  };
  const totals = { need: 0, violation: 0, region: 0, outcome: 0, time: 0 };
  const add = (kind: FigureKind, codes: Iterable<string>) => {
    const told = [...new Set(codes)].map((code) => PUBLIC[code] ?? code).filter((code) => code in tables[kind]);
    for (const code of told.length ? told : ["unknown"]) tables[kind][code] = (tables[kind][code] ?? 0) + 1;
    totals[kind] += 1;
  };
  for (const view of cases) {
    const summary = view.summary;
    const asked = summary?.asked_on ?? view.row.opened_on;
    if (!summary || asked < since || asked > until) continue;
    add("need", summary.category);
    const told = entriesOf(view, "violation").map((one) => one.body.sdg);
    add("violation", [...told, ...(summary.violations ?? [])]);
    add("region", summary.region ? [summary.region] : []);
    const outcome = entriesOf(view, "outcome").at(-1)?.body.outcome ?? summary.outcome;
    if (view.row.state === "closed") add("outcome", outcome ? [outcome] : []);
    const days = answered.get(view.id) ?? summary.first_answer_days;
    const time = typeof days === "number" ? TIMES.find(([, most]) => days <= most) : undefined;
    add("time", time ? [time[0]] : []);
  }
  return { tables, totals };
}

function table(desk: Desk, kind: FigureKind, cells: Cells, counts: Counts, since: string, until: string): HTMLElement {
  const order = Object.keys(counts);
  const rows = order.map((code) => row(code, cells[code] ?? null, counts[code] ?? 0));
  const total = cells[TOTAL];
  if (typeof total === "number") rows.push(row(TOTAL, total, total));
  const made = clone("desk-figure", { heading: words(`figure.${kind}`), rows });
  const button = $<HTMLButtonElement>("button", made);
  const said = $("[data-slot=problem]", made);
  said.hidden = true;
  const some = Object.values(cells).some((one) => one !== null);
  button.hidden = !desk.can.release || !some;
  $("[data-slot=nothing]", made).hidden = some;
  button.addEventListener("click", async () => {
    const title = words(`figure.${kind}`);
    if ((await ui.dialog("desk-release", { title })) !== "yes") return;
    said.hidden = true;
    await ui.busy(button, async () => {
      try {
        await send([{ verb: "figures.release", since, until, kind, cells }]);
        button.replaceWith(clone("desk-released"));
        announce(words("figures.released"));
      } catch (problem) {
        said.textContent = because(problem);
        said.hidden = false;
      }
    });
  });
  return made;
}

function row(code: string, shown: number | null, here: number): HTMLElement {
  return clone("desk-figure-row", {
    name: words(`cell.${code}`),
    here: number(here),
    shown: shown === null ? words("figures.hidden") : number(shown),
  });
}
