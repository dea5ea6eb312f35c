/**
 * The frozen record: what was asked and answered, so that it can be proven later.
 *
 * The same bytes as `composing/record.py` makes of it: canonical JSON with a random salt. Its
 * SHA-256 may be published; without the salt nobody can try out what gives it.
 */

import { hex, random, sha256, utf8 } from "@vault/bytes";
import { canonical } from "@vault/canonical";
import type { ApplicationState, Id } from "../../kinds";
import type { Answer, Instance } from "./engine";

const SALT = 32; // bytes

export function newSalt(): string {
  return hex(random(SALT));
}

export function recordOf(instance: Instance | object, answer: Answer | object, salt: string): string {
  return canonical({ format: 1, instance, answer, salt });
}

export async function digestOf(record: string): Promise<string> {
  return hex(await sha256(utf8(record)));
}

export interface Decision {
  id: Id;
  /** One after the other. */
  verbs: string[];
}

export interface Decisions {
  offer: Decision[];
  wait: Decision[];
  no: Decision[];
  /** Nothing can be said of them for all alike: looked at one by one. */
  left: { id: Id; state: ApplicationState }[];
}

const OPEN: readonly ApplicationState[] = ["eligible", "shortlisted", "waiting"];

/** What follows from a frozen cohort for everybody in the call. */
export function decisionsOf(
  chosen: ReadonlySet<Id>,
  waiting: ReadonlySet<Id>,
  rows: readonly { id: Id; state: ApplicationState }[],
): Decisions {
  const found: Decisions = { offer: [], wait: [], no: [], left: [] };
  for (const { id, state } of rows) {
    if (chosen.has(id)) {
      if (OPEN.includes(state)) found.offer.push({ id, verbs: ["offer"] });
      else if (state === "not_chosen") found.offer.push({ id, verbs: ["shortlist", "offer"] });
      else if (state !== "offered" && state !== "accepted") found.left.push({ id, state });
    } else if (waiting.has(id)) {
      if (state === "eligible" || state === "shortlisted") found.wait.push({ id, verbs: ["wait"] });
      else if (state === "not_chosen") found.wait.push({ id, verbs: ["shortlist", "wait"] });
    } else if (OPEN.includes(state)) found.no.push({ id, verbs: ["not_choose"] });
    else if (state === "offered" || state === "accepted" || state === "sent") found.left.push({ id, state });
  }
  return found;
}
