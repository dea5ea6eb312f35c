/** What is written on a case: sealed here, sent as one batch. */

import { type Act, newId, NotKeptError, send, today } from "@vault/desk/acting";
import { words } from "@vault/page";
import type { Session } from "@vault/session";
import type { Bodies, Compartment, Day, Id, Kind, SummaryBody } from "../kinds";
import type { CaseRow, ItemRow } from "./overview";
import type { CaseView, Store } from "./store";

export * from "@vault/desk/acting";

export interface Part<K extends Kind = Kind> {
  kind: K;
  body: Bodies[K];
  /** The entry this is a newer version of; a new one where it is missing. */
  item?: Id;
  version?: number;
  compartment?: Compartment;
  /** An epoch that the server does not know yet. */
  epoch?: Id;
}

export interface SealedPart {
  act: ItemRow & { frame: string };
  kind: Kind;
  body: object;
}

/** One part sealed to a case's living epoch. Raises NotKeptError where this person holds none. */
export async function sealPart(
  { session, store }: { session: Session; store: Store },
  scope: Id,
  part: Part,
): Promise<SealedPart> {
  const epoch = part.epoch ?? store.epoch(scope, part.compartment)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const { kind, body, item = newId(), version = 1 } = part;
  const frame = await session.sealItem({ scope, epoch, item, version, kind, body });
  return { act: { id: newId(), item, version, epoch, day: today(), frame }, kind, body };
}

/** Members of a `case.items` act beside the items. */
export interface Extra {
  next_action?: Day | null;
  support_ended_on?: Day | null;
  blobs?: Id[];
  /** With it the act is `case.state`. */
  state?: CaseRow["state"];
  keep_days?: number | null;
}

type Told = Partial<Pick<CaseRow, "state" | "next_action" | "support_ended_on" | "closed_on" | "shred_on">>;

/**
 * Write on a case's timeline: seal the parts, post them, and show them without asking again.
 *
 * Raises NotKeptError; nothing was kept then, and nothing was lost on the page.
 */
export async function write(
  { session, store }: { session: Session; store: Store },
  view: CaseView,
  parts: Part[],
  extra: Extra = {},
): Promise<void> {
  const made: SealedPart[] = [];
  for (const part of parts) made.push(await sealPart({ session, store }, view.id, part));
  const items = made.map((one) => one.act);
  const { state, keep_days, ...members } = extra;
  const acts: Act[] = [];
  if (state) acts.push({ verb: "case.state", case: view.id, state, items, ...some({ keep_days }) });
  if (!state || Object.keys(members).length) {
    acts.push({ verb: "case.items", case: view.id, items: state ? [] : items, ...members });
  }
  const done = await send<Told>(acts);
  Object.assign(view.row, known(done.at(-1) ?? {}));
  for (const one of made) store.take(view.id, rowOf(one.act), { kind: one.kind, body: one.body as never });
  store.changed();
}

/** The next version of a case's summary, with some of it changed. */
export function summaryPart(view: CaseView, change: Partial<SummaryBody>): Part<"summary"> {
  const before = view.entries.filter((one) => one.kind === "summary");
  const own = before.find((one) => one.item === view.id) ?? before.at(-1);
  const body = { ...emptySummary(), ...(view.summary ?? {}), ...change };
  return { kind: "summary", body, item: own?.item ?? view.id, version: (own?.version ?? 0) + 1 };
}

export function emptySummary(): SummaryBody {
  return {
    title: "",
    country: "",
    region: "",
    category: [],
    priority: "priority",
    priority_groups: [],
    people: [],
    assigned: "",
    links: [],
    incident: "",
    exclusions: [],
    child: false,
  };
}

export function rowOf(act: SealedPart["act"]): ItemRow {
  const { id, item, version, epoch, day } = act;
  return { id, item, version, epoch, day };
}

function known(told: Told & { [other: string]: unknown }): Told {
  const { state, next_action, support_ended_on, closed_on, shred_on } = told;
  return some({ state, next_action, support_ended_on, closed_on, shred_on });
}

function some<T extends object>(told: T): T {
  return Object.fromEntries(Object.entries(told).filter(([, one]) => one !== undefined)) as T;
}
