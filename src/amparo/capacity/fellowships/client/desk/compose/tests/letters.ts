import { equal, made, test } from "@vault/tests/harness";
import { letter, meantBy, questionOf, shuffled, singles } from "../letters";
import { asked, people, steady } from "./people";

const WISHES = [
  { kind: "least", dimension: "region", value: "AFR", people: "1" },
  { kind: "most", dimension: "region", value: "AFR", people: "2" },
  { kind: "most", dimension: "organisation", value: "*", people: "2" },
  { kind: "aim_least", dimension: "gender", value: "woman", people: "2", points: "1.5" },
  { kind: "aim_most", dimension: "language", value: "en", people: "3", points: "0.25" },
] as const;

test("nothing that is sent says who somebody is or what a letter means", () => {
  const { instance } = questionOf(asked([...WISHES]), people(20));
  const sent = JSON.stringify(instance);
  for (const telling of ["AFR", "rios", "woman", "0000-", "eligible", "land", "KE", "region", "gender"]) {
    if (sent.includes(telling)) throw new Error(`${telling} is sent`);
  }
  equal(instance.rows.every((one) => Object.keys(one.groups).every((name) => /^[a-z]{1,2}$/.test(name))), true);
});

test("only groups that a rule or a goal asks about are sent", () => {
  const { instance, letters } = questionOf(asked([{ dimension: "region", value: "APG", people: "1" }]), people(9));
  equal(Object.values(letters).map((one) => [one[""], Object.keys(one).length]), [["region", 2]]);
  equal(instance.rows.filter((one) => Object.keys(one.groups).length).length, 3);
});

test("numbers and letters are dealt by chance, and a second look keeps the numbers", () => {
  const [one, other] = [1, 2].map((seed) => questionOf(asked([...WISHES]), people(20), {}, steady(seed)));
  equal(JSON.stringify(one?.rows) === JSON.stringify(other?.rows), false);
  equal(questionOf(asked([]), people(20), one?.rows).rows, one?.rows);
  const more = questionOf(asked([]), people(22), one?.rows).rows;
  equal(Object.keys(more).length, 22);
  for (const [number, id] of Object.entries(one?.rows ?? {})) equal(more[number], id);
  equal(shuffled([1, 2, 3, 4]).sort(), [1, 2, 3, 4]);
});

test("what is asked of each value is asked of those it can bind, and what is said of one goes before it", () => {
  const told = asked([
    { kind: "most", dimension: "organisation", value: "*", people: "2" },
    { kind: "most", dimension: "organisation", value: "org 5", people: "0" },
    { kind: "least", dimension: "region", value: "*", people: "1" },
  ]);
  const found = singles(told.wishes, people(12)).map((one) => `${one.wish.kind} ${one.value} ${one.wish.people}`);
  equal(found, ["most red de rios 2", "most org 5 0", "least AFR 1", "least APG 1", "least GRULAC 1"]);
});

test("who has an offer stays in, who is out by hand stays out, and who has no reading is left out", () => {
  const all = people(6).map((one, at) => ({
    ...one, state: at === 0 ? "accepted" as const : one.state, points: at < 2 ? null : one.points,
  }));
  const pins = [{ id: all[2]?.id ?? "", in: false, why: "visa" }, { id: all[3]?.id ?? "", in: true, why: "team" }];
  const { instance, rows, kept } = questionOf(asked([], 3, { pins }), all);
  equal(Object.values(rows).sort(), [0, 2, 3, 4, 5].map((at) => all[at]?.id));
  equal(kept, [all[0]?.id, all[3]?.id]);
  equal([instance.kept.length, instance.excluded.map((one) => rows[String(one)])], [2, [all[2]?.id]]);
  equal(questionOf(asked([], 3, { unread: true }), all).instance.rows.length, 6);
});

test("a rule of an answer is read back as what it was made of", () => {
  const question = questionOf(asked([...WISHES]), people(20));
  const meant = [...question.instance.rules, ...question.instance.goals].map((one) => meantBy({ kind: "floor", ...one }, question));
  equal(meant.map((one) => `${one?.dimension} ${one?.value}`), ["region AFR", "organisation red de rios", "gender woman", "language en"]);
  equal(meantBy({ kind: "seats_most", number: 4 }, question), null);
});

test("questions for the engine to read", () => {
  const pins = [{ id: people(12)[4]?.id ?? "", in: true, why: "x" }, { id: people(12)[5]?.id ?? "", in: false, why: "y" }];
  made["questions"] = [
    questionOf(asked([...WISHES]), people(20)).instance,
    questionOf(asked([]), people(5)).instance,
    questionOf(asked([...WISHES], 3, { pins, lottery: true, seed: " 2026-05-12 ", band: "0.4" }), people(12)).instance,
  ];
  equal([letter(0), letter(25), letter(26), letter(701)], ["a", "z", "aa", "zz"]);
});
