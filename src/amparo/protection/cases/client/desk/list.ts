/** The desk's first view: what is new, what is to do by date, and every case, filtered and found. */

import { $, clone, fill, given, words } from "@vault/page";
import { CASE_STATES, COMPARTMENTS, NEEDS, PRIORITIES, REGIONS } from "../kinds";
import { countryName } from "@questions/asked";
import { ago, coded, type Desk, day, daysSince, number, options, time, type View } from "./desk";
import { today } from "./acts";
import { matcher } from "@vault/desk/search";
import type { CaseView, SubmissionView } from "./store";

const SHOWN = 50; // rows at once

interface Filters {
  [name: string]: string;
}

/** In memory only: what somebody looked for says something about those they looked for. */
let kept: Filters = {};

export function forgetFilters(): void {
  kept = {};
}

export function listView(desk: Desk, _rest: string[], query: URLSearchParams): View {
  const show = query.get("show") ?? "";
  const element = clone("desk-list");
  const form = $<HTMLFormElement>("form", element);
  const list = $("[data-slot=rows]", element);
  const more = $<HTMLButtonElement>("[data-slot=more]", element);
  let shown = SHOWN;
  desk.session.on("lock", forgetFilters);
  fillFilters(desk, form);
  for (const field of form.elements as Iterable<Element> & HTMLFormControlsCollection) {
    const input = field as HTMLInputElement;
    if (input.name && kept[input.name] !== undefined) input.value = kept[input.name] ?? "";
  }
  let timer = 0;
  form.addEventListener("input", () => {
    kept = Object.fromEntries(new FormData(form) as never) as Filters;
    shown = SHOWN;
    clearTimeout(timer);
    timer = window.setTimeout(render, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    kept = {};
    setTimeout(render);
  });
  more.addEventListener("click", () => {
    const first = list.children.length;
    shown += SHOWN;
    render();
    list.children[first]?.querySelector<HTMLElement>("a")?.focus();
  });

  function render(): void {
    const { store } = desk;
    const requests = waiting(desk);
    const fits = filter(desk, kept);
    const cases = [...store.cases.values()].filter(fits);
    const due = cases.filter((one) => one.row.next_action && one.row.state !== "closed");
    const late = due.filter((one) => (one.row.next_action ?? "") <= today()).length;
    fill(element, { "count-new": number(requests.length), "count-due": number(late), "count-all": number(store.cases.size) });
    for (const link of element.querySelectorAll<HTMLAnchorElement>(".picks a")) {
      const here = new URLSearchParams(link.hash.split("?")[1] ?? "").get("show") ?? "";
      if (here === show) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const asks = show === "" ? requests.filter((one) => matcher(kept["q"] ?? "")(one.text)) : [];
    const rows = show === "due" ? byDate(due) : show === "cases" ? byUrgency(cases) : byUrgency(cases.filter(open));
    const urgent = show === "" ? rows.slice(0, shown) : rows.slice(0, shown);
    $("[data-slot=inbox]", element).hidden = show !== "";
    fill(element, {
      requests: asks.map((one) => requestRow(desk, one)),
      rows: urgent.map((one) => caseRow(desk, one)),
      heading: words(show === "due" ? "list.due" : show === "cases" ? "list.all" : "list.open"),
      found: words("list.found", { count: rows.length, number: number(rows.length) }),
    });
    $("[data-slot=no-requests]", element).hidden = asks.length > 0;
    $("[data-slot=no-cases]", element).hidden = rows.length > 0;
    more.hidden = rows.length <= shown;
  }

  render();
  return { element, title: words("list"), changed: render };
}

function fillFilters(desk: Desk, form: HTMLFormElement): void {
  const select = (name: string) => form.elements.namedItem(name) as HTMLSelectElement;
  const any = words("any");
  options(select("state"), coded("state", CASE_STATES), "", any);
  options(select("priority"), coded("priority", PRIORITIES), "", any);
  options(select("region"), coded("region", REGIONS), "", any);
  options(select("need"), coded("need", NEEDS), "", any);
  options(select("compartment"), coded("compartment", COMPARTMENTS.filter((one) => one !== "main")), "", any);
  const people = desk.store.colleagues().map((one): [string, string] => [one.id, one.label]);
  const me = people.find(([id]) => id === desk.store.me);
  const others = people.filter((one) => one !== me);
  const mine: [string, string][] = me ? [[me[0], words("me", { name: me[1] })]] : [];
  options(select("assigned"), [...mine, ...others, ["nobody", words("nobody")]], "", any);
  const due = ["late", "today", "week", "none"].map((one): [string, string] => [one, words(`due.${one}`)]);
  options(select("due"), due, "", any);
}

function open(view: CaseView): boolean {
  return view.row.state !== "closed";
}

/** Requests that nobody has taken: those to be erased and the oldest first. */
export function waiting(desk: Desk): SubmissionView[] {
  return [...desk.store.submissions.values()]
    .filter((one) => one.row.state === "new" || (one.row.state === "erasing" && !one.row.case))
    .sort((a, b) => (a.row.day < b.row.day ? -1 : a.row.day > b.row.day ? 1 : 0));
}

function filter(desk: Desk, asked: Filters): (view: CaseView) => boolean {
  const words = matcher(asked["q"] ?? "");
  const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const apart = asked["compartment"]
    ? new Set(
        desk.store.overview?.epochs
          .filter((one) => one.compartment === asked["compartment"] && !one.retired_on)
          .map((one) => one.scope),
      )
    : null;
  const due: Record<string, (next: string | null) => boolean> = {
    late: (next) => next !== null && next < today(),
    today: (next) => next !== null && next <= today(),
    week: (next) => next !== null && next <= week,
    none: (next) => next === null,
  };
  return (view) => {
    const summary = view.summary;
    const { state, next_action } = view.row;
    if (asked["state"] && state !== asked["state"]) return false;
    if (asked["priority"] && summary?.priority !== asked["priority"]) return false;
    if (asked["region"] && summary?.region !== asked["region"]) return false;
    if (asked["need"] && !summary?.category.includes(asked["need"])) return false;
    if (asked["assigned"] === "nobody" ? summary?.assigned : asked["assigned"] && summary?.assigned !== asked["assigned"]) return false;
    if (asked["due"] && !due[asked["due"]]?.(next_action)) return false;
    if (apart && !apart.has(view.id)) return false;
    return words(view.text);
  };
}

const rank = (view: CaseView): number => {
  const at = PRIORITIES.indexOf(view.summary?.priority ?? "low");
  return (view.row.state === "closed" ? 10 : 0) + (at < 0 ? 5 : at);
};

function byUrgency(cases: CaseView[]): CaseView[] {
  const next = (one: CaseView) => one.row.next_action ?? "z";
  return cases.sort((a, b) => rank(a) - rank(b) || (next(a) < next(b) ? -1 : next(a) > next(b) ? 1 : 0));
}

function byDate(cases: CaseView[]): CaseView[] {
  const next = (one: CaseView) => one.row.next_action ?? "";
  return cases.sort((a, b) => (next(a) < next(b) ? -1 : next(a) > next(b) ? 1 : rank(a) - rank(b)));
}

function requestRow(desk: Desk, view: SubmissionView): HTMLElement {
  const { request, row } = view;
  const about = String(request?.answers["happening"] ?? request?.answers["child_happening"] ?? request?.answers["happened"] ?? "");
  const soon = request?.answers["soon"];
  const safe = request?.for === "child" || request?.answers["child_safe"] === "no";
  const door = desk.store.overview?.doors.find((one) => one.id === row.door)?.kind;
  const made = clone("desk-request-row", {
    title: about ? cut(about) : untold(view),
    age: ago(row.day),
    answered: row.answered_on ? words("request.answered", { day: day(row.answered_on) }) : null,
    soon: soon === "now" ? words("request.now") : null,
    child: safe ? words("request.child") : null,
    concern: door === "safeguarding" ? words("request.concern") : null,
    again: row.replies.length ? words("kind.reply") : null,
    erase: row.state === "erasing" ? words("request.erasing", { day: day(row.erase_on) }) : null,
    warning: view.warning ? words(`refused.${view.warning}`) : null,
    country: countryName(String(request?.answers["country"] ?? "")) || null,
  });
  const link = $<HTMLAnchorElement>("a", made);
  link.href = `#/request/${row.id}`;
  link.dir = "auto";
  return made;
}

/** A request without a story: what came instead, or why nothing of it is shown. */
function untold({ request, warning }: SubmissionView): string {
  if (!request) return words(warning ? "request.refused" : "request.sealed");
  return cut(request.files.map((one) => one.name).join(", ")) || words("request.title");
}

function cut(told: string): string {
  const line = told.replace(/\s+/g, " ").trim();
  return line.length > 90 ? `${line.slice(0, 88).trimEnd()}…` : line;
}

function caseRow(desk: Desk, view: CaseView): HTMLElement {
  const { row, summary } = view;
  const late = row.next_action !== null && row.next_action < today() && row.state !== "closed";
  const priority = summary?.priority;
  const needs = summary?.category.map((one) => words(`need.${one}`)).join(", ");
  const missed = row.check_ins.some((one) => one.state === "missed");
  const made = clone("desk-case-row", {
    title: summary ? summary.title || words("case.untitled") : words("case.sealed"),
    priority: priority ? words(`priority.${priority}`) : null,
    state: words(`state.${row.state}`),
    place: summary?.country ? countryName(summary.country) : null,
    needs: needs || null,
    assigned: desk.store.name(summary?.assigned) || words("nobody"),
    next: time(row.next_action),
    "no-next": row.next_action ? null : words(row.state === "closed" ? "case.closed" : "case.no_next"),
    late: late ? words("late") : null,
    missed: missed ? words("case.missed") : null,
    warning: view.warnings.length ? words("case.warned", { count: view.warnings.length }) : null,
    child: summary?.child ? words("request.child") : null,
    opened: ago(row.opened_on),
    shred: row.shred_on && daysSince(row.shred_on) > -30 ? words("case.shred", { day: day(row.shred_on) }) : null,
  });
  made.querySelector(".priority")?.classList.add(priority ?? "none");
  const link = $<HTMLAnchorElement>("a", made);
  link.href = `#/case/${row.id}`;
  link.dir = "auto";
  return made;
}

/** Words of the codes of a list that the page was given, for those that are no catalogue of ours. */
export function groupNames(): [string, string][] {
  return given<[string, string][]>("groups");
}
