import { equal, test } from "@vault/tests/harness";
import { answerIn } from "../../solving";
import { allEased, eased, linesOf } from "../answers";
import type { Answer, Cohort, Rule } from "../engine";
import { inBand } from "../letters";
import { asked } from "./people";

const MEANING = { letters: { b: { "": "region", c: "AFR", a: "APG" } }, rows: { "4": "id-four", "5": "id-five" } };

const floor: Rule = { kind: "floor", number: 5, dimension: "b", letter: "c" };
const cohort = (rows: number[], tied = true): Cohort => ({
  rows, points: 10, scores: 10, behind: 0, tied, enter: [], leave: [], standing: [],
});
const answer = (more: Partial<Answer>): Answer => ({
  format: 1, status: "optimal", best: null, bound: null, gap: null, drawn: null, alternatives: [], prices: [],
  clash: null, unfinished: [], ...more,
});

function stream(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(to) {
      for (const one of parts) to.enqueue(new TextEncoder().encode(one));
      to.close();
    },
  });
}

test("lines of progress are told as they come, however the network cuts them", async () => {
  const seen: number[] = [];
  const body = stream('{"progress":{"stage":"best","frac', 'tion":0.25}}\n\n{"progress":{"fraction":1}}', '\n{"answer":{"n":"é', '"}}\n');
  equal(await answerIn(body, (one) => seen.push(one.fraction)), { n: "é" });
  equal(seen, [0.25, 1]);
});

test("a refusal names its faults, and a stream that ends early is no answer", async () => {
  let found: { code?: string; faults?: { where: string }[] } = {};
  const said = '{"refused":{"words":"no","faults":[{"where":"seats","what":"x"}]}}\n';
  await answerIn(stream(said)).catch((problem: unknown) => (found = problem as typeof found));
  equal([found.code, found.faults?.[0]?.where], ["engine", "seats"]);
  equal(await answerIn(stream('{"progress":{"fraction":0.5}}\n')), null);
});

test("easing a rule changes that rule and nothing else", () => {
  const wishes = [
    { kind: "least", dimension: "region", value: "AFR", people: "5" },
    { kind: "most", dimension: "region", value: "AFR", people: "6" },
  ] as const;
  const now = asked([...wishes], 4);
  equal(eased(now, { rule: floor, needed: 3, people: 2 }, MEANING)?.wishes.map((one) => one.people), ["3", "6"]);
  equal(eased(now, { rule: floor, needed: 0, people: 5 }, MEANING)?.wishes.length, 1);
  equal(eased(now, { rule: { kind: "seats_least", number: 4 }, needed: 2, people: 2 }, MEANING)?.options.least, "2");
  equal(eased(now, { rule: { ...floor, letter: "a" }, needed: 1, people: 1 }, MEANING), null);
});

test("easing what is asked of each value says it of that one value", () => {
  const now = asked([{ kind: "least", dimension: "region", value: "*", people: "2" }]);
  const found = eased(now, { rule: floor, needed: 0, people: 2 }, MEANING);
  equal(found?.wishes.map((one) => [one.value, one.people]), [["*", "2"], ["AFR", "0"]]);
});

test("somebody kept by hand can be let go, somebody who was promised a place cannot", () => {
  const now = asked([], 4, { pins: [{ id: "id-four", in: true, why: "x" }] });
  const keep = (row: number) => ({ rule: { kind: "keep" as const, row }, needed: 0, people: 1 });
  equal(eased(now, keep(4), MEANING)?.options.pins, []);
  equal(eased(now, keep(5), MEANING), null);
  equal(allEased(now, [keep(5), keep(4)], MEANING)?.options.pins, []);
  equal(allEased(now, [keep(5)], MEANING), null);
});

test("each wish says what it got and what it cost", () => {
  const goal: Rule = { kind: "goal", number: 2, dimension: "b", letter: "a" };
  const best: Cohort = {
    ...cohort([1, 2]),
    standing: [
      { rule: { kind: "seats_most", number: 2 }, count: 2, lost: 0, tight: true },
      { rule: floor, count: 5, lost: 0, tight: true },
      { rule: goal, count: 3, lost: 500, tight: false },
    ],
  };
  const told = answer({ best, prices: [{ rule: floor, points: 1500, enter: [4], leave: [5] }] });
  const lines = linesOf(best, told, MEANING, (rule) => rule.kind === "goal");
  equal(lines.map((one) => [one.kind, one.dimension, one.value, one.wanted, one.got, one.met, one.price?.points ?? null]), [
    ["seats_most", null, "", 2, 2, true, null], ["least", "region", "AFR", 5, 5, true, 1500], ["aim_most", "region", "APG", 2, 3, false, null],
  ]);
});

test("who is in every tied cohort is sure, who is in some is in the band", () => {
  const told = answer({ best: cohort([1, 2, 3]), alternatives: [cohort([1, 2, 4]), cohort([7, 8, 9], false)] });
  equal(inBand(told), { sure: [1, 2], open: [3, 4] });
});
