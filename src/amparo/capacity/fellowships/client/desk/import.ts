/** Applications and fellows of older rounds, from a spreadsheet, sealed here row by row. */

import { $, announce, clone, fill, given, ui, words } from "@vault/page";
import { cells, csv, table } from "@vault/desk/sheet";
import type { ApplicationBody, FacetsBody, SummaryBody } from "../kinds";
import { type Act, because, newId, NotKeptError, sealParts, send, today } from "./acts";
import { coded, day, type Desk, inLanguage, type Maker, number, onSubmit } from "./desk";
import { countriesKnown } from "./facets";
import { field, show } from "./forms";
import type { CallRow } from "./overview";
import * as rows from "./rows";

const PREVIEWED = 8;
const ERRORS = 30;
const GENDERS = ["woman", "man", "other"];

export const importView: Maker = (desk, [id = ""]) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine) return { element: clone("office-no-call"), title: words("import") };
  const element = clone("office-import", { call: inLanguage(call.names) || call.slug });
  $<HTMLAnchorElement>("[data-slot=call]", element).href = `#/call/${call.id}`;
  const form = $<HTMLFormElement>("form.sheet", element);
  const go = $<HTMLFormElement>("form.go", element);
  const found = $("[data-slot=found]", element);
  let read: rows.Read | null = null;

  $("[data-slot=template]", element).addEventListener("click", () => {
    const headings = rows.COLUMNS.map((one) => words(`column.${one}`));
    const example = rows.COLUMNS.map((one) => words(`example.${one}`)).map((one) => (one.startsWith("example.") ? "" : one));
    ui.download(new Blob([csv([headings, example])]), words("import.template"));
  });
  const file = field(form, "sheet");
  file.addEventListener("change", () => file.files?.length && form.requestSubmit());
  onSubmit(form, async () => {
    found.hidden = true;
    const chosen = file.files?.[0];
    if (!chosen) throw new NotKeptError(words("missing.sheet"));
    read = rows.readRows(await cells(chosen), known(), today());
    preview(element, read);
    found.hidden = false;
    $("h2", found).focus();
  });
  onSubmit(go, async () => {
    if (!read?.rows.length) throw new NotKeptError(words("missing.rows"));
    if (read.errors.length && !field(go, "partly").checked) throw new NotKeptError(words("import.not_half"));
    const count = read.rows.length;
    await bring(desk, call, read.rows, $<HTMLProgressElement>("progress", go));
    read = null;
    form.reset();
    found.hidden = true;
    announce(words("import.done", { count, number: number(count) }));
    desk.go(`#/applications/${call.id}`);
  });
  return { element, title: words("import") };
};

function known(): rows.Known {
  const states = [...coded("state", Object.keys(rows.PATHS)), ...coded("fellow", Object.keys(rows.FELLOW_PATHS))];
  const columns = table(rows.COLUMNS.map((one) => [one, words(`column.${one}`)]));
  return {
    columns: columns as Map<string, rows.Column>,
    countries: table([...countriesKnown()].map(([code, one]) => [code, one.name])),
    languages: table(given<[string, string][]>("languages")),
    themes: table(given<[string, string][]>("themes")),
    priorities: table(given<[string, string][]>("groups")),
    genders: table(coded("gender", GENDERS)),
    states: table(states),
  };
}

const stateName = (state: rows.Standing): string => words(rows.isFellow(state) ? `fellow.${state}` : `state.${state}`);

function preview(element: HTMLElement, read: rows.Read): void {
  const { errors, unknown } = read;
  fill(element, {
    count: words("import.count", { count: read.rows.length, number: number(read.rows.length) }),
    preview: read.rows.slice(0, PREVIEWED).map((one) =>
      clone("office-import-row", {
        at: number(one.at),
        name: one.name,
        day: day(one.day),
        country: countriesKnown().get(one.country)?.name ?? "",
        state: stateName(one.state),
      }),
    ),
    wrong: words("import.wrong", { count: errors.length, number: number(errors.length) }),
    errors: errors.slice(0, ERRORS).map((one) => {
      const value = one.code === "no_column" ? words(`column.${one.value}`) : one.value;
      return clone("office-import-error", { cell: one.cell, words: words(`import.${one.code}`, { value }) });
    }),
    unknown: words("import.unknown", { list: unknown.map((one) => `${one.heading} (${one.cell})`).join(", ") }),
  });
  show(element, "trouble", errors.length > 0);
  show(element, "partly", errors.length > 0 && read.rows.length > 0);
  show(element, "unknown", unknown.length > 0);
  $("form.go", element).hidden = !read.rows.length;
}

/** Seal every row, then send all of them as one: they are all kept, or none is. */
async function bring(desk: Desk, call: CallRow, all: rows.OldApplication[], bar: HTMLProgressElement): Promise<void> {
  bar.hidden = false;
  bar.max = all.length + 1;
  const acts: Act[] = [];
  try {
    for (const [at, one] of all.entries()) {
      acts.push(...(await sealed(desk, call, one)));
      bar.value = at + 1;
    }
    await send(acts);
  } finally {
    bar.hidden = true;
  }
  // They are kept now: that the desk cannot show them at once is another matter.
  await desk.refresh().catch((problem: unknown) => announce(because(problem)));
}

async function sealed(desk: Desk, call: CallRow, one: rows.OldApplication): Promise<Act[]> {
  const { session, store } = desk;
  const epoch = store.epoch(call.id)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const id = newId();
  const { name, country, languages, organisation, themes, priority, gender } = one;
  const body: ApplicationBody = {
    form: call.form,
    version: 1,
    language: languages[0] ?? "",
    answers: {
      name, country, languages, organisation, coalitions: one.coalitions.join(", "), themes, priority, gender,
      ...(one.words ? { work: one.words } : {}),
    },
    files: [],
    ...(one.reference ? { reference: one.reference } : {}),
  };
  const frame = await session.sealItem({ scope: call.id, epoch, item: id, version: 1, kind: "application", body });
  const region = countriesKnown().get(country)?.region ?? "";
  const facets: FacetsBody = {
    name, country, region, language: languages[0] ?? "", themes, priority, gender, organisation,
    coalitions: one.coalitions, people: [],
  };
  const items = await sealParts(desk, call.id, id, [{ kind: "facets", body: facets }]);
  const acts: Act[] = [{ verb: "application.bring", application: id, call: call.id, epoch, frame, day: one.day, items }];
  const state = rows.isFellow(one.state) ? "accepted" : one.state;
  for (const verb of rows.PATHS[state] ?? []) {
    acts.push({ verb: "application.state", application: id, verb_said: verb, items: [] });
  }
  if (rows.isFellow(one.state)) acts.push(...(await fellow(desk, call, one, id)));
  return acts;
}

/** Who became a fellow: a key of their own, for whoever brings them. */
async function fellow({ session, store }: Desk, call: CallRow, one: rows.OldApplication, application: string): Promise<Act[]> {
  const id = newId();
  const asked = { scope_kind: "fellowship" as const, scope: id, compartment: "main" as const, number: 1 };
  const epoch = await session.newEpoch({ ...asked, members: [store.me], pairs: true });
  const body: SummaryBody = {
    name: one.name, pronouns: "", language: one.languages[0] ?? "", country: one.country, coach: "",
    application, safe_channel: "", hours: "", code_phrase: "",
  };
  const frame = await session.sealItem({ scope: id, epoch: epoch.id, item: id, version: 1, kind: "summary", body });
  const items = [{ id: newId(), item: id, version: 1, epoch: epoch.id, frame }];
  const open: Act = { verb: "fellowship.open", fellowship: id, application, call: call.id, epoch, items, began_on: one.day };
  const path = rows.isFellow(one.state) ? (rows.FELLOW_PATHS[one.state] ?? []) : [];
  const ended = one.ended_on ?? one.day;
  return [
    open,
    ...path.map((verb): Act => ({
      verb: "fellowship.state", fellowship: id, verb_said: verb, items: [], ...(verb === "leave" ? { ended_on: ended } : {}),
    })),
  ];
}
