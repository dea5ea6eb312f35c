/**
 * Points of a call's files, with their spread, and which are too close to call.
 *
 * Scores are whole thousandths of a point. Everything is reckoned from the files that are here:
 * what this person must not see is not among them, and nothing is told of it.
 */

import type { Id, ReviewBody } from "../../kinds";
import type { CriterionRow } from "../overview";
import { mixed } from "../panel/question";

export interface Judged {
  /** Who judged: a reviewer's id. */
  reviewer: Id;
  score: number;
}

export interface Row {
  id: Id;
  readings: number;
  wanted: number;
  /** Of the readings; null before the first. */
  mean: number | null;
  lowest: number;
  highest: number;
  /** Standard deviation (of a sample); null for fewer than two readings. */
  spread: number | null;
  /** Beside the mean, once it was asked for. */
  adjusted: number | null;
  /** Of 100 times 95, what this panel would say on average lies between these. */
  low: number | null;
  high: number | null;
  /** The chance that it belongs on the other side of the cut, from 0 to 0.5. */
  doubt: number | null;
  close: boolean;
  /** From 1, in the order that counts; 0 before the first reading. */
  place: number;
}

/** Points of a judgement, in thousandths; null where a criterion was given none. */
export function scoreOf({ scores }: Pick<ReviewBody, "scores">, criteria: readonly CriterionRow[]): number | null {
  let all = 0;
  for (const { key, weight, most } of criteria) {
    const points = scores[key];
    if (points === undefined || !Number.isFinite(points) || points < 0 || points > most) return null;
    all += points * weight;
  }
  return criteria.length ? Math.round(1000 * all) : null;
}

/** The most that anybody can be given, in thousandths. */
export const mostOf = (criteria: readonly CriterionRow[]): number =>
  Math.round(1000 * criteria.reduce((all, one) => all + one.most * one.weight, 0));

/** A file's own numbers, before it stands among others. */
export function rowOf(id: Id, judged: readonly Judged[], wanted: number): Row {
  const scores = judged.map((one) => one.score);
  const count = scores.length;
  const mean = count ? scores.reduce((all, one) => all + one, 0) / count : null;
  const spread =
    mean !== null && count > 1
      ? Math.round(Math.sqrt(scores.reduce((all, one) => all + (one - mean) ** 2, 0) / (count - 1)))
      : null;
  return {
    id, readings: count, wanted, mean: mean === null ? null : Math.round(mean),
    lowest: count ? Math.min(...scores) : 0, highest: count ? Math.max(...scores) : 0, spread,
    adjusted: null, low: null, high: null, doubt: null, close: false, place: 0,
  };
}

export interface Calibrated {
  panels: number;
  adjusted: boolean;
  line: number | null;
  files: {
    file: number; adjusted: number; low: number; high: number; doubt: number | null; close: boolean;
  }[];
  reviewers: { reviewer: number; files: number; kindness: number; low: number; high: number }[];
}

export interface Calibration {
  instance: { format: 1; places?: number; readings: { file: number; reviewer: number; score: number }[] };
  files: Map<number, Id>;
  reviewers: Map<number, Id>;
}

/** What the engine is asked: who gave how much to what, by numbers drawn anew and in no order. */
export function calibration(judged: ReadonlyMap<Id, readonly Judged[]>, places: number): Calibration {
  const read = mixed([...judged].filter(([, some]) => some.length).map(([id]) => id));
  const fileOf = new Map(read.map((id, at) => [id, at + 1]));
  const who = mixed([...new Set([...judged.values()].flat().map((one) => one.reviewer))]);
  const readerOf = new Map(who.map((id, at) => [id, at + 1]));
  const readings = read.flatMap((id) =>
    (judged.get(id) ?? []).map(({ reviewer, score }) => ({
      file: fileOf.get(id) ?? 0, reviewer: readerOf.get(reviewer) ?? 0, score,
    })),
  );
  return {
    instance: { format: 1, ...(places > 0 ? { places } : {}), readings },
    files: new Map(read.map((id, at) => [at + 1, id])),
    reviewers: new Map(who.map((id, at) => [at + 1, id])),
  };
}

/** How a reader leans: points that they give more than their panel, and whether that is sure. */
export interface Leaning {
  reviewer: Id;
  files: number;
  kindness: number;
  /** "harsh" and "kind" only where chance alone hardly explains it. */
  leans: "harsh" | "kind" | "alike";
}

export function leanings(asked: Calibration, answer: Calibrated): Leaning[] {
  return answer.reviewers
    .flatMap(({ reviewer, files, kindness, low, high }) => {
      const id = asked.reviewers.get(reviewer);
      const leans = high < 0 ? "harsh" : low > 0 ? "kind" : "alike";
      return id ? [{ reviewer: id, files, kindness, leans } as Leaning] : [];
    })
    .sort((a, b) => a.kindness - b.kindness);
}

/** Rows with what the engine said of them. */
export function withAdjusted(rows: readonly Row[], asked: Calibration, answer: Calibrated): Row[] {
  const told = new Map(answer.files.map((one) => [asked.files.get(one.file), one]));
  return rows.map((row) => {
    const one = told.get(row.id);
    if (!one) return row;
    const { adjusted, low, high, doubt, close } = one;
    return { ...row, adjusted, low, high, doubt: doubt === null ? null : doubt / 1000, close };
  });
}

/** What a row is compared by. */
export const valueOf = (row: Row, by: "mean" | "adjusted"): number | null =>
  by === "adjusted" ? (row.adjusted ?? row.mean) : row.mean;

/**
 * In order, the best first, those without a reading last; with the line between the last file
 * inside and the first outside, and what lies `band` (thousandths) or less from it marked.
 *
 * `seats` places are to be given among these rows. Where all have one there is no line.
 */
export function ranked(
  rows: readonly Row[],
  seats: number,
  band: number,
  by: "mean" | "adjusted",
): { rows: Row[]; line: number | null } {
  const value = (row: Row) => valueOf(row, by);
  const order = [...rows].sort((a, b) => {
    const one = value(a), other = value(b);
    if (one === null || other === null) return (one === null ? 1 : 0) - (other === null ? 1 : 0);
    return other - one || (a.id < b.id ? -1 : 1);
  });
  const read = order.filter((one) => value(one) !== null);
  const inside = read[seats - 1];
  const outside = read[seats];
  const line = inside && outside ? ((value(inside) ?? 0) + (value(outside) ?? 0)) / 2 : null;
  let place = 0;
  let before: number | null = null;
  const made = order.map((row, at) => {
    const own = value(row);
    if (own !== null && own !== before) place = at + 1;
    before = own;
    const near = line !== null && own !== null && Math.abs(own - line) <= band;
    return { ...row, close: near || (line !== null && by === "adjusted" && row.close), place: own === null ? 0 : place };
  });
  return { rows: made, line };
}
