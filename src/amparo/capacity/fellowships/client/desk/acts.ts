/** What is written on applications and fellows: sealed here, sent as one batch. */

import { type Act, newId, NotKeptError, send, today } from "@vault/desk/acting";
import { words } from "@vault/page";
import type { ApplicationState, FellowState, Id } from "../kinds";
import type { Desk } from "./desk";
import type { FollowUpRow, ItemRow } from "./overview";
import type { ApplicationView, Entry, FellowPart, FellowView, OfficePart } from "./store";

export * from "@vault/desk/acting";

/** One part, a new item or the next version of one. */
export type Versioned<P> = P & { before?: Entry | null; item?: Id };

interface SealedItem {
  id: Id;
  item: Id;
  version: number;
  epoch: Id;
  frame: string;
}

/** Parts sealed to the living epoch of `key`, under `scope`. Raises NotKeptError without a key. */
export async function sealParts(
  { session, store }: Desk,
  key: Id,
  scope: Id,
  parts: Versioned<OfficePart | FellowPart>[],
): Promise<SealedItem[]> {
  const epoch = store.epoch(key)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const made: SealedItem[] = [];
  for (const { kind, body, before, item: named } of parts) {
    const item = before?.item ?? named ?? newId();
    const version = (before?.version ?? 0) + 1;
    const frame = await session.sealItem({ scope, epoch, item, version, kind, body });
    made.push({ id: newId(), item, version, epoch, frame });
  }
  return made;
}

function rowOf({ id, item, version, epoch }: SealedItem): ItemRow {
  return { id, item, version, epoch, day: today() };
}

/**
 * Write about an application, and take a step of the workflow with it where `verb` says one.
 *
 * `acts` go after it in the same batch: all are kept, or nothing is.
 */
export async function writeOn(
  desk: Desk,
  view: ApplicationView,
  parts: Versioned<OfficePart>[],
  verb = "",
  acts: Act[] = [],
): Promise<void> {
  const items = await sealParts(desk, view.call.id, view.id, parts);
  const act: Act = verb
    ? { verb: "application.state", application: view.id, verb_said: verb, items }
    : { verb: "application.items", application: view.id, items };
  const [done] = await send<{ state: ApplicationState; told: ApplicationState }>([act, ...acts]);
  if (done) Object.assign(view.row, { state: done.state, told: done.told });
  items.forEach((one, at) => {
    const part = parts[at];
    if (part) desk.store.take(view.id, rowOf(one), part.kind, part.body);
  });
  desk.store.changed();
}

interface ToldFellow {
  state: FellowState;
  told: FellowState;
  ended_on: string | null;
  next_on: string | null;
  alumni: boolean;
  follow_ups: FollowUpRow[];
}

/** Write about a fellow; `acts` go before it in the same batch, `verb` is a step of the workflow. */
export async function writeFellow(
  desk: Desk,
  view: FellowView,
  parts: Versioned<FellowPart>[],
  { verb = "", acts = [], more = {} }: { verb?: string; acts?: Act[]; more?: object } = {},
): Promise<void> {
  const items = await sealParts(desk, view.id, view.id, parts);
  const name = verb ? "fellowship.state" : "fellowship.items";
  const act: Act = { verb: name, fellowship: view.id, items, ...(verb ? { verb_said: verb } : {}), ...more };
  const done = await send<ToldFellow>([...acts, act]);
  const told = done.at(-1);
  if (told) {
    const { state, told: said, ended_on, next_on, alumni, follow_ups } = told;
    Object.assign(view.row, { state, told: said, ended_on, next_on, alumni, follow_ups });
  }
  items.forEach((one, at) => {
    const part = parts[at];
    if (part) desk.store.take(view.id, rowOf(one), part.kind, part.body);
  });
  desk.store.changed();
}
