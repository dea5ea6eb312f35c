/** Blind copies made here and given to readers: each sealed to that reader's key alone. */

import { words } from "@vault/page";
import type { Id } from "../../kinds";
import { type Act, newId, NotKeptError, send, today } from "../acts";
import { keptFrom } from "../away";
import { blindCopy, NoCopyError } from "../blind";
import { type Desk, questionsOf } from "../desk";
import type { CallRow, ReadingRow } from "../overview";
import type { ApplicationView } from "../store";

const AT_ONCE = 40; // readings of one batch

/** One file for one reviewer. */
export interface Gift {
  view: ApplicationView;
  reviewer: Id;
}

export interface Given {
  given: number;
  /** Files of which no copy was made, by why. */
  refused: Map<string, ApplicationView[]>;
  /** What the server said when it took no more; "" where it took all. */
  stopped: string;
}

/**
 * Make the copies and give them; batch by batch, so that what was given stays given.
 *
 * `step` is told how many are done, of how many. What cannot be copied is left out and named.
 */
export async function give(
  desk: Desk,
  call: CallRow,
  gifts: readonly Gift[],
  step: (done: number, of: number) => void = () => undefined,
): Promise<Given> {
  const refused = new Map<string, ApplicationView[]>();
  let given = 0;
  for (let at = 0; at < gifts.length; at += AT_ONCE) {
    const acts: Act[] = [];
    const rows: { view: ApplicationView; row: ReadingRow }[] = [];
    for (const gift of gifts.slice(at, at + AT_ONCE)) {
      const why = refusal(desk, call, gift);
      if (why) {
        const before = refused.get(why) ?? [];
        if (!before.includes(gift.view)) refused.set(why, [...before, gift.view]);
        continue;
      }
      const { act, row } = await sealed(desk, call, gift);
      acts.push(act);
      rows.push({ view: gift.view, row });
    }
    try {
      if (acts.length) await send(acts);
    } catch (problem) {
      if (!(problem instanceof NotKeptError)) throw problem;
      return { given, refused, stopped: problem.words };
    }
    for (const { view, row } of rows) view.row.readings.push(row);
    given += rows.length;
    step(Math.min(at + AT_ONCE, gifts.length), gifts.length);
    desk.store.changed();
  }
  return { given, refused, stopped: "" };
}

/** Why a file is not given, as a code with words; "" where it is. */
function refusal(desk: Desk, call: CallRow, { view, reviewer }: Gift): string {
  const who = call.reviewers.find((one) => one.id === reviewer);
  if (!view.body) return "sealed";
  if (!who || !who.declared_on || who.ended_on) return "undeclared";
  if (keptFrom(desk, view).has(who.keyring)) return "kept";
  try {
    copy(call, view);
    return "";
  } catch (problem) {
    if (problem instanceof NoCopyError) return problem.code;
    throw problem;
  }
}

function copy(call: CallRow, view: ApplicationView) {
  const { body, facets, redaction, row } = view;
  if (!body) throw new NoCopyError("unseen");
  const questions = questionsOf(body.form, body.version);
  return blindCopy(body, facets?.body ?? null, redaction?.body ?? null, row.version, call.blind, questions);
}

async function sealed(desk: Desk, call: CallRow, { view, reviewer }: Gift): Promise<{ act: Act; row: ReadingRow }> {
  const keyring = call.reviewers.find((one) => one.id === reviewer)?.keyring ?? "";
  const id = newId();
  const body = copy(call, view);
  const told = { scope: view.id, item: id, version: 1, kind: "blind_copy", epoch: keyring, body };
  const act = {
    verb: "reading.assign", id, application: view.id, reviewer, copy: await desk.session.sealTo(keyring, told),
  };
  const row: ReadingRow = { id, reviewer, state: "assigned", version: 0, epoch: null, day: today(), done_on: null };
  return { act, row };
}

/** Words for what was done, and for each file that got no copy. */
export function toldGiven({ given, refused, stopped }: Given, number: (told: number) => string): string[] {
  const lines = [words("give.done", { count: given, number: number(given) })];
  for (const [why, views] of refused) {
    lines.push(words(`give.not.${why}`, { count: views.length, number: number(views.length) }));
  }
  if (stopped) lines.push(words("give.stopped", { words: stopped }));
  return lines;
}

/** Taken back by the office, before it is judged. */
export async function withdraw(desk: Desk, view: ApplicationView, reading: Id): Promise<void> {
  await send([{ verb: "reading.withdraw", reading }]);
  const row = view.row.readings.find((one) => one.id === reading);
  if (row) row.state = "withdrawn";
  desk.store.changed();
}
