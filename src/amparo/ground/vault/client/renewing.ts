/** A new key in the place of one that somebody could open who no longer may. */

import type { Epoch } from "./directory";
import type { EpochJson, GrantJson, PairJson } from "./holder";
import type { Session } from "./session";

/** A living epoch that needs a new one, and that I hold. `members`: who opens it now. */
export interface Renewal {
  epoch: string;
  scope_kind: Epoch["scope_kind"];
  scope: string;
  compartment: string;
  number: number;
  mine: boolean;
  members: string[];
}

export type ScopeAct =
  | { verb: "case.epoch"; case: string; compartment: string; epoch: EpochJson }
  | { verb: "door.epoch"; door: string; epoch: EpochJson }
  | { verb: "organisation.epoch"; organisation: string; epoch: EpochJson }
  | { verb: "case.grant"; grants: GrantJson[] }
  | { verb: "case.pairs"; epoch: string; pairs: PairJson[] };

function act(row: Renewal, epoch: EpochJson): ScopeAct {
  if (row.scope_kind === "door") return { verb: "door.epoch", door: row.scope, epoch };
  if (row.scope_kind === "organisation") {
    return { verb: "organisation.epoch", organisation: row.scope, epoch };
  }
  return { verb: "case.epoch", case: row.scope, compartment: row.compartment, epoch };
}

/** The next epoch for the same people, as the act that brings it. */
export async function renewed(session: Session, row: Renewal): Promise<ScopeAct> {
  const epoch = await session.newEpoch({
    scope_kind: row.scope_kind,
    scope: row.scope,
    compartment: row.compartment,
    number: row.number + 1,
    members: row.members,
    pairs: row.scope_kind === "case",
  });
  return act(row, epoch);
}

const FEW = 25; // epochs in one request
const MOST = 200; // at one opening; the rest at the next

/** Seal epochs that I hold to the keyholders of now: any two of them open these in an emergency. */
export async function sealAllAnew(
  session: Session,
  epochs: string[],
  send: (acts: ScopeAct[]) => Promise<unknown>,
): Promise<void> {
  const owed = epochs.slice(0, MOST);
  for (let at = 0; at < owed.length; at += FEW) {
    const acts: ScopeAct[] = [];
    for (const epoch of owed.slice(at, at + FEW)) {
      acts.push({ verb: "case.pairs", epoch, pairs: await session.sealAnew(epoch) });
    }
    await send(acts);
  }
}
