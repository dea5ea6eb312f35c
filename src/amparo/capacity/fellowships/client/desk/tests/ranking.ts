import { equal, test } from "@vault/tests/harness";
import type { CriterionRow } from "../overview";
import { calibration, type Calibrated, leanings, mostOf, ranked, type Row, rowOf, scoreOf, withAdjusted } from "../ranking/rows";

const CRITERIA: CriterionRow[] = [
  { key: "work", names: { en: "Work" }, about: {}, weight: 2, most: 5 },
  { key: "need", names: { en: "Need" }, about: {}, weight: 1, most: 10 },
];
const judged = (...scores: number[]) => scores.map((score, at) => ({ reviewer: `r${at}`, score }));
const row = (id: string, ...scores: number[]): Row => rowOf(id, judged(...scores), 3);

test("points are counted as often as their criterion counts, in whole thousandths", () => {
  equal(scoreOf({ scores: { work: 4, need: 7 } }, CRITERIA), 15_000);
  equal(mostOf(CRITERIA), 20_000);
});

test("a judgement that misses a criterion, or exceeds it, is no score", () => {
  equal(scoreOf({ scores: { work: 4 } }, CRITERIA), null);
  equal(scoreOf({ scores: { work: 6, need: 1 } }, CRITERIA), null);
  equal(scoreOf({ scores: {} }, []), null);
});

test("the spread stands beside the mean: lowest, highest, standard deviation", () => {
  const { mean, lowest, highest, spread, readings } = row("a", 10_000, 14_000, 18_000);
  equal([mean, lowest, highest, spread, readings], [14_000, 10_000, 18_000, 4_000, 3]);
  equal(row("b", 9_000).spread, null);
  equal(row("c").mean, null);
});

test("files are in order of points, equal ones share a place, unread ones come last without any", () => {
  const { rows, line } = ranked([row("a"), row("b", 10_000), row("c", 12_000), row("d", 10_000)], 9, 500, "mean");
  equal(rows.map((one) => [one.id, one.place]), [["c", 1], ["b", 2], ["d", 2], ["a", 0]]);
  equal([line, rows.some((one) => one.close)], [null, false]);
});

test("too close to call is what lies within the call's points of the line, on both sides", () => {
  const some = [row("a", 20_000), row("b", 15_200), row("c", 14_800), row("d", 13_900), row("e", 5_000)];
  const { rows, line } = ranked(some, 2, 1_000, "mean");
  equal(line, 15_000);
  equal(rows.filter((one) => one.close).map((one) => one.id), ["b", "c"]);
});

test("the engine is told who gave how much to what as numbers alone", () => {
  const asked = calibration(new Map([["11-aa", judged(9_000, 8_000)], ["22-bb", []], ["33-cc", judged(7_000)]]), 2);
  const text = JSON.stringify(asked.instance);
  equal(/[^{}[\]",:0-9a-z]|aa|bb|cc|r0|r1/.test(text), false, text);
  equal([...new Set(text.match(/[a-z]+/g))].sort(), ["file", "format", "places", "readings", "reviewer", "score"]);
  equal(asked.instance.readings.length, 3);
  equal([...asked.files.values()].sort(), ["11-aa", "33-cc"]);
});

test("the adjusted score stands beside the mean and is never put in its place", () => {
  const asked = calibration(new Map([["a", judged(9_000)]]), 0);
  const answer: Calibrated = {
    panels: 1, adjusted: true, line: null,
    files: [{ file: 1, adjusted: 9_500, low: 8_000, high: 11_000, doubt: 250, close: true }],
    reviewers: [{ reviewer: 1, files: 1, kindness: -500, low: -900, high: -100 }],
  };
  const [made] = withAdjusted([row("a", 9_000)], asked, answer);
  equal([made?.mean, made?.adjusted, made?.doubt], [9_000, 9_500, 0.25]);
  equal(leanings(asked, answer).map((one) => [one.reviewer, one.leans]), [["r0", "harsh"]]);
});

test("somebody is called harsh or kind only where chance hardly explains it", () => {
  const asked = calibration(new Map([["a", judged(9_000, 9_000)]]), 0);
  const who = (kindness: number, low: number, high: number, reviewer = 1) => ({ reviewer, files: 9, kindness, low, high });
  const answer = { panels: 1, adjusted: true, line: null, files: [], reviewers: [who(-300, -900, 300), who(800, 200, 1_400, 2)] };
  equal(leanings(asked, answer).map((one) => one.leans), ["alike", "kind"]);
});
