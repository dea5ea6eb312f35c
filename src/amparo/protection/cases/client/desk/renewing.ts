/**
 * New keys for what somebody could open who no longer may, made when a colleague who holds the old
 * ones opens the desk. Who did the removing may not hold them, and cannot make them.
 */

import { VaultError } from "@vault/bytes";
import { type Renewal, renewed, sealAllAnew } from "@vault/renewing";
import { NotKeptError, send } from "./acts";
import type { Id } from "../kinds";
import type { Desk } from "./desk";

/** For the keyholders of now, what the keyholders before them could open in an emergency. */
export async function sealOwed({ session, store }: Desk): Promise<void> {
  try {
    await sealAllAnew(session, store.overview?.seal_anew ?? [], (acts) => send(acts.map((one) => ({ ...one }))));
  } catch (problem) {
    // It stays owed, and is tried again at the next opening.
    if (!(problem instanceof NotKeptError || problem instanceof VaultError)) throw problem;
  }
}

/** Make them one by one; how many, and for whom. What another device made meanwhile is left. */
export async function renewOwed(desk: Desk): Promise<{ count: number; people: Set<Id> }> {
  const overview = desk.store.overview;
  const team = new Set(overview?.team);
  const people = new Set<Id>();
  let count = 0;
  for (const row of overview?.renew ?? []) {
    const partner = row.scope_kind === "organisation";
    const members = row.members.filter((id) => partner || team.has(id));
    if (!members.includes(desk.store.me)) continue;
    try {
      await send([{ ...(await renewed(desk.session, { ...row, members } satisfies Renewal)) }]);
      count += 1;
      for (const id of members) people.add(id);
    } catch (problem) {
      // It stays owed, and is tried again at the next opening.
      if (!(problem instanceof NotKeptError || problem instanceof VaultError)) throw problem;
    }
  }
  return { count, people };
}
