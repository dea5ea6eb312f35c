/** Older cases from a sheet, read and sealed here: what is wrong is named by its cell. */

import { $, announce, clone, fill, given, ui, words } from "@vault/page";
import type { Id } from "../kinds";
import { type Act, because, emptySummary, NotKeptError, send, today } from "./acts";
import { regionOf } from "@questions/asked";
import { type Desk, day, number, onSubmit, type View } from "./desk";
import { prepare } from "./opening";
import * as rows from "./rows";
import { fold } from "@vault/desk/search";
import { cells, csv, table } from "@vault/desk/sheet";

const PREVIEWED = 8;
const ERRORS = 30;

export function importView(desk: Desk): View {
  const element = clone("desk-import");
  const form = $<HTMLFormElement>("form.sheet", element);
  const go = $<HTMLFormElement>("form.go", element);
  const found = $("[data-slot=found]", element);
  let read: rows.Read | null = null;

  $("[data-slot=template]", element).addEventListener("click", () => {
    const headings = rows.COLUMNS.map((one) => words(`column.${one}`));
    const example = rows.COLUMNS.map((one) => words(`example.${one}`));
    ui.download(new Blob([csv([headings, example])]), words("import.template"));
  });
  const file = form.elements.namedItem("sheet") as HTMLInputElement;
  file.addEventListener("change", () => file.files?.length && form.requestSubmit());
  onSubmit(form, async () => {
    found.hidden = true;
    const chosen = file.files?.[0];
    if (!chosen) throw new NotKeptError(words("missing.sheet"));
    read = rows.readRows(await cells(chosen), known(desk), today());
    preview(element, read);
    found.hidden = false;
    $("h2", found).focus();
  });
  onSubmit(go, async () => {
    if (!read?.cases.length) throw new NotKeptError(words("missing.rows"));
    const partly = (go.elements.namedItem("partly") as HTMLInputElement).checked;
    if (read.errors.length && !partly) throw new NotKeptError(words("import.not_half"));
    const bar = $<HTMLProgressElement>("progress", go);
    const count = read.cases.length;
    await bring(desk, read.cases, bar);
    read = null;
    form.reset();
    found.hidden = true;
    announce(words("import.done", { count, number: number(count) }));
    desk.go("#/?show=cases");
  });
  return { element, title: words("import") };
}

function known(desk: Desk): rows.Known {
  const coded = (list: string, codes: readonly string[]) =>
    table(codes.map((code) => [code, words(`${list}.${code}`)]));
  const columns = table(rows.COLUMNS.map((one) => [one, words(`column.${one}`)]));
  return {
    columns: columns as Map<string, rows.Column>,
    countries: table(given<[string, string][]>("countries").map(([code, name]) => [code, name])),
    people: new Map(desk.store.colleagues().map((one) => [fold(one.label), one.id])),
    states: coded("state", rows.codes.states),
    priorities: coded("priority", rows.codes.priorities),
    needs: coded("need", rows.codes.needs),
    violations: coded("violation", rows.codes.violations),
    outcomes: coded("outcome", rows.codes.outcomes),
  };
}

function preview(element: HTMLElement, read: rows.Read): void {
  const { cases, errors, unknown } = read;
  const text = (told: string) => document.createTextNode(told);
  fill(element, {
    count: words("import.count", { count: cases.length, number: number(cases.length) }),
    preview: cases.slice(0, PREVIEWED).map((one) =>
      clone("desk-import-row", {
        at: number(one.at),
        title: one.title,
        opened: day(one.opened_on),
        priority: words(`priority.${one.priority}`),
        needs: one.needs.map((need) => words(`need.${need}`)).join(", "),
      }),
    ),
    wrong: words("import.wrong", { count: errors.length, number: number(errors.length) }),
    errors: errors.slice(0, ERRORS).map((one) => {
      const value = one.code === "no_column" ? words(`column.${one.value}`) : one.value;
      return clone("desk-import-error", { cell: one.cell, words: text(words(`import.${one.code}`, { value })) });
    }),
    unknown: words("import.unknown", { list: unknown.map((one) => `${one.heading} (${one.cell})`).join(", ") }),
  });
  $("[data-slot=trouble]", element).hidden = !errors.length;
  $("[data-slot=partly]", element).hidden = !errors.length || !cases.length;
  $("[data-slot=unknown]", element).hidden = !unknown.length;
  $("form.go", element).hidden = !cases.length;
}

/** Seal every row, then send all of them as one: they are all kept, or none is. */
async function bring(desk: Desk, cases: rows.OldCase[], bar: HTMLProgressElement): Promise<Id[]> {
  bar.hidden = false;
  bar.max = cases.length + 1;
  const acts: Act[] = [];
  const ids: Id[] = [];
  try {
    for (const [at, one] of cases.entries()) {
      const made = await sealed(desk, one);
      acts.push(...made.acts);
      ids.push(made.row.id);
      bar.value = at + 1;
    }
    await send(acts);
  } finally {
    bar.hidden = true;
  }
  // They are kept now: that the desk cannot show them at once is another matter.
  await desk.refresh().catch((problem: unknown) => announce(because(problem)));
  return ids;
}

async function sealed(desk: Desk, one: rows.OldCase) {
  const { needs, opened_on, assigned } = one;
  const outcome = one.outcome ? { outcome: one.outcome } : {};
  const summary = {
    ...emptySummary(),
    ...outcome,
    title: one.title,
    country: one.country,
    region: regionOf(one.country),
    category: needs,
    violations: one.violations,
    priority: one.priority,
    people: one.people,
    assigned,
    incident: one.incident,
    asked_on: opened_on,
    reference: one.reference,
  };
  const made = await prepare(desk, {
    summary,
    team: assigned ? [assigned] : [],
    opened_on,
    next_action: one.next_action,
    more: one.words ? [{ kind: "note", body: { words: one.words } }] : [],
    ...(one.closed ? { closed: {} } : {}),
  });
  return made;
}
