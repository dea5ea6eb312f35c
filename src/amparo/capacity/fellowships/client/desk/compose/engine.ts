/** The composer's question and answer (`composing/instance.schema.json`, `answer.schema.json`). */

/** Letters by dimension. */
export type Groups = Record<string, string[]>;

export interface Row {
  number: number;
  score: number;
  groups: Groups;
}

export interface Bounds {
  dimension: string;
  letter: string;
  least?: number;
  most?: number;
}

export interface Goal {
  dimension: string;
  letter: string;
  target: number;
  short: number;
  over: number;
}

export interface Instance {
  format: 1;
  seats: { least: number; most: number };
  letters?: Groups;
  rows: Row[];
  rules: Bounds[];
  goals: Goal[];
  kept: number[];
  excluded: number[];
  alternatives: { count: number; different: number };
  band: number;
  seconds: number;
  seed?: string;
}

export interface Rule {
  kind: "seats_least" | "seats_most" | "floor" | "cap" | "keep" | "goal";
  number?: number;
  row?: number;
  dimension?: string;
  letter?: string;
}

export interface Standing {
  rule: Rule;
  count: number;
  lost: number;
  tight: boolean;
}

export interface Cohort {
  rows: number[];
  points: number;
  scores: number;
  behind: number;
  tied: boolean;
  enter: number[];
  leave: number[];
  standing: Standing[];
}

export interface Price {
  rule: Rule;
  points: number;
  enter: number[];
  leave: number[];
}

export interface Eased {
  rule: Rule;
  needed: number;
  people: number;
}

export interface Answer {
  format: 1;
  status: "optimal" | "best_so_far" | "impossible" | "stopped" | "out_of_time";
  best: Cohort | null;
  bound: number | null;
  gap: number | null;
  drawn: Cohort | null;
  alternatives: Cohort[];
  prices: Price[];
  clash: { rules: Eased[]; changes: Eased[]; people: number } | null;
  unfinished: string[];
}

export function sameRule(one: Rule, other: Rule): boolean {
  return (
    one.kind === other.kind && one.dimension === other.dimension && one.letter === other.letter && one.row === other.row
  );
}
