/** Readers proposed for files, explained, changed by hand, and given their copies. */

import { $, $$, announce, clone, fill, words } from "@vault/page";
import type { Id } from "../../kinds";
import { keptFrom } from "../away";
import { type Desk, number, onSubmit, options } from "../desk";
import { asking, doing, show } from "../forms";
import { named, nameOf } from "../list";
import type { CallRow } from "../overview";
import { solve } from "../solving";
import type { ApplicationView } from "../store";
import { give, type Gift, toldGiven } from "./giving";
import { files, filesTold, loads, readerName, readersNow, readersTold } from "./people";
import { type Answer, type Lacking, loadOf, proposal as proposalOf, type Proposed, question } from "./question";

const SHOWN = 25; // files at once

/** A proposal as it stands: who is to be given what, by hand or by the engine. */
interface Standing {
  /** By file, in the order of the list: chosen or not. */
  chosen: Map<Id, { reader: Id; why: Proposed | null; on: boolean }[]>;
  lacking: Map<Id, Lacking>;
  even: boolean;
  more: boolean;
}

/** In memory only: what is proposed says who reads whom. */
let standing = new Map<Id, Standing>();
let wanted = new Map<Id, Id[]>();

/** Another reader is asked for these files, whoever has them already. */
export function askMore(call: Id, applications: Id[]): void {
  wanted.set(call, applications);
  standing.delete(call);
}

function forget(): void {
  standing = new Map();
  wanted = new Map();
}

export function proposing(desk: Desk, id: Id, place: HTMLElement) {
  const made = clone("office-assign");
  const form = $<HTMLFormElement>("form.ask", made);
  const give_ = $<HTMLFormElement>("form.give", made);
  const bar = $<HTMLProgressElement>("progress", made);
  const stop = $<HTMLButtonElement>("[data-slot=stop]", form);
  let asked: AbortController | null = null;
  let shown = SHOWN;
  let drawn = "";
  place.replaceChildren(made);
  desk.session.on("lock", forget);
  bar.hidden = true;
  stop.hidden = true;
  stop.addEventListener("click", () => asked?.abort());
  const call = (): CallRow | undefined => desk.store.calls.get(id);

  $("[data-slot=all]", made).addEventListener("click", () => {
    wanted.delete(id);
    standing.delete(id);
    desk.store.changed();
  });
  onSubmit(form, async () => {
    const here = call();
    if (!here) return;
    asked = new AbortController();
    stop.hidden = false;
    try {
      await propose(desk, here, asked.signal);
    } finally {
      stop.hidden = true;
      asked = null;
    }
    shown = SHOWN;
    drawn = "";
    desk.store.changed();
    const count = $("[data-slot=summary]", made);
    count.tabIndex = -1;
    count.focus();
  });
  $("[data-slot=more]", made).addEventListener("click", () => {
    shown += SHOWN;
    drawn = "";
    desk.store.changed();
  });
  doing($<HTMLButtonElement>("[data-slot=drop]", made), give_, async () => {
    standing.delete(id);
    desk.store.changed();
  });
  onSubmit(give_, async () => {
    const here = call();
    const now = standing.get(id);
    if (!here || !now) return;
    const gifts = giftsOf(desk, now);
    const told = { count: gifts.length, number: number(gifts.length) };
    if (!gifts.length || !(await asking("office-ask", { title: words("ask.give.title", told), words: words("ask.give") }))) return;
    bar.hidden = false;
    bar.max = gifts.length;
    bar.value = 0;
    try {
      const given = await give(desk, here, gifts, (done) => (bar.value = done));
      const lines = toldGiven(given, number);
      fill($("[data-slot=told]", made), { lines: lines.map(line) });
      show(made, "told", true);
      if (!given.refused.size && !given.stopped) standing.delete(id);
      else keepUngiven(desk, now);
      wanted.delete(id);
      announce(lines[0] ?? "");
    } finally {
      bar.hidden = true;
      drawn = "";
      desk.store.changed();
    }
  });
  show(made, "told", false);

  function changed(opening: boolean, short: number): void {
    const here = call();
    if (!here) return;
    const now = standing.get(id);
    const more = wanted.get(id) ?? [];
    const state = JSON.stringify([
      opening, short, more, shown, here.reviewers.length,
      now ? [...now.chosen].map(([file, list]) => [file, list.map((one) => [one.reader, one.on])]) : null,
    ]);
    if (state === drawn) return;
    drawn = state;
    fill(made, {
      said: more.length
        ? words("assign.more", { count: more.length, number: number(more.length) })
        : words(short ? "assign.short" : "assign.full", { count: short, number: number(short), readings: number(here.readings) }),
    });
    show(made, "all", more.length > 0);
    const button = $<HTMLButtonElement>("button:not([type=button])", form);
    const nobody = !here.reviewers.some((one) => one.declared_on && !one.ended_on);
    button.disabled = opening || nobody || (!short && !more.length);
    show(made, "nobody", nobody);
    show(made, "proposed", Boolean(now));
    if (now) draw(here, now);
  }

  function draw(here: CallRow, now: Standing): void {
    const views = [...now.chosen.keys()].flatMap((one) => desk.store.applications.get(one) ?? []);
    const gifts = giftsOf(desk, now);
    const short = [...now.lacking.keys()].length;
    fill(made, {
      summary: words("assign.proposed", { count: gifts.length, number: number(gifts.length) }),
      even: words(now.even ? "assign.even" : "assign.uneven"),
      short: short ? words("assign.lacking", { count: short, number: number(short) }) : "",
      loads: after(desk, here, gifts),
      files: views.slice(0, shown).map((view) => fileRow(desk, here, now, view)),
      chosen: words("assign.give", { count: gifts.length, number: number(gifts.length) }),
    });
    show(made, "more", views.length > shown);
    $<HTMLButtonElement>("button:not([type=button])", give_).disabled = !gifts.length;
  }

  return { changed, left: () => asked?.abort() };
}

function line(told: string): HTMLElement {
  const item = document.createElement("li");
  item.textContent = told;
  return item;
}

async function propose(desk: Desk, call: CallRow, signal: AbortSignal): Promise<void> {
  const all = files(desk, call);
  const more = new Set(wanted.get(call.id));
  const views = more.size ? all.filter((one) => more.has(one.id)) : all;
  const load = loadOf(filesTold(desk, call, desk.store.of(call.id)));
  const asked = question(filesTold(desk, call, views), readersTold(desk, call), more.size ? 1 : call.readings, {
    more: more.size > 0, load,
  });
  const answer = await solve<Answer>("assign", asked.instance, { signal });
  const { pairs, lacking, even } = proposalOf(asked, answer);
  const chosen: Standing["chosen"] = new Map();
  const undeclared = call.reviewers.filter((one) => !one.ended_on && !one.declared_on).length;
  // Where somebody is missing is looked at first.
  for (const view of [...views.filter((one) => lacking.has(one.id)), ...views.filter((one) => !lacking.has(one.id))]) {
    const theirs = pairs.get(view.id) ?? [];
    if (!theirs.length && !lacking.has(view.id)) continue;
    chosen.set(view.id, theirs.map((why) => ({ reader: why.reader, why, on: true })));
  }
  if (undeclared) for (const one of lacking.values()) one.why.push(["undeclared", undeclared]);
  standing.set(call.id, { chosen, lacking, even, more: more.size > 0 });
}

function giftsOf(desk: Desk, now: Standing): Gift[] {
  return [...now.chosen].flatMap(([id, list]) => {
    const view = desk.store.applications.get(id);
    return view ? list.filter((one) => one.on).map((one) => ({ view, reviewer: one.reader })) : [];
  });
}

/** What could not be given stays in the proposal. */
function keepUngiven(desk: Desk, now: Standing): void {
  for (const [id, list] of now.chosen) {
    const has = desk.store.applications.get(id)?.row.readings ?? [];
    const left = list.filter((one) => !has.some((row) => row.reviewer === one.reader && row.state === "assigned"));
    if (left.length) now.chosen.set(id, left);
    else now.chosen.delete(id);
  }
}

/** How many files each would have then. */
function after(desk: Desk, call: CallRow, gifts: readonly Gift[]): HTMLElement[] {
  const has = loads(desk, call);
  return call.reviewers
    .filter((one) => !one.ended_on && one.declared_on)
    .map((one) => {
      const now = has.get(one.id)?.has ?? 0;
      const then = now + gifts.filter((gift) => gift.reviewer === one.id).length;
      const most = desk.store.profile(one.id)?.most;
      return clone("office-count", {
        name: readerName(desk, one),
        count: words(most ? "assign.load_of" : "assign.load", { now: number(now), then: number(then), most: number(most ?? 0) }),
      });
    });
}

function fileRow(desk: Desk, call: CallRow, now: Standing, view: ApplicationView): HTMLElement {
  const list = now.chosen.get(view.id) ?? [];
  const name = nameOf(view);
  const lacking = now.lacking.get(view.id);
  const nameBy = (id: Id) => readerName(desk, call.reviewers.find((one) => one.id === id) ?? { keyring: id });
  const has = readersNow(call, view);
  const made = clone("office-assign-file", {
    name,
    language: view.body?.language ? named("languages", view.body.language) : null,
    has: has.length ? words("assign.has", { names: has.map(nameBy).join(", ") }) : null,
    lacking: lacking
      ? words("assign.needs", {
          has: number(lacking.has), needs: number(lacking.needs),
          why: lacking.why.map(([because, count]) => words(`lack.${because}`, { count, number: number(count) })).join(", "),
        })
      : null,
    readers: list.map((one) => {
      const row = clone<HTMLLabelElement>("office-assign-reader", {
        name: nameBy(one.reader), why: one.why ? because(one.why, now.more ? 1 : call.readings) : words("why.by_hand"),
      });
      const box = $<HTMLInputElement>("input", row);
      box.checked = one.on;
      box.value = one.reader;
      box.addEventListener("change", () => {
        one.on = box.checked;
        again(desk, view.id, one.reader);
      });
      return row;
    }),
  });
  $<HTMLAnchorElement>("a", made).href = `#/application/${view.id}`;
  const select = $<HTMLSelectElement>("select", made);
  const kept = keptFrom(desk, view);
  const open = call.reviewers.filter(
    (one) =>
      one.declared_on && !one.ended_on && !kept.has(one.keyring) && !has.includes(one.id) &&
      !list.some((other) => other.reader === one.id),
  );
  options(select, open.map((one) => [one.id, readerName(desk, one)]), "", words("assign.add"));
  select.setAttribute("aria-label", words("assign.add_to", { name }));
  select.hidden = !open.length;
  select.addEventListener("change", () => {
    if (!select.value) return;
    list.push({ reader: select.value, why: null, on: true });
    now.chosen.set(view.id, list);
    again(desk, view.id, select.value);
  });
  made.dataset["file"] = view.id;
  return made;
}

/** Drawn again, and the same box focused. */
function again(desk: Desk, file: Id, reader: Id): void {
  desk.store.changed();
  const row = $$("[data-file]").find((one) => one.dataset["file"] === file);
  row?.querySelector<HTMLInputElement>(`input[value="${CSS.escape(reader)}"]`)?.focus();
}

/** Why this reader: the language, what they know, and whether anybody else could. */
function because({ languages, themes, able }: Proposed, readings: number): string {
  const told = [];
  if (languages.length) told.push(words("why.languages", { names: languages.map((one) => named("languages", one)).join(", ") }));
  if (themes.length) told.push(words("why.themes", { names: themes.map((one) => named("themes", one)).join(", ") }));
  if (able <= readings) told.push(words("why.nobody_else"));
  if (!themes.length) told.push(words("why.load"));
  return told.join(" · ");
}
