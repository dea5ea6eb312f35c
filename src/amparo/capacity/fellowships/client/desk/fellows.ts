/** Fellows, by what is next; and those who accepted a place, whose fellowship nobody opened yet. */

import { $, clone, fill, words } from "@vault/page";
import { matcher } from "@vault/desk/search";
import { ago, coded, day, type Desk, inLanguage, type Maker, number, options, type View } from "./desk";
import { countriesKnown } from "./facets";
import { openingView } from "./fellow/opening";
import { stepsDone, whatIsNext } from "./fellow/plan";
import { field, show } from "./forms";
import { nameOf } from "./list";
import { today } from "./acts";
import type { ApplicationView, FellowView } from "./store";

const STATES = ["preparing", "online", "resident", "paused", "follow_up", "finished", "stopped"];
const SHOWN = 60; // rows at once

type Filters = Record<string, string>;

/** In memory only, gone with the lock. */
let kept: Filters = {};

export const fellowsView: Maker = (desk, rest, query) => (rest[0] ? openingView(desk, rest, query) : list(desk));

function list(desk: Desk): View {
  const element = clone("fellow-list");
  const form = $<HTMLFormElement>("form", element);
  const more = $<HTMLButtonElement>("[data-slot=more]", element);
  const rows = $("[data-slot=rows]", element);
  let shown = SHOWN;
  let timer = 0;
  desk.session.on("lock", () => (kept = {}));
  options(field<HTMLSelectElement>(form, "state"), coded("fellow", STATES), kept["state"] ?? "", words("any"));
  field(form, "q").value = kept["q"] ?? "";
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    kept = Object.fromEntries(new FormData(form) as never) as Filters;
    shown = SHOWN;
    clearTimeout(timer);
    timer = window.setTimeout(render, 120);
  });
  more.addEventListener("click", () => {
    const first = rows.children.length;
    shown += SHOWN;
    render();
    rows.children[first]?.querySelector<HTMLElement>("a")?.focus();
  });

  function render(): void {
    const all = [...desk.store.fellows.values()];
    calls(desk, form, all);
    const told = matcher(kept["q"] ?? "");
    const found = inOrder(all.filter((one) => {
      if (kept["state"] && one.row.state !== kept["state"]) return false;
      if (kept["call"] && one.row.call !== kept["call"]) return false;
      return told(one.text);
    }));
    const waiting = desk.can.office ? unopened(desk) : [];
    const focused = rows.contains(document.activeElement) ? (document.activeElement as HTMLAnchorElement).href : "";
    fill(element, {
      found: words("fellows.found", { count: found.length, number: number(found.length) }),
      rows: found.slice(0, shown).map((one) => fellowRow(desk, one)),
      waiting: waiting.map((one) => waitingRow(one)),
    });
    if (focused) Array.from(rows.querySelectorAll("a")).find((one) => one.href === focused)?.focus();
    more.hidden = found.length <= shown;
    show(element, "empty", !found.length);
    show(element, "waiting-part", waiting.length > 0);
    show(element, "older", desk.can.office && [...desk.store.calls.values()].some((one) => one.mine));
  }

  render();
  return { element, title: words("fellows"), changed: render };
}

/** The calls of these fellows, to choose from. */
function calls(desk: Desk, form: HTMLFormElement, all: FellowView[]): void {
  const select = field<HTMLSelectElement>(form, "call");
  const ids = [...new Set(all.map((one) => one.row.call))];
  if (select.dataset["shows"] === ids.join()) return;
  select.dataset["shows"] = ids.join();
  const told = ids.map((id): [string, string] => [id, inLanguage(desk.store.calls.get(id)?.names ?? {}) || id.slice(0, 8)]);
  options(select, told, kept["call"] ?? "", words("any"));
}

/** What is most overdue first; who waits for nothing comes last, the newest first. */
export function inOrder(all: FellowView[]): FellowView[] {
  const key = ({ row }: FellowView) => whatIsNext(row) ?? "9";
  return all.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.row.began_on < b.row.began_on ? 1 : -1));
}

/** Accepted, and no fellowship of theirs is here: a colleague may have opened it, which the server says then. */
export function unopened({ store }: Desk): ApplicationView[] {
  const opened = new Set([...store.fellows.values()].map((one) => one.row.application));
  return [...store.applications.values()].filter((one) => one.row.state === "accepted" && !opened.has(one.id));
}

function waitingRow(view: ApplicationView): HTMLElement {
  const made = clone("fellow-waiting", { name: nameOf(view), call: inLanguage(view.call.names) });
  $<HTMLAnchorElement>("a", made).href = `#/fellows/${view.id}`;
  return made;
}

function fellowRow(desk: Desk, view: FellowView): HTMLElement {
  const { row, summary } = view;
  const next = whatIsNext(row);
  const late = next !== null && next < today();
  const [done, of] = stepsDone(view.entries);
  const made = clone("fellow-row", {
    title: summary?.name || words("application.sealed"),
    state: words(`fellow.${row.state}`),
    late: late ? words("late") : null,
    warning: view.warnings.length ? words("application.warned", { count: view.warnings.length }) : null,
    place: (summary && countriesKnown().get(summary.country)?.name) || null,
    call: inLanguage(desk.store.calls.get(row.call)?.names ?? {}) || null,
    steps: row.state === "preparing" ? words("step.done_of", { done: number(done), of: number(of) }) : null,
    coach: summary?.coach ? desk.store.name(summary.coach) : null,
    next: next ? `${day(next)} (${ago(next)})` : words("fellows.no_next"),
  });
  $<HTMLAnchorElement>("a", made).href = `#/fellow/${view.id}`;
  return made;
}
