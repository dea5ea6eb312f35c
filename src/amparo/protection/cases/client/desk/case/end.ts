/** How a case goes on and ends: next action, state, hold, and the clock by which it is forgotten. */

import { $, announce, words } from "@vault/page";
import type { Priority } from "../../kinds";
import { type Extra, newId, NotKeptError, type Part, send, summaryPart, today, write } from "../acts";
import { day, type Desk, number, onSubmit, options } from "../desk";
import type { CaseRow } from "../overview";
import type { CaseView } from "../store";
import { field, form, keep, put, text, told } from "./forms";

const FLOW: Record<CaseRow["state"], CaseRow["state"][]> = {
  triage: ["active", "closed"],
  active: ["triage", "referred", "closed"],
  referred: ["active", "closed"],
  closed: ["active"],
};

export function planPanel(desk: Desk, view: CaseView): HTMLElement {
  const made = form(desk, "case-plan");
  const summary = view.summary;
  put(made, { ...summary, next_action: view.row.next_action ?? "" });
  onSubmit(made, async () => {
    const said = told(made);
    const assigned = text(said["assigned"]);
    if (assigned && summary?.exclusions.includes(assigned)) throw new NotKeptError(words("missing.excluded"));
    if (assigned && !view.row.team.includes(assigned)) throw new NotKeptError(words("missing.key"));
    const incident = text(said["incident"]);
    const priority = text(said["priority"]) as Priority;
    const links = new Set(view.summary?.links);
    for (const one of desk.store.cases.values()) {
      if (incident && one.id !== view.id && one.summary?.incident === incident) links.add(one.id);
    }
    const change = { title: text(said["title"]), assigned, priority, incident, links: [...links] };
    await write(desk, view, [summaryPart(view, change)], { next_action: text(said["next_action"]) || null });
    announce(words("case.kept"));
  });
  return made;
}

export function statePanel(desk: Desk, view: CaseView, again: () => void): HTMLElement {
  const made = form(desk, "case-state");
  const state = field<HTMLSelectElement>(made, "state");
  options(state, FLOW[view.row.state].map((one): [string, string] => [one, words(`state.${one}`)]), "", words("choose"));
  const closing = $("[data-slot=closing]", made);
  const days = desk.store.overview?.retention.closed_days ?? 365;
  $("[data-slot=usual]", made).textContent = words("keep.usual", { days: number(days) });
  field(made, "support_ended_on").value = view.row.support_ended_on ?? today();
  const outcome = field<HTMLSelectElement>(made, "outcome");
  const settle = () => {
    closing.hidden = state.value !== "closed";
    outcome.required = !closing.hidden;
  };
  state.addEventListener("change", settle);
  settle();
  onSubmit(made, async () => {
    const said = told(made);
    const wanted = text(said["state"]) as CaseRow["state"];
    const extra: Extra = { state: wanted };
    const parts: Part[] = [];
    if (wanted === "closed") {
      if (!text(said["outcome"])) throw new NotKeptError(words("missing.outcome"));
      const body = { outcome: text(said["outcome"]), words: text(said["words"]) };
      parts.push({ kind: "outcome", body }, summaryPart(view, { outcome: body.outcome }));
      extra.support_ended_on = text(said["support_ended_on"]) || null;
      if (text(said["keep_days"])) extra.keep_days = Number(text(said["keep_days"]));
    }
    await write(desk, view, parts, extra);
    announce(words("state.now", { state: words(`state.${view.row.state}`) }));
    await desk.refresh();
    again();
  });
  return made;
}

/** The day a case is forgotten, or why none is set, as a sentence. */
export function clockOf(desk: Desk, row: CaseRow): string {
  if (row.hold?.agreed_on) return words("clock.held");
  if (row.shred_asked_by && row.shred_on) {
    return words("clock.asked", { name: desk.store.name(row.shred_asked_by), day: day(row.shred_on) });
  }
  if (row.shred_on) return words("clock.on", { day: day(row.shred_on) });
  const days = row.keep_days ?? desk.store.overview?.retention.closed_days ?? 365;
  return words("clock.open", { days: number(days) });
}

export function keepPanel(desk: Desk, view: CaseView, again: () => void): HTMLElement {
  const made = form(desk, "case-keep");
  $("[data-slot=clock]", made).textContent = clockOf(desk, view.row);
  field(made, "until").min = today();
  onSubmit(made, async () => {
    const until = field(made, "until").value;
    await send([{ verb: "case.keep", case: view.id, until }]);
    await desk.refresh();
    announce(words("keep.done", { day: day(until) }));
    again();
  });
  return made;
}

export function holdPanel(desk: Desk, view: CaseView, again: () => void): HTMLElement {
  const made = form(desk, "case-form-hold");
  onSubmit(made, async () => {
    const reason = field(made, "reason").value.trim();
    await keep(desk, view, [{ kind: "hold", body: { reason } }], ([reason_item]) => [
      { verb: "hold.ask", id: newId(), case: view.id, reason_item },
    ]);
    await desk.refresh();
    announce(words("hold.asked"));
    again();
  }, { desk, draft: `hold:${view.id}` });
  return made;
}

export function shredPanel(desk: Desk, view: CaseView, again: () => void): HTMLElement {
  const made = form(desk, "case-shred");
  const title = view.summary?.title || view.id.slice(0, 8);
  $("[data-slot=title]", made).textContent = title;
  onSubmit(made, async () => {
    if (field(made, "typed").value.trim() !== title.trim()) throw new NotKeptError(words("missing.typed"));
    const [done] = await send([{ verb: "case.shred", case: view.id }]);
    const gone = done?.["state"] === "shredded";
    await desk.refresh();
    announce(words(gone ? "shred.done" : "shred.asked"));
    if (gone) desk.go("#/");
    else again();
  });
  return made;
}
