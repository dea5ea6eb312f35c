/** Who is kept from an application: what was found here, what was looked at, and who is barred. */

import type { Id } from "../kinds";
import { type Accompanied, conflictsOf, type Found, type Reader } from "./conflicts";
import type { Desk } from "./desk";
import { countriesKnown, facetsOf } from "./facets";
import type { CallRow } from "./overview";
import type { ApplicationView } from "./store";

/** The reviewers of a call with what they declared, and the office, who declare nothing. */
export function readersOf({ store }: Desk, call: CallRow): Reader[] {
  const reviewers = call.reviewers
    .filter((one) => !one.ended_on)
    .map((one) => ({ keyring: one.keyring, label: store.name(one.keyring), profile: store.profile(one.id) }));
  const known = new Set(reviewers.map((one) => one.keyring));
  const office = call.team
    .filter((one) => !known.has(one))
    .map((one) => ({ keyring: one, label: store.name(one), profile: null }));
  return [...reviewers, ...office];
}

function accompanied({ store }: Desk): Accompanied[] {
  return [...store.fellows.values()].flatMap(({ row, summary }) =>
    summary ? [{ coach: summary.coach, name: summary.name, application: row.application }] : [],
  );
}

/** What is found by comparing, whoever looked at it since. */
export function foundOf(desk: Desk, view: ApplicationView, readers = readersOf(desk, view.call)): Found[] {
  const referees = (view.body?.references ?? []).map((one) => one.name).filter(Boolean);
  const nameOf = (code: string) => countriesKnown().get(code)?.name ?? code;
  const asked = { facets: facetsOf(view), referees, id: view.id };
  return conflictsOf(asked, readers, nameOf, accompanied(desk));
}

const same = (one: { keyring: Id; kind: string }, other: { keyring: Id; kind: string }) =>
  one.keyring === other.keyring && one.kind === other.kind;

/** Found and not looked at by anybody yet. */
export function unseen(desk: Desk, view: ApplicationView, readers?: Reader[]): Found[] {
  const looked = view.conflicts.map((one) => one.body);
  const barred = new Set(view.row.bars.map((one) => one.keyring));
  return foundOf(desk, view, readers).filter(
    (one) => !barred.has(one.keyring) && !looked.some((other) => same(one, other)),
  );
}

/** The keyrings that must not be given this application: barred, or in a conflict nobody dismissed. */
export function keptFrom(desk: Desk, view: ApplicationView, readers?: Reader[]): Set<Id> {
  const told = view.conflicts.filter((one) => !one.body.dismissed).map((one) => one.body.keyring);
  const found = unseen(desk, view, readers).map((one) => one.keyring);
  return new Set([...view.row.bars.map((one) => one.keyring), ...told, ...found]);
}
