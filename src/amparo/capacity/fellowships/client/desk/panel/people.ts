/** The panel as it stands: who reads what, how much, and what they said that they can. */

import type { Id } from "../../kinds";
import { keptFrom, readersOf } from "../away";
import type { Desk } from "../desk";
import { facetsOf } from "../facets";
import { living } from "../home";
import type { CallRow, ReviewerRow } from "../overview";
import type { ApplicationView } from "../store";
import type { FileTold, ReaderTold } from "./question";

/** States in which a file is read by the panel. */
const READ = ["eligible", "shortlisted"];
const MOST = 50; // files, where somebody declared none

/** The applications that the panel reads, of those that are here for this person. */
export function files(desk: Desk, call: CallRow): ApplicationView[] {
  return desk.store.of(call.id).filter((one) => READ.includes(one.row.state));
}

/** The readings of a file that count: had or done, by somebody who may read it. */
export function readersNow(call: CallRow, view: ApplicationView): Id[] {
  const barred = new Set(view.row.bars.map((one) => one.keyring));
  const keyring = new Map(call.reviewers.map((one) => [one.id, one.keyring]));
  return view.row.readings
    .filter((one) => (one.state === "assigned" || one.state === "done") && !barred.has(keyring.get(one.reviewer) ?? ""))
    .map((one) => one.reviewer);
}

export const missing = (call: CallRow, views: readonly ApplicationView[]): ApplicationView[] =>
  views.filter((one) => living(one.row.readings) < call.readings);

/** Files as the question takes them: the language they were written in, and who must not read them. */
export function filesTold(desk: Desk, call: CallRow, views: readonly ApplicationView[]): FileTold[] {
  const readers = readersOf(desk, call);
  return views.map((view) => {
    const facets = facetsOf(view);
    const kept = keptFrom(desk, view, readers);
    const language = view.body?.language || facets.language;
    return {
      id: view.id,
      languages: language ? [language] : [],
      themes: facets.themes,
      readers: readersNow(call, view),
      kept: new Set(call.reviewers.filter((one) => kept.has(one.keyring)).map((one) => one.id)),
    };
  });
}

export function readersTold({ store }: Desk, call: CallRow): ReaderTold[] {
  return call.reviewers.map((row) => {
    const profile = store.profile(row.id);
    return {
      id: row.id,
      languages: profile?.languages ?? [],
      themes: profile?.themes ?? [],
      most: profile?.most ?? MOST,
      // What was declared and does not open is not taken for "nothing to declare".
      declared: Boolean(row.declared_on && profile),
      ended: Boolean(row.ended_on),
    };
  });
}

export interface Load {
  has: number;
  done: number;
}

/** How many files each reviewer has had and done, of all that are here for this person. */
export function loads(desk: Desk, call: CallRow): Map<Id, Load> {
  const found = new Map<Id, Load>();
  for (const view of desk.store.of(call.id)) {
    for (const one of view.row.readings) {
      if (one.state !== "assigned" && one.state !== "done") continue;
      const load = found.get(one.reviewer) ?? { has: 0, done: 0 };
      load.has += 1;
      if (one.state === "done") load.done += 1;
      found.set(one.reviewer, load);
    }
  }
  return found;
}

export const readerName = ({ store }: Desk, row: Pick<ReviewerRow, "keyring">): string =>
  store.name(row.keyring) || row.keyring.slice(0, 8);
