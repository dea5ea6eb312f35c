import { equal, test, type Vectors } from "@vault/tests/harness";
import type { CohortBody } from "../../../kinds";
import type { Instance } from "../engine";
import { decisionsOf, digestOf, newSalt, recordOf } from "../freeze";
import { againOf, changed, difference, easedInstance } from "../resolve";

interface Recorded {
  frozen: { instance: Instance; answer: object; salt: string; record: string; digest: string }[];
  again: { instance: Instance; kept: number[]; excluded: number[]; then: Instance }[];
}

test("a record and its digest are the ones that Python makes", async (vectors: Vectors) => {
  const { frozen } = vectors as unknown as Recorded;
  for (const { instance, answer, salt, record, digest } of frozen) {
    equal(recordOf(instance, answer, salt), record);
    equal(await digestOf(record), digest);
  }
  equal(frozen.length > 3, true);
});

test("the question asked again is the one that Python asks again", (vectors: Vectors) => {
  const { again } = vectors as unknown as Recorded;
  for (const { instance, kept, excluded, then } of again) equal(againOf(instance, kept, excluded), then);
  equal(again.length > 3, true);
});

test("a salt is long, and another one each time", () => {
  equal(/^[0-9a-f]{64}$/.test(newSalt()), true);
  equal(newSalt() === newSalt(), false);
});

const body = (chosen: string[]): CohortBody => ({
  instance: {}, answer: {}, letters: {}, kept: [], salt: "", words: "", waiting: [], chosen,
  rows: { 1: "a", 2: "b", 3: "c", 4: "d", 5: "e", 6: "f" },
});

test("who said yes is kept; who declined, stopped or erased is gone; who was told no is not asked", () => {
  const states = { a: "accepted", b: "accepted", c: "declined", d: "waiting", e: "not_chosen" } as const;
  const now = (id: string) => ({
    state: states[id as keyof typeof states] ?? null, fellow: id === "b" ? ("stopped" as const) : null,
  });
  const found = changed(body(["a", "b", "c", "f"]), now);
  equal(found, { accepted: ["a"], offered: [], gone: ["b", "c", "f"], closed: ["e"] });
  equal(changed(body(["a"]), now, true).closed.includes("e"), false);
  equal(difference(["a", "b"], ["b", "c"]), { enter: ["c"], leave: ["a"] });
});

test("after a cohort everybody is offered, waiting or not chosen, but who was promised something is looked at", () => {
  const rows = [
    { id: "a", state: "eligible" }, { id: "b", state: "accepted" }, { id: "c", state: "not_chosen" },
    { id: "d", state: "shortlisted" }, { id: "e", state: "waiting" }, { id: "f", state: "offered" },
    { id: "g", state: "sent" }, { id: "h", state: "withdrawn" }, { id: "i", state: "waiting" },
  ] as const;
  const found = decisionsOf(new Set(["a", "b", "c"]), new Set(["d", "i"]), rows);
  equal(found.offer, [{ id: "a", verbs: ["offer"] }, { id: "c", verbs: ["shortlist", "offer"] }]);
  equal(found.wait.map((one) => one.id), ["d"]);
  equal(found.no.map((one) => one.id), ["e"]);
  equal(found.left.map((one) => one.id), ["f", "g"]);
});

test("a frozen question is eased in the rule that clashes and in nothing else", () => {
  const instance = {
    format: 1 as const, seats: { least: 4, most: 4 }, rows: [], goals: [], kept: [1], excluded: [], band: 0, seconds: 30,
    alternatives: { count: 3, different: 2 },
    rules: [{ dimension: "a", letter: "b", least: 3, most: 5 }, { dimension: "a", letter: "c", least: 3 }],
  };
  const changes = [
    { rule: { kind: "floor" as const, number: 3, dimension: "a", letter: "b" }, needed: 2, people: 1 },
    { rule: { kind: "seats_least" as const, number: 4 }, needed: 3, people: 1 },
    { rule: { kind: "keep" as const, row: 1 }, needed: 0, people: 1 },
  ];
  const found = easedInstance(instance, changes);
  equal([found.seats, found.rules, found.kept], [{ least: 3, most: 4 }, [{ dimension: "a", letter: "b", least: 2, most: 5 }, { dimension: "a", letter: "c", least: 3 }], [1]]);
});
