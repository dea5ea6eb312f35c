/** Writing about a fellow: what goes into one batch, so that all of it is kept or nothing. */

import { words } from "@vault/page";
import type { FellowKind } from "../../kinds";
import { type Act, NotKeptError, send, today, type Versioned, writeFellow } from "../acts";
import type { Desk } from "../desk";
import type { FellowRow } from "../overview";
import type { Entry, FellowPart, FellowView } from "../store";
import { bodyOf, type Said, SINGLE, wrong } from "./fields";
import { labelOf } from "./forms";
import { entriesOf, nextDay, reference } from "./plan";

/** One part, with the day that is next once it is kept. */
export async function keep(
  desk: Desk,
  view: FellowView,
  parts: Versioned<FellowPart>[],
  acts: Act[] = [],
): Promise<void> {
  const gone = new Set(parts.flatMap((one) => (one.before ? [one.before.item] : [])));
  const made = parts.map(({ kind, body }) => ({ kind, body, row: "", item: "", version: 1, day: today(), author: "" }));
  const after: Entry[] = [...view.entries.filter((one) => !gone.has(one.item)), ...made];
  const [before, then] = [nextDay(view.entries), nextDay(after)];
  const next: Act[] = before === then ? [] : [{ verb: "fellowship.next", fellowship: view.id, on: then ?? "" }];
  await writeFellow(desk, view, parts, { acts: [...acts, ...next] });
}

/** Seal what a form said, as a new entry or as the next version of `before`. */
export async function save(desk: Desk, view: FellowView, kind: FellowKind, said: Said, before?: Entry): Promise<void> {
  const was = before ?? (SINGLE.has(kind) ? entriesOf(view.entries, kind).at(-1) : undefined);
  const body = bodyOf(kind, said, was?.body);
  const bad = wrong(kind, body);
  if (bad) throw new NotKeptError(words("accompany.missing", { field: labelOf(kind, bad) }));
  const acts: Act[] = [];
  if (kind === "stipend") {
    body["reference"] ||= reference();
    body["receipt"] ??= "";
    const { reference: code, grant_code, amount, currency } = body;
    acts.push({ verb: "disbursement.add", fellowship: view.id, reference: code, grant_code, amount, currency, day: today() });
  }
  await keep(desk, view, [{ kind, body, before: was ?? null } as never], acts);
  if (kind === "stipend") await desk.refresh();
}

/** Acts on the row alone; what it says afterwards is taken. */
export async function actOn(desk: Desk, view: FellowView, acts: Act[]): Promise<void> {
  const done = await send<Partial<FellowRow>>(acts);
  const told = done.filter((one) => one.state).at(-1);
  if (told) {
    const { state, told: said, ended_on, next_on, alumni, follow_ups } = told as FellowRow;
    Object.assign(view.row, { state, told: said, ended_on, next_on, alumni, follow_ups });
  }
  desk.store.changed();
}
