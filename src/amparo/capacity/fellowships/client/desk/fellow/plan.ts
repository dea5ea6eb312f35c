/** What follows from what is written about a fellow: steps, the next day, living consents, money. */

import { type ConsentBody, type Day, type FellowBodies, type FellowKind, type Step, type StepBody, STEPS } from "../../kinds";
import type { FollowUpRow } from "../overview";
import type { Entry } from "../store";

/** The entries of a kind, oldest first. */
export function entriesOf<K extends FellowKind>(entries: readonly Entry[], kind: K): Entry<FellowBodies[K]>[] {
  return entries.filter((one) => one.kind === kind) as Entry<FellowBodies[K]>[];
}

export interface StepNow {
  key: Step;
  entry: Entry<StepBody> | null;
  body: StepBody;
}

/** Every step of the onboarding list as it stands; what nobody wrote of is to do, with no day. */
export function stepsOf(entries: readonly Entry[]): StepNow[] {
  const written = entriesOf(entries, "step");
  return STEPS.map((key) => {
    const entry = written.filter((one) => one.body.key === key).at(-1) ?? null;
    return { key, entry, body: entry?.body ?? { key, state: "todo", due: "", words: "" } };
  });
}

const open = ({ state }: StepBody) => state === "todo" || state === "doing";

/**
 * The nearest day on which somebody must act: a step that is not done, a plan to look at again, a
 * goal's day. Null where no day stands. `changed` stands in for the step of its key.
 */
export function nextDay(entries: readonly Entry[], changed: readonly StepBody[] = []): Day | null {
  const days: string[] = [];
  for (const { key, body } of stepsOf(entries)) {
    const now = changed.find((one) => one.key === key) ?? body;
    if (open(now) && now.due) days.push(now.due);
  }
  for (const kind of ["risk_plan", "return_plan"] as const) {
    const day = entriesOf(entries, kind).at(-1)?.body.reassess_on;
    if (day) days.push(day);
  }
  for (const { body } of entriesOf(entries, "goal")) if (body.state === "open" && body.until) days.push(body.until);
  return days.sort()[0] ?? null;
}

/** How many steps are done or not needed, of how many. */
export function stepsDone(entries: readonly Entry[]): [number, number] {
  const all = stepsOf(entries);
  return [all.filter((one) => !open(one.body)).length, all.length];
}

/** The newest consent for a purpose that lives today; null where nobody gave one, or it ended. */
export function consentFor(entries: readonly Entry[], purpose: string, today: Day): Entry<ConsentBody> | null {
  const living = entriesOf(entries, "consent").filter(({ body }) => {
    const { given_on, expires_on, withdrawn_on } = body;
    return body.purpose === purpose && given_on <= today && !(withdrawn_on && withdrawn_on <= today) && !(expires_on && expires_on < today);
  });
  return living.at(-1) ?? null;
}

/** The follow-up to ask now: due, planned; the oldest first. Null for none. */
export function dueFollowUp(rows: readonly FollowUpRow[], today: Day): FollowUpRow | null {
  const due = rows.filter((one) => one.state === "planned" && one.due <= today);
  return due.sort((a, b) => (a.due < b.due ? -1 : 1))[0] ?? null;
}

/** What comes first for a fellow: their day, or a follow-up's; null for nothing. */
export function whatIsNext(row: { next_on: Day | null; follow_ups: readonly FollowUpRow[] }): Day | null {
  const asked = row.follow_ups.filter((one) => one.state === "planned").map((one) => one.due);
  return [...(row.next_on ? [row.next_on] : []), ...asked].sort()[0] ?? null;
}

/** A random code of base 32: the only link between a fellow and a line that finance sees. */
export function reference(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (one) => letters[one % 32]).join("");
}
