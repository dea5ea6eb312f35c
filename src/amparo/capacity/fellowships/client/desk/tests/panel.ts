import { equal, test } from "@vault/tests/harness";
import type { ReviewBody } from "../../kinds";
import type { CallRow, ReadingRow } from "../overview";
import { readersNow } from "../panel/people";
import { judgedOf } from "../ranking";
import type { ApplicationView } from "../store";
import { judgements, judges } from "../talk";

const REVIEW: ReviewBody = { scores: { work: 4 }, rationale: {}, confidence: 2, words: "", advice: "" };
const reviewer = (id: string, ended_on: string | null = null) => ({
  id, keyring: `key-${id}`, version: 1, epoch: "e", declared_on: "2026-11-01", ended_on,
});
const CALL = {
  criteria: [{ key: "work", names: {}, about: {}, weight: 1, most: 5 }],
  reviewers: [reviewer("one"), reviewer("two"), reviewer("left", "2026-11-20")],
} as unknown as CallRow;
const reading = (who: string, state: ReadingRow["state"] = "done"): ReadingRow => ({
  id: `read-${who}`, reviewer: who, state, version: 1, epoch: "e", day: "2026-11-01", done_on: null,
});

function view(readings: ReadingRow[], barred: string[] = []): ApplicationView {
  return {
    id: "a", row: { readings, bars: barred.map((keyring) => ({ keyring })) },
    reviews: new Map(readings.map((one) => [one.id, REVIEW])),
  } as unknown as ApplicationView;
}

test("what somebody judged who is kept away counts nowhere, and they hear nothing", () => {
  const here = view([reading("one"), reading("two")], ["key-two"]);
  equal(judgedOf(CALL, [here]).get("a"), [{ reviewer: "one", score: 4_000 }]);
  equal([judges(CALL, here), judgements(CALL, here).map((one) => one.by)], [["key-one"], ["key-one"]]);
  equal(readersNow(CALL, here), ["one"]);
});

test("a reading that was taken back or given back is none, and only those who judged hear", () => {
  const here = view([reading("one", "assigned"), reading("two", "withdrawn"), reading("left", "returned")]);
  equal(judgedOf(CALL, [here]).get("a"), []);
  equal([judges(CALL, here), readersNow(CALL, here)], [[], ["one"]]);
});

test("who is no reader any more hears nothing, and what they judged counts still", () => {
  const here = view([reading("one"), reading("left")]);
  equal(judges(CALL, here), ["key-one"]);
  equal(judgedOf(CALL, [here]).get("a")?.length, 2);
});
