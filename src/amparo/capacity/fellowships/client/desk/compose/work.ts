/** What somebody is composing, in memory only: what they asked, and what came back. Gone with the lock. */

import type { ComposedBody, Id } from "../../kinds";
import type { Desk } from "../desk";
import type { CallRow } from "../overview";
import type { Answer, Instance } from "./engine";
import type { Question } from "./letters";
import type { Points } from "./people";
import { type Asked, askedIn, emptyAsked, type Fault } from "./rules";

export interface Run {
  question: Question;
  answer: Answer;
  /** What was asked when it was asked; null for a question that was asked again as it was. */
  asked: Asked | null;
}

export interface Work {
  asked: Asked;
  run: Run | null;
  /** Which of the answer's cohorts is looked at: 0 the best. */
  shown: number;
  /** The scenario it was opened from, or kept as. */
  scenario: Id | null;
  name: string;
  faults: Fault[];
  /** Adjusted points, once they were asked for. */
  adjusted: Points | null;
  saved: string;
}

let works = new Map<Id, Work>();
const watched = new WeakSet<object>();

export function workOf(desk: Desk, call: CallRow): Work {
  if (!watched.has(desk)) {
    watched.add(desk);
    desk.session.on("lock", () => (works = new Map()));
  }
  let found = works.get(call.id);
  if (!found) {
    found = emptyWork(call);
    const draft = desk.drafts.get(draftOf(call));
    const told = typeof draft?.["asked"] === "string" ? (JSON.parse(draft["asked"]) as Asked) : null;
    if (told) found.asked = askedIn(told.wishes, told.options, call.seats);
    works.set(call.id, found);
  }
  return found;
}

export function emptyWork(call: CallRow): Work {
  const asked = emptyAsked(call.seats);
  return { asked, run: null, shown: 0, scenario: null, name: "", faults: [], adjusted: null, saved: JSON.stringify(asked) };
}

export function put(call: CallRow, work: Work): void {
  works.set(call.id, work);
}

export const draftOf = (call: CallRow): string => `compose:${call.id}`;

/** Keep what was typed: sealed at a lock, forgotten once it was kept as a scenario. */
export function typed(desk: Desk, call: CallRow, work: Work): void {
  const now = JSON.stringify(work.asked);
  if (now === work.saved) desk.drafts.done(draftOf(call));
  else desk.drafts.set(draftOf(call), { asked: now });
}

export function runOf(body: ComposedBody, asked: Asked | null): Run {
  const { instance, answer, letters, rows, kept } = body;
  return { question: { instance: instance as Instance, letters, rows, kept }, answer: answer as Answer, asked };
}

export function composedOf({ question, answer }: Run): ComposedBody {
  const { instance, letters, rows, kept } = question;
  return { instance, answer, letters, rows, kept };
}
