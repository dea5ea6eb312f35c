/** The applications of one call: found, filtered, and moved on together. */

import { $, announce, clone, fill, given, ui, words } from "@vault/page";
import { matcher } from "@vault/desk/search";
import { csv } from "@vault/desk/sheet";
import type { Id } from "../kinds";
import { readersOf, unseen } from "./away";
import { bulk, chosenVerbs } from "./bulk";
import { forgetNames } from "./conflicts";
import { coded, type Desk, day, inLanguage, type Maker, number, onSubmit, options, type View } from "./desk";
import { countriesKnown, facetsOf, forgetFacets, languagesOf } from "./facets";
import { asking, field, show } from "./forms";
import { living, ORDER } from "./home";
import type { CallRow } from "./overview";
import type { ApplicationView } from "./store";
import { today } from "./acts";

const SHOWN = 50; // rows at once
const FILTERS = [
  "q", "state", "came", "letters", "readings", "conflicts", "region", "country", "language", "theme", "group", "order",
] as const;
type Filters = Record<string, string>;

/** In memory only: what somebody looked for says something about those they looked for. */
let kept = new Map<Id, Filters>();
/** The list as it was last shown, so that a page leads to the next one. */
let shownLast: Id[] = [];

export function shownOrder(): readonly Id[] {
  return shownLast;
}

export const listView: Maker = (desk, [id = ""], query) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine) return { element: clone("office-no-call"), title: words("list") };
  return list(desk, call, query);
};

function list(desk: Desk, call: CallRow, query: URLSearchParams): View {
  const element = clone("office-list");
  const form = $<HTMLFormElement>("form.filters", element);
  const rows = $("[data-slot=rows]", element);
  const more = $<HTMLButtonElement>("[data-slot=more]", element);
  const chosen = new Set<Id>();
  let shown = SHOWN;
  let found: ApplicationView[] = [];
  desk.session.on("lock", forget);
  if (FILTERS.some((one) => query.has(one))) {
    kept.set(call.id, Object.fromEntries(FILTERS.flatMap((one) => (query.has(one) ? [[one, query.get(one) ?? ""]] : []))));
  }
  fillFilters(form);
  const before = kept.get(call.id) ?? {};
  for (const name of FILTERS) field(form, name).value = before[name] ?? "";
  $<HTMLDetailsElement>("details", form).open = FILTERS.slice(2, -1).some((one) => before[one]);
  let timer = 0;
  form.addEventListener("input", () => {
    kept.set(call.id, Object.fromEntries(new FormData(form) as never) as Filters);
    shown = SHOWN;
    clearTimeout(timer);
    timer = window.setTimeout(render, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    kept.delete(call.id);
    setTimeout(render);
  });
  more.addEventListener("click", () => {
    const first = rows.children.length;
    shown += SHOWN;
    render();
    rows.children[first]?.querySelector<HTMLElement>("a")?.focus();
  });
  $("[data-slot=export]", element).addEventListener("click", () => void save(call, found));
  const bar = $<HTMLFormElement>("form.bulk", element);
  rows.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
    choosing();
  });
  $("[data-slot=all]", element).addEventListener("click", () => {
    for (const one of found) chosen.add(one.id);
    render();
    announce(words("list.chosen", { count: chosen.size, number: number(chosen.size) }));
  });
  $("[data-slot=none-chosen]", element).addEventListener("click", () => {
    chosen.clear();
    render();
    $<HTMLElement>("a", rows).focus();
  });
  onSubmit(bar, async () => {
    const views = [...chosen].flatMap((one) => desk.store.applications.get(one) ?? []);
    const done = await bulk(desk, views, field<HTMLSelectElement>(bar, "verb").value);
    if (!done) return;
    chosen.clear();
    render();
    $("h1", element).focus();
    announce(done);
  });

  /** What can be done with everything that is chosen. */
  function choosing(): void {
    const views = [...chosen].flatMap((one) => desk.store.applications.get(one) ?? []);
    bar.hidden = !views.length;
    if (!views.length) return;
    const verbs = chosenVerbs(views);
    const select = field<HTMLSelectElement>(bar, "verb");
    const now = select.value;
    options(select, verbs.map((one) => [one, words(`verb.${one}`)]), now, words("choose"));
    show(bar, "no-verb", !verbs.length);
    $<HTMLButtonElement>("button:not([type=button])", bar).disabled = !verbs.length;
    fill(bar, { chosen: words("list.chosen", { count: views.length, number: number(views.length) }) });
  }

  function render(): void {
    const { store } = desk;
    const all = store.of(call.id);
    found = sorted(all.filter(filter(desk, call, kept.get(call.id) ?? {})), kept.get(call.id)?.["order"] ?? "");
    shownLast = found.map((one) => one.id);
    const focused = rows.contains(document.activeElement) ? (document.activeElement as HTMLAnchorElement | HTMLInputElement) : null;
    fill(element, {
      call: inLanguage(call.names) || call.slug,
      found: words("list.found", { count: found.length, number: number(found.length) }),
      rows: found.slice(0, shown).map((one) => applicationRow(call, one, chosen.has(one.id))),
    });
    if (focused) again(rows, focused)?.focus();
    show(element, "empty", !found.length);
    show(element, "all", found.length > 1);
    show(element, "export", found.length > 0);
    more.hidden = found.length <= shown;
    const closed = all.filter((one) => one.row.epoch && !one.body && !one.warnings.length).length;
    show(element, "opening", closed > 0);
    if (closed) fill(element, { opening: words("list.opening", { count: closed, number: number(closed) }) });
    choosing();
  }

  $<HTMLAnchorElement>("[data-slot=call]", element).href = `#/call/${call.id}`;
  render();
  return { element, title: inLanguage(call.names) || words("list"), changed: render };
}

/** The same link or box in rows that were drawn again. */
function again(rows: HTMLElement, before: HTMLAnchorElement | HTMLInputElement): HTMLElement | undefined {
  const links = Array.from(rows.querySelectorAll<HTMLAnchorElement>("a"));
  if (before instanceof HTMLAnchorElement) return links.find((one) => one.href === before.href);
  return Array.from(rows.querySelectorAll<HTMLInputElement>("input")).find((one) => one.value === before.value);
}

function forget(): void {
  kept = new Map();
  shownLast = [];
  forgetFacets();
  forgetNames();
}

function fillFilters(form: HTMLFormElement): void {
  const any = words("any");
  const put = (name: string, told: [string, string][]) => options(field<HTMLSelectElement>(form, name), told, "", any);
  put("state", coded("state", ORDER));
  put("came", coded("came", ["on_time", "late", "extended", "brought"]));
  put("letters", coded("letters", ["unread", "some"]));
  put("readings", coded("readings", ["missing", "complete", "undone", "returned"]));
  put("conflicts", coded("conflicts", ["unseen", "barred"]));
  put("region", coded("region", ["AFR", "APG", "EEG", "GRULAC", "WEOG"]));
  put("country", [...countriesKnown()].map(([code, one]) => [code, one.name]));
  put("language", given<[string, string][]>("languages"));
  put("theme", given<[string, string][]>("themes"));
  put("group", given<[string, string][]>("groups"));
  options(field<HTMLSelectElement>(form, "order"), coded("order", ["name", "newest", "country"]), "", words("order.came"));
}

function filter(desk: Desk, call: CallRow, asked: Filters): (view: ApplicationView) => boolean {
  const told = matcher(asked["q"] ?? "");
  const readers = asked["conflicts"] === "unseen" ? readersOf(desk, call) : [];
  const done = (view: ApplicationView) => view.row.readings.filter((one) => one.state === "done").length;
  const readings: Record<string, (view: ApplicationView) => boolean> = {
    missing: ({ row }) => ["eligible", "shortlisted"].includes(row.state) && living(row.readings) < call.readings,
    complete: (view) => done(view) >= call.readings,
    undone: ({ row }) => row.readings.some((one) => one.state === "assigned"),
    returned: ({ row }) => row.readings.some((one) => one.state === "returned"),
  };
  const came: Record<string, string[]> = { late: ["grace", "extended"] };
  return (view) => {
    const { row } = view;
    if (asked["state"] && row.state !== asked["state"]) return false;
    if (asked["came"] && !(came[asked["came"]] ?? [asked["came"]]).includes(row.came)) return false;
    const letters = row.letters.filter((one) => one.direction === "from");
    if (asked["letters"] === "unread" && letters.every((one) => one.shown_on)) return false;
    if (asked["letters"] === "some" && !letters.length) return false;
    if (asked["readings"] && !readings[asked["readings"]]?.(view)) return false;
    if (asked["conflicts"] === "barred" && !row.bars.length) return false;
    if (asked["conflicts"] === "unseen" && !unseen(desk, view, readers).length) return false;
    if (asked["region"] || asked["country"] || asked["language"] || asked["theme"] || asked["group"]) {
      const facets = facetsOf(view);
      if (asked["region"] && facets.region !== asked["region"]) return false;
      if (asked["country"] && facets.country !== asked["country"]) return false;
      if (asked["language"] && !languagesOf(view).includes(asked["language"])) return false;
      if (asked["theme"] && !facets.themes.includes(asked["theme"])) return false;
      if (asked["group"] && !facets.priority.includes(asked["group"])) return false;
    }
    return told(view.text);
  };
}

function sorted(found: ApplicationView[], order: string): ApplicationView[] {
  const by = (key: (view: ApplicationView) => string, sign = 1) => {
    const keys = new Map(found.map((one) => [one, key(one)]));
    const compare = new Intl.Collator(document.documentElement.lang).compare;
    return found.sort((a, b) => sign * compare(keys.get(a) ?? "", keys.get(b) ?? ""));
  };
  if (order === "name") return by((one) => facetsOf(one).name);
  if (order === "country") return by((one) => countriesKnown().get(facetsOf(one).country)?.name ?? "");
  return order === "newest" ? by((one) => one.row.day, -1) : found;
}

/** What an application is called on the desk; readers of the panel never see it. */
export function nameOf(view: ApplicationView): string {
  const name = facetsOf(view).name;
  if (name) return name;
  return words(view.warnings.length ? "application.refused" : view.body ? "application.unnamed" : "application.sealed");
}

const names = new Map<string, Map<string, string>>();

/** What a code of a list that the page was given is called. */
export function named(list: "themes" | "groups" | "languages", code: string): string {
  let known = names.get(list);
  if (!known) names.set(list, (known = new Map(given<[string, string][]>(list))));
  return known.get(code) ?? code;
}

function applicationRow(call: CallRow, view: ApplicationView, chosen: boolean): HTMLElement {
  const { row } = view;
  const facets = facetsOf(view);
  const done = row.readings.filter((one) => one.state === "done").length;
  const unread = row.letters.filter((one) => one.direction === "from" && !one.shown_on).length;
  const inPanel = done > 0 || living(row.readings) > 0;
  const name = nameOf(view);
  const made = clone("office-row", {
    title: name,
    state: words(`state.${row.state}`),
    came: row.came === "extended" || row.came === "grace" ? words(`came.${row.came}`) : null,
    letters: unread ? words("list.letters", { count: unread, number: number(unread) }) : null,
    barred: row.bars.length ? words("list.barred", { count: row.bars.length, number: number(row.bars.length) }) : null,
    warning: view.warnings.length ? words("application.warned", { count: view.warnings.length }) : null,
    place: countriesKnown().get(facets.country)?.name ?? null,
    languages: languagesOf(view).map((one) => named("languages", one)).join(", ") || null,
    themes: facets.themes.map((one) => named("themes", one)).join(", ") || null,
    readings: inPanel ? words("list.readings", { done: number(done), of: number(call.readings) }) : null,
    day: day(row.day),
  });
  $(".state", made).classList.add(row.state);
  const link = $<HTMLAnchorElement>("a", made);
  link.href = `#/application/${view.id}`;
  const box = $<HTMLInputElement>("input", made);
  box.value = view.id;
  box.checked = chosen;
  box.setAttribute("aria-label", words("list.choose", { name }));
  return made;
}

/** The list as it is shown, as a file on this device: said first, since a file is not sealed. */
async function save(call: CallRow, found: ApplicationView[]): Promise<void> {
  const count = found.length;
  const asked = await asking("office-export", { count: words("list.found", { count, number: number(count) }) });
  if (!asked) return;
  const columns = ["name", "day", "country", "languages", "organisation", "coalitions", "themes", "priority", "gender", "state"];
  const head = columns.map((one) => words(`column.${one}`));
  const lines = found.map((view) => {
    const facets = facetsOf(view);
    const list = (told: string[]) => told.join("; ");
    return [
      facets.name, view.row.day, facets.country, list(languagesOf(view)), facets.organisation, list(facets.coalitions),
      list(facets.themes.map((one) => named("themes", one))), list(facets.priority.map((one) => named("groups", one))),
      facets.gender && words(`gender.${facets.gender}`), words(`state.${view.row.state}`),
    ];
  });
  ui.download(new Blob([csv([head, ...lines])]), `${call.slug}-${today()}.csv`);
  announce(words("list.saved"));
}
