import { equal, test } from "@vault/tests/harness";
import type { ApplicationBody, RedactionBody } from "../../kinds";
import { type Asked, blindCopy, draftCopy, GONE, NoCopyError, strike } from "../blind";
import { emptyFacets } from "../facets";

const QUESTIONS: Asked[] = [
  { key: "name", kind: "text", label: "Name", options: [] },
  { key: "work", kind: "long", label: "Work", options: [] },
  { key: "themes", kind: "choices", label: "Themes", options: [{ value: "land", label: "Land" }] },
  { key: "files", kind: "files", label: "Files", options: [] },
];
const FACETS = {
  ...emptyFacets(),
  name: "Zaïnab al-Ḥusayn",
  organisation: "Red de Ríos",
  coalitions: ["Voces del Sur"],
};
const SEEN: RedactionBody = { strike: ["the blue house"], seen: true, version: 2 };

function application(answers: Record<string, unknown>): ApplicationBody {
  return { form: "fellowship", version: 1, language: "en", answers, files: [] };
}

function refused(work: () => unknown): string {
  try {
    work();
    return "";
  } catch (problem) {
    return problem instanceof NoCopyError ? problem.code : String(problem);
  }
}

test("only what the call names goes into a copy, whatever else was answered", () => {
  const body = application({ name: "Z", work: "I defend a river", themes: ["land"], more: "secret" });
  const copy = draftCopy(body, FACETS, SEEN, ["work", "themes"], QUESTIONS);
  equal(copy.answers, [
    { key: "work", label: "Work", said: "I defend a river" },
    { key: "themes", label: "Themes", said: "Land" },
  ]);
  equal(copy.left_out, 2);
});

test("a question that was deleted or is not known stays out", () => {
  const body = application({ work: "I defend a river", gone: "what I am called" });
  const copy = draftCopy(body, FACETS, SEEN, ["work", "gone"], QUESTIONS);
  equal(copy.answers.map((one) => one.key), ["work"]);
  equal(refused(() => draftCopy(body, FACETS, SEEN, ["work"], [])), "questions");
});

test("a blanked answer stays blank: the original never stands in for it", () => {
  const body = application({ work: "The blue house", themes: ["land"] });
  const copy = draftCopy(body, FACETS, SEEN, ["work", "themes"], QUESTIONS);
  equal(copy.answers[0]?.said, GONE);
  equal(JSON.stringify(copy).includes("blue"), false);
});

test("a choice that is none of the choices is not shown", () => {
  const body = application({ work: "x", themes: ["Red de Ríos of my town"] });
  const copy = draftCopy(body, FACETS, SEEN, ["work", "themes"], QUESTIONS);
  equal(copy.answers.map((one) => one.key), ["work"]);
});

test("names are struck in any case, without accents, and by their parts", () => {
  const words = ["Zaïnab al-Ḥusayn", "zainab", "husayn", "Red de Ríos"];
  equal(strike("ZAINAB AL HUSAYN, of RED DE RIOS; Zaïnab's", words), `${GONE}, of ${GONE}; ${GONE}'s`);
  equal(strike("أنا زينب من شبكة الأنهار", ["زينب"]), `أنا ${GONE} من شبكة الأنهار`);
});

test("addresses, accounts and telephone numbers go by themselves", () => {
  const told = "write a.b@example.org or @river_voice, +41 22 917 12 34, https://example.org/me?x=1";
  const left = strike(told, []);
  for (const one of ["example", "river_voice", "917"]) equal(left.includes(one), false, one);
  equal(strike("in 2024, 12 of 40 families", []), "in 2024, 12 of 40 families");
});

test("nothing is given out that nobody looked at, or that changed since", () => {
  const body = application({ work: "I defend a river" });
  const make = (redaction: RedactionBody | null, version = 2) =>
    refused(() => blindCopy(body, FACETS, redaction, version, ["work"], QUESTIONS));
  equal(make(null), "unseen");
  equal(make({ ...SEEN, seen: false }), "unseen");
  equal(make(SEEN, 3), "changed");
  equal(make(SEEN), "");
  equal(refused(() => blindCopy(body, null, SEEN, 2, ["work"], QUESTIONS)), "unseen");
});

test("a copy of nothing is no copy", () => {
  equal(refused(() => draftCopy(application({ work: "" }), FACETS, SEEN, ["work"], QUESTIONS)), "empty");
});
