/** Points beside what readers meant: their spread, what harsh and kind readers explain, what is too close. */

import { $, $$, announce, clone, fill, given, words } from "@vault/page";
import { matcher } from "@vault/desk/search";
import type { ApplicationState, Id } from "../kinds";
import { coded, type Desk, inLanguage, type Maker, number, onSubmit, options, type View } from "./desk";
import { facetsOf, languagesOf } from "./facets";
import { field, show } from "./forms";
import { named, nameOf } from "./list";
import type { CallRow } from "./overview";
import { askMore } from "./panel/proposing";
import { readerName } from "./panel/people";
import {
  type Calibrated, type Calibration, calibration, type Judged, leanings, mostOf, ranked, type Row, rowOf, scoreOf,
  withAdjusted,
} from "./ranking/rows";
import { type Progress, solve } from "./solving";
import type { ApplicationView } from "./store";

const SHOWN = 50; // rows at once
const IN_PANEL: ApplicationState[] = ["eligible", "shortlisted", "offered", "waiting", "accepted", "declined", "not_chosen"];
const ORDERS = ["points", "adjusted", "spread", "fewest"] as const;
const SVG = "http://www.w3.org/2000/svg";

interface Reckoned {
  asked: Calibration;
  answer: Calibrated;
  /** Of which judgements: others since make it old. */
  of: string;
}

/** In memory only, gone with the lock. */
let reckoned = new Map<Id, Reckoned>();
let kept = new Map<Id, Record<string, string>>();

function forget(): void {
  reckoned = new Map();
  kept = new Map();
}

/** Who gave how much to what, of files and judgements that are here for this person. */
export function judgedOf(call: CallRow, views: readonly ApplicationView[]): Map<Id, Judged[]> {
  const keyring = new Map(call.reviewers.map((one) => [one.id, one.keyring]));
  return new Map(
    views.map((view) => {
      const barred = new Set(view.row.bars.map((one) => one.keyring));
      const some = view.row.readings.flatMap((row) => {
        const review = view.reviews.get(row.id);
        if (!review || row.state !== "done" || barred.has(keyring.get(row.reviewer) ?? "")) return [];
        const score = scoreOf(review, call.criteria);
        return score === null ? [] : [{ reviewer: row.reviewer, score }];
      });
      return [view.id, some];
    }),
  );
}

const shownPoints = (thousandths: number): string => number(Math.round(thousandths / 10) / 100);

export const rankingView: Maker = (desk, [id = ""]) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine || !call.composes) return { element: clone("office-no-call"), title: words("ranking") };
  return ranking(desk, call);
};

function ranking(desk: Desk, { id }: CallRow): View {
  const element = clone("office-ranking");
  const form = $<HTMLFormElement>("form.filters", element);
  const ask = $<HTMLFormElement>("form.reckon", element);
  const bulk = $<HTMLFormElement>("form.bulk", element);
  const rows = $("[data-slot=rows]", element);
  const bar = $<HTMLProgressElement>("progress", ask);
  const chosen = new Set<Id>();
  let shown = SHOWN;
  let close: Id[] = [];
  let asked: AbortController | null = null;
  desk.session.on("lock", forget);
  bar.hidden = true;
  fillFilters(form);
  const before = kept.get(id) ?? {};
  for (const [name, value] of Object.entries(before)) {
    if (form.elements.namedItem(name)) field(form, name).value = value;
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  const filtered = () => {
    kept.set(id, Object.fromEntries(new FormData(form) as never) as Record<string, string>);
    shown = SHOWN;
    render();
  };
  form.addEventListener("input", filtered);
  form.addEventListener("reset", () => setTimeout(filtered));
  $("[data-slot=more]", element).addEventListener("click", () => {
    const first = rows.children.length;
    shown += SHOWN;
    render();
    rows.children[first]?.querySelector<HTMLElement>("a")?.focus();
  });
  rows.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
    choosing();
  });
  $("[data-slot=all-close]", element).addEventListener("click", () => {
    for (const one of close) chosen.add(one);
    render();
    announce(words("list.chosen", { count: chosen.size, number: number(chosen.size) }));
  });
  $("[data-slot=none-chosen]", element).addEventListener("click", () => {
    chosen.clear();
    render();
  });
  onSubmit(bulk, async () => {
    askMore(id, [...chosen]);
    desk.go(`#/panel/${id}`);
  });
  onSubmit(ask, async () => {
    const call = desk.store.calls.get(id);
    if (!call) return;
    const views = viewsOf(desk, id);
    const judged = judgedOf(call, views);
    const question = calibration(judged, call.seats);
    asked = new AbortController();
    bar.hidden = false;
    try {
      const told = (step: Progress) => (bar.value = step.fraction);
      const answer = await solve<Calibrated>("calibrate", question.instance, { signal: asked.signal, progress: told });
      reckoned.set(id, { asked: question, answer, of: stamp(judged) });
      field<HTMLSelectElement>(form, "order").value = "adjusted";
      filtered();
      announce(words("ranking.reckoned"));
    } finally {
      bar.hidden = true;
      asked = null;
    }
  });

  function choosing(): void {
    bulk.hidden = !chosen.size;
    fill(bulk, { chosen: words("list.chosen", { count: chosen.size, number: number(chosen.size) }) });
  }

  function render(): void {
    const call = desk.store.calls.get(id);
    if (!call) return desk.go("#/");
    const views = viewsOf(desk, id);
    const judged = judgedOf(call, views);
    const known = reckoned.get(id);
    const fresh = known && known.of === stamp(judged) ? known : undefined;
    const asks = kept.get(id) ?? {};
    const by = fresh && asks["order"] === "adjusted" ? "adjusted" : "mean";
    const own = views.map((view) => rowOf(view.id, judged.get(view.id) ?? [], call.readings));
    const told = fresh ? withAdjusted(own, fresh.asked, fresh.answer) : own;
    const { rows: order, line } = ranked(told, call.seats, Math.round(1000 * call.too_close), by);
    close = order.filter((one) => one.close).map((one) => one.id);
    const all = new Map(views.map((one) => [one.id, one]));
    const matches = filter(asks);
    const found = sorted(order, asks["order"] ?? "").filter((one) => {
      const view = all.get(one.id);
      return view && matches(view, one);
    });
    const read = own.filter((one) => one.readings).length;
    const whole = own.filter((one) => one.readings >= one.wanted).length;
    const counts = { files: number(own.length), read: number(read), whole: number(whole), wanted: number(call.readings) };
    const focused = rows.contains(document.activeElement) ? (document.activeElement as HTMLInputElement) : null;
    const mark = focused && `${focused.tagName}${focused.value ?? ""}${focused.getAttribute("href") ?? ""}`;
    const most = mostOf(call.criteria);
    fill(element, {
      "call-name": inLanguage(call.names) || call.slug,
      counts: words("ranking.counts", { count: own.length, ...counts }),
      line: line === null ? "" : words(by === "adjusted" ? "ranking.line_adjusted" : "ranking.line", {
        seats: number(call.seats), points: shownPoints(line), band: number(call.too_close), count: close.length, number: number(close.length),
      }),
      found: words("list.found", { count: found.length, number: number(found.length) }),
      rows: found.slice(0, shown).map((one) => rowFor(all.get(one.id) as ApplicationView, one, most, line, chosen.has(one.id))),
    });
    if (mark) {
      $$<HTMLInputElement>("a, input", rows).find((one) => `${one.tagName}${one.value ?? ""}${one.getAttribute("href") ?? ""}` === mark)?.focus();
    }
    show(element, "empty", !found.length);
    show(element, "more", found.length > shown);
    show(element, "all-close", close.length > 0);
    show(element, "line", line !== null);
    show(element, "opening", desk.store.progress.done < desk.store.progress.total);
    show(element, "old", Boolean(known) && !fresh);
    $<HTMLButtonElement>("button", ask).disabled = !read;
    show(element, "leaning", Boolean(fresh));
    if (fresh) leaning(desk, element, call, fresh);
    choosing();
  }

  fill(element, { measured: words("leaning.measured") });
  $<HTMLAnchorElement>("[data-slot=call]", element).href = `#/call/${id}`;
  render();
  return { element, title: words("ranking"), changed: render, left: () => asked?.abort() };
}

const viewsOf = ({ store }: Desk, id: Id): ApplicationView[] =>
  store.of(id).filter((one) => IN_PANEL.includes(one.row.state) && (one.row.came !== "brought" || one.reviews.size > 0));

/** What is reckoned from: any change of it makes an answer old. */
function stamp(judged: ReadonlyMap<Id, readonly Judged[]>): string {
  return [...judged].map(([id, some]) => `${id}${some.map((one) => `${one.reviewer}${one.score}`).sort().join()}`).sort().join();
}

function fillFilters(form: HTMLFormElement): void {
  const any = words("any");
  const put = (name: string, told: [string, string][]) => options(field<HTMLSelectElement>(form, name), told, "", any);
  options(field<HTMLSelectElement>(form, "order"), coded("rank", ORDERS), "points");
  put("only", coded("only", ["close", "short", "apart"]));
  put("state", coded("state", IN_PANEL));
  put("region", coded("region", ["AFR", "APG", "EEG", "GRULAC", "WEOG"]));
  put("language", given<[string, string][]>("languages"));
  put("theme", given<[string, string][]>("themes"));
  put("group", given<[string, string][]>("groups"));
}

function filter(asks: Record<string, string>): (view: ApplicationView, row: Row) => boolean {
  const told = matcher(asks["q"] ?? "");
  const { only, state, region, language, theme, group } = asks;
  return (view, row) => {
    if (only === "close" && !row.close) return false;
    if (only === "short" && row.readings >= row.wanted) return false;
    if (only === "apart" && !apart(row)) return false;
    if (state && view.row.state !== state) return false;
    const facets = facetsOf(view);
    if (region && facets.region !== region) return false;
    if (language && !languagesOf(view).includes(language)) return false;
    if (theme && !facets.themes.includes(theme)) return false;
    if (group && !facets.priority.includes(group)) return false;
    return told(view.text);
  };
}

/** Readers differ by a quarter of what they gave on average, or more: a reason to talk. */
const apart = (row: Row): boolean => row.mean !== null && row.highest - row.lowest > row.mean / 4;

function sorted(rows: Row[], order: string): Row[] {
  if (order === "spread") return [...rows].sort((a, b) => b.highest - b.lowest - (a.highest - a.lowest));
  if (order === "fewest") return [...rows].sort((a, b) => a.readings - b.readings);
  return rows;
}

function rowFor(view: ApplicationView, row: Row, most: number, line: number | null, chosen: boolean): HTMLElement {
  const name = nameOf(view);
  const facets = facetsOf(view);
  const of = { most: shownPoints(most) };
  const made = clone("office-rank", {
    place: row.place ? number(row.place) : "–",
    name,
    state: view.row.state === "eligible" ? null : words(`state.${view.row.state}`),
    close: row.close ? words("rank.close") : null,
    where: [
      facets.region && words(`region.${facets.region}`), facets.language && named("languages", facets.language),
    ].filter(Boolean).join(" · ") || null,
    points: row.mean === null ? words("rank.unread") : words("rank.of", { points: shownPoints(row.mean), ...of }),
    spread: row.readings < 2 ? null
      : words("spread.of", { low: shownPoints(row.lowest), high: shownPoints(row.highest), sd: shownPoints(row.spread ?? 0) }),
    adjusted: row.adjusted === null ? null
      : words("rank.adjusted_to", { points: shownPoints(row.adjusted), low: shownPoints(row.low ?? 0), high: shownPoints(row.high ?? 0) }),
    doubt: row.doubt !== null && row.close ? words("rank.doubt", { percent: number(Math.round(100 * row.doubt)) }) : null,
    readings: words("list.readings", { done: number(row.readings), of: number(row.wanted) }),
    range: row.mean === null ? null : range(row, most, line),
  });
  const link = $<HTMLAnchorElement>("a", made);
  link.href = `#/application/${view.id}`;
  made.classList.toggle("close", row.close);
  const box = $<HTMLInputElement>("input", made);
  box.value = view.id;
  box.checked = chosen;
  box.setAttribute("aria-label", words("list.choose", { name }));
  return made;
}

/** From the lowest to the highest reading, the mean as a disc, the adjusted score as a ring. */
function range(row: Row, most: number, line: number | null): SVGSVGElement {
  const at = (value: number) => 4 + (192 * Math.max(0, Math.min(value, most))) / (most || 1);
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 200 14");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("class", "range");
  const add = (tag: string, told: Record<string, number | string>) => {
    const one = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(told)) one.setAttribute(name, String(value));
    drawn.append(one);
  };
  add("line", { x1: 4, x2: 196, y1: 7, y2: 7, class: "all" });
  if (line !== null) add("line", { x1: at(line), x2: at(line), y1: 0, y2: 14, class: "cut" });
  add("line", { x1: at(row.lowest), x2: at(row.highest), y1: 7, y2: 7, class: "from" });
  add("circle", { cx: at(row.mean ?? 0), cy: 7, r: 4, class: "mean" });
  if (row.adjusted !== null) add("circle", { cx: at(row.adjusted), cy: 7, r: 5.5, class: "adjusted" });
  return drawn;
}

/** How each reader leans, in plain words: beside the scores, never instead of a talk with them. */
function leaning(desk: Desk, element: HTMLElement, call: CallRow, { asked, answer }: Reckoned): void {
  const nameBy = (id: Id) => readerName(desk, call.reviewers.find((one) => one.id === id) ?? { keyring: id });
  fill(element, {
    "leaning-said": words(
      !answer.adjusted ? "leaning.nothing" : answer.panels > 1 ? "leaning.panels" : "leaning.one",
      { count: answer.panels, number: number(answer.panels) },
    ),
    leanings: leanings(asked, answer).map((one) =>
      clone("office-leaning", {
        name: nameBy(one.reviewer),
        leans: words(`leans.${one.leans}`, { points: shownPoints(Math.abs(one.kindness)) }),
        files: words("leans.files", { count: one.files, number: number(one.files) }),
      }),
    ),
  });
}
