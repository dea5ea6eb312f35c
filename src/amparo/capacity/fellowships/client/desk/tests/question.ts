import { equal, test } from "@vault/tests/harness";
import { type Answer, type FileTold, Letters, proposal, question, type ReaderTold } from "../panel/question";

const nobody: ReadonlySet<string> = new Set();
const file = (id: string, more: Partial<FileTold> = {}): FileTold => ({
  id, languages: ["ar"], themes: ["land"], readers: [], kept: nobody, ...more,
});
const reader = (id: string, more: Partial<ReaderTold> = {}): ReaderTold => ({
  id, languages: ["ar", "en"], themes: ["land", "press"], most: 10, declared: true, ended: false, ...more,
});

/** Every text and every name of a member that stands anywhere in a value. */
function walked(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === "string") found.add(value);
  if (Array.isArray(value)) for (const one of value) walked(one, found);
  else if (value && typeof value === "object") {
    for (const [name, one] of Object.entries(value)) {
      found.add(`.${name}`);
      walked(one, found);
    }
  }
  return found;
}

test("the engine is told numbers and letters, and no word of an application or a reviewer", () => {
  const files = [
    file("11111111-aaaa", { languages: ["pt-BR"], themes: ["indigenous-rights"], readers: ["r-one"] }),
    file("22222222-bbbb", { kept: new Set(["r-two"]) }),
  ];
  const readers = [reader("r-one"), reader("r-two", { themes: ["women-who-defend"] })];
  const members = [
    ".format", ".readings", ".files", ".number", ".languages", ".themes", ".reviewers", ".most", ".declared",
    ".conflicts", ".pinned", ".forbidden", ".file", ".reviewer",
  ];
  for (const more of [false, true]) {
    const { instance } = question(files, readers, 2, { more });
    const told = [...walked(instance)].filter((one) => !members.includes(one));
    equal(told.filter((one) => one !== "all" && !/^[a-z]{1,2}$/.test(one)), []);
  }
});

test("what a letter and a number stand for stays in the maps beside them", () => {
  const asked = question([file("f", { languages: ["zh-Hans"] })], [reader("r", { languages: ["zh"] })], 1);
  const [letter = ""] = asked.instance.files[0]?.languages ?? [];
  equal([asked.languages.get(letter)?.slice(0, 2), asked.files.get(1), asked.readers.get(1)], ["zh", "f", "r"]);
  equal(asked.instance.reviewers[0]?.languages, [letter]);
});

test("who has not declared is not asked about at all", () => {
  const asked = question([file("f")], [reader("new", { declared: false }), reader("old")], 1);
  equal([...asked.readers.values()], ["old"]);
});

test("who left keeps what they read and gets nothing more", () => {
  const asked = question([file("f", { readers: ["gone"] }), file("g")], [reader("gone", { ended: true }), reader("here")], 2);
  const number = [...asked.readers].find(([, id]) => id === "gone")?.[0];
  const gone = asked.instance.reviewers.find((one) => one.number === number);
  const [pin] = asked.instance.pinned;
  equal([gone?.most, gone?.declared], [1, [pin?.file]]);
  equal(pin?.reviewer, number);
});

test("a conflict is never forgotten, and one with a file that somebody has is no pin's contradiction", () => {
  const kept = new Set(["r"]);
  const asked = question([file("f", { kept }), file("g", { kept, readers: ["r"] })], [reader("r")], 2);
  const of = (id: string) => [...asked.files].find(([, one]) => one === id)?.[0];
  equal(asked.instance.reviewers[0]?.conflicts, [of("f")]);
});

test("another reading goes to somebody new, within what they take", () => {
  const files = [file("f", { readers: ["r", "s"] })];
  const load = new Map([["r", 4], ["s", 4], ["t", 9]]);
  const asked = question(files, [reader("r"), reader("s"), reader("t")], 1, { more: true, load });
  equal([asked.instance.pinned.length, asked.instance.forbidden.length], [0, 2]);
  const t = [...asked.readers].find(([, id]) => id === "t")?.[0];
  equal(asked.instance.reviewers.find((one) => one.number === t)?.most, 1);
});

test("a file with more readers than are wanted is left alone, and still counts as load", () => {
  const asked = question([file("f", { readers: ["r", "s", "t"] }), file("g")], ["r", "s", "t"].map((id) => reader(id)), 2);
  equal([...asked.files.values()], ["g"]);
  equal(asked.instance.reviewers.map((one) => one.most), [9, 9, 9]);
});

test("letters go on after z", () => {
  const letters = new Letters();
  const made = Array.from({ length: 30 }, (_, at) => letters.of(`theme ${at}`));
  equal([made[0], made[25], made[26], made[27]], ["a", "z", "aa", "ab"]);
  equal([letters.of("theme 3"), new Set(made).size], ["d", 30]);
});

test("a proposal says why each reader, and who is missing because of what", () => {
  const asked = question([file("f", { kept: new Set(["s"]) })], [reader("r"), reader("s")], 2);
  const r = [...asked.readers].find(([, id]) => id === "r")?.[0] ?? 0;
  const [shown] = asked.instance.files;
  const answer: Answer = {
    pairs: [{ file: 1, reviewer: r, themes: shown?.themes ?? [], languages: shown?.languages ?? [], pinned: false }],
    short: [{ file: 1, has: 1, needs: 2, barred: { conflict: 1 }, full: 0, region: 0, elsewhere: 0 }],
    loads: [], even: true,
  };
  const made = proposal(asked, answer);
  equal(made.pairs.get("f"), [{ reader: "r", languages: ["ar"], themes: ["land"], able: 1 }]);
  equal(made.lacking.get("f"), { has: 1, needs: 2, why: [["conflict", 1]] });
});
