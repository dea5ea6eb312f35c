/** Somebody cannot travel: the same question again, with who said yes kept and who cannot come left out. */

import type { ApplicationState, CohortBody, FellowState, Id } from "../../kinds";
import type { Eased, Instance } from "./engine";
import { CANDIDATES } from "./rules";

export interface Now {
  /** null: taken back and erased, or not there for this person. */
  state: ApplicationState | null;
  fellow: FellowState | null;
}

export interface Changed {
  accepted: Id[];
  offered: Id[];
  /** Chosen then, and cannot come now. */
  gone: Id[];
  /** Not chosen then, and not to be asked now. */
  closed: Id[];
}

/** How those of a frozen cohort's question stand now. `again`: who was told no may be asked after all. */
export function changed(body: CohortBody, now: (id: Id) => Now, again = false): Changed {
  const found: Changed = { accepted: [], offered: [], gone: [], closed: [] };
  const chosen = new Set(body.chosen);
  for (const id of Object.values(body.rows)) {
    const { state, fellow } = now(id);
    const there = state !== null && fellow !== "stopped" && (CANDIDATES.includes(state) || (again && state === "not_chosen"));
    if (!there) (chosen.has(id) ? found.gone : found.closed).push(id);
    else if (state === "accepted") found.accepted.push(id);
    else if (state === "offered") found.offered.push(id);
  }
  return found;
}

/** As `composing.instance.again`: what was kept or left out stays so; who cannot come is out. */
export function againOf(instance: Instance, kept: readonly number[], excluded: readonly number[]): Instance {
  const out = new Set([...instance.excluded, ...excluded]);
  const stay = new Set([...instance.kept, ...kept].filter((one) => !out.has(one)));
  const sorted = (all: Set<number>) => [...all].sort((a, b) => a - b);
  return { ...instance, kept: sorted(stay), excluded: sorted(out) };
}

/** The question with some of its rules eased to what is needed; a kept row is never let go here. */
export function easedInstance(instance: Instance, changes: readonly Eased[]): Instance {
  let { seats, rules } = instance;
  for (const { rule, needed } of changes) {
    if (rule.kind === "seats_least") seats = { ...seats, least: needed };
    if (rule.kind === "seats_most") seats = { ...seats, most: needed };
    const side = rule.kind === "floor" ? "least" : rule.kind === "cap" ? "most" : null;
    if (!side) continue;
    rules = rules.map((one) =>
      one.dimension === rule.dimension && one.letter === rule.letter ? { ...one, [side]: needed } : one,
    );
  }
  return { ...instance, seats, rules };
}

export function difference(before: readonly Id[], after: readonly Id[]): { enter: Id[]; leave: Id[] } {
  const [was, is] = [new Set(before), new Set(after)];
  return { enter: after.filter((id) => !was.has(id)), leave: before.filter((id) => !is.has(id)) };
}
