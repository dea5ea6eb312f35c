/** Counts of a round that can be told: by stage, and by what people are balanced by. */

import { type Cells, type Counts, suppress, TOTAL } from "@vault/desk/suppress";
import type { ApplicationState } from "../../kinds";
import type { Candidate } from "./letters";
import type { Dimension } from "./rules";

/** What somebody may be told apart by is not counted: countries, organisations, coalitions. */
export const TOLD = ["region", "language", "theme", "gender", "priority"] as const satisfies readonly Dimension[];
export type Told = (typeof TOLD)[number];
const UNSAID = "unsaid";
const NEVER_SENT: readonly ApplicationState[] = ["draft", "erased"];

export interface ReportCells {
  stages: Cells;
  /** "region" is the cohort by region, "all_region" everybody who applied. */
  balance: Record<string, Cells>;
}

function counted(people: readonly Pick<Candidate, "has">[], dimension: Told): Counts {
  const found: Counts = {};
  for (const { has } of people) {
    const values = [...new Set(has[dimension])];
    for (const value of values.length ? values : [UNSAID]) found[value] = (found[value] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(found).sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)));
}

/** The tables of one round, small cells left out, so that none can be worked out from the others. */
export function reportOf(
  all: readonly Pick<Candidate, "id" | "state" | "has">[],
  cohort: ReadonlySet<string>,
  dimensions: readonly Told[],
): ReportCells {
  const sent = all.filter((one) => !NEVER_SENT.includes(one.state));
  const chosen = sent.filter((one) => cohort.has(one.id));
  const stages: Counts = {};
  for (const { state } of sent) stages[state] = (stages[state] ?? 0) + 1;
  const tables: Record<string, Counts> = { stages };
  const totals: Record<string, number> = { stages: sent.length };
  for (const dimension of dimensions) {
    tables[`all_${dimension}`] = counted(sent, dimension);
    totals[`all_${dimension}`] = sent.length;
    tables[dimension] = counted(chosen, dimension);
    totals[dimension] = chosen.length;
  }
  const { stages: told = {}, ...balance } = suppress(tables, totals);
  return { stages: told, balance };
}

/** How many numbers are told, how many are left out. */
export function shownIn({ stages, balance }: ReportCells): { shown: number; hidden: number } {
  const values = [stages, ...Object.values(balance)].flatMap((one) =>
    Object.entries(one).flatMap(([key, count]) => (key === TOTAL ? [] : [count])),
  );
  return { shown: values.filter((one) => one !== null).length, hidden: values.filter((one) => one === null).length };
}
