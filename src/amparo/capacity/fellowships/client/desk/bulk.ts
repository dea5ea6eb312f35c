/** Many applications moved on at once: one decision, sealed with each, all kept or none. */

import { $, given, words } from "@vault/page";
import { type Id, type Reason, REASONS, type ScreeningBody } from "../kinds";
import { type Act, sealParts, send, today } from "./acts";
import { coded, type Desk, number } from "./desk";
import { asking, choices } from "./forms";
import type { ApplicationView } from "./store";

const AT_ONCE = 2000; // acts of a batch
/** Said by one person for one application, with its page before them. */
const ALONE = new Set(["withdraw", "accept", "decline", "take_back"]);

type Ways = Record<"application", Record<string, string[]>>;

/** What staff may say of an application as it stands. */
export function verbsOf(state: string): string[] {
  return given<Ways>("ways").application[state] ?? [];
}

/** What may be said of all of these alike. */
export function chosenVerbs(views: readonly ApplicationView[]): string[] {
  const states = [...new Set(views.map((one) => one.row.state))];
  const [first = [], ...others] = states.map(verbsOf);
  return first.filter((verb) => !ALONE.has(verb) && others.every((verbs) => verbs.includes(verb)));
}

/** Ask, seal and send; gives what is said afterwards, "" where somebody thought again. */
export async function bulk(desk: Desk, views: ApplicationView[], verb: string): Promise<string> {
  if (!verb || !views.length) return "";
  const screening = verb === "eligible" || verb === "ineligible";
  const count = views.length;
  const asked = await asking(
    "office-bulk",
    { title: words("bulk.title", { verb: words(`verb.${verb}`), count, number: number(count) }) },
    (form) => {
      if (verb === "ineligible") choices(form, "reasons", coded("reason", REASONS));
      else $("[data-slot=reasons-part]", form).remove();
      if (!screening) $("[data-slot=words-part]", form).remove();
    },
    (form) => (verb === "ineligible" && !new FormData(form).has("reasons") ? words("missing.reasons") : ""),
  );
  if (!asked) return "";
  const body: ScreeningBody = {
    eligible: verb === "eligible",
    reasons: asked.getAll("reasons").map(String) as Reason[],
    words: String(asked.get("words") ?? "").trim(),
  };
  await move(desk, views, verb, screening ? body : null);
  return words("bulk.done", { count, number: number(count) });
}

interface Moved { state: never; told: never }

async function move(desk: Desk, views: ApplicationView[], verb: string, body: ScreeningBody | null): Promise<void> {
  const acts: Act[] = [];
  const written: { view: ApplicationView; row: { id: Id; item: Id; version: number; epoch: Id } }[] = [];
  for (const view of views) {
    const parts = body ? [{ kind: "screening" as const, body, before: view.screening }] : [];
    const items = parts.length ? await sealParts(desk, view.call.id, view.id, parts) : [];
    for (const { id, item, version, epoch } of items) written.push({ view, row: { id, item, version, epoch } });
    acts.push({ verb: "application.state", application: view.id, verb_said: verb, items });
  }
  for (let at = 0; at < acts.length; at += AT_ONCE) {
    const done = await send<Moved>(acts.slice(at, at + AT_ONCE));
    done.forEach(({ state, told: said }, index) => {
      const view = views[at + index];
      if (view) Object.assign(view.row, { state, told: said });
    });
  }
  for (const { view, row } of written) {
    if (body) desk.store.take(view.id, { ...row, day: today() }, "screening", body);
  }
}
