/** What is sealed, what is missing, how words are counted: as on the server. */

import { equal, test } from "@vault/tests/harness";
import { type Asked, bodyOf, missing, readBody, tooLong, wordsIn } from "../body";

const asked = (key: string, more: Partial<Asked> = {}): Asked => ({
  key, kind: "text", shown_if: {}, required: false, limit: null, ...more,
});

test("words are counted as the server counts them", () => {
  equal(wordsIn("  one two\nthree "), 3);
  equal(wordsIn(""), 0);
  equal(wordsIn("نحمي نهر زانيل"), 3);
  equal(wordsIn("我们保护河流 UN"), 7);
});

test("an answer is too long by words, and by choices", () => {
  equal(tooLong(asked("a", { kind: "long", limit: 2 }), "one two"), false);
  equal(tooLong(asked("a", { kind: "long", limit: 2 }), "one two three"), true);
  equal(tooLong(asked("a", { kind: "choices", limit: 1 }), ["x", "y"]), true);
  equal(tooLong(asked("a"), "as long as it likes"), false);
  equal(tooLong(asked("a", { kind: "files", limit: 1 }), undefined), false);
});

test("where consent is asked only a yes is an answer", () => {
  const consent = asked("agree", { kind: "consent", required: true });
  equal([missing(consent, undefined), missing(consent, "no"), missing(consent, "yes")], [true, true, false]);
  equal(missing(asked("a", { required: true }), ""), true);
  equal(missing(asked("a", { required: true, kind: "choices" }), []), true);
  equal(missing(asked("a", { required: true, kind: "files" }), undefined), false);
  equal(missing(asked("a"), undefined), false);
});

test("what was said to a question that is closed now is not sealed", () => {
  const questions = [asked("channel"), asked("reach", { shown_if: { key: "channel", is_not: ["here"] } })];
  const about = { form: "f", version: 3, language: "ar" };
  const said = {
    answers: { channel: "here", reach: "+963" }, files: [], references: [], extension: "",
  };
  equal(bodyOf(about, questions, said, "age1x"), {
    form: "f", version: 3, language: "ar", answers: { channel: "here" }, files: [], inbox: "age1x",
  });
  const more = { ...said, references: [{ id: "1", name: "A" }], extension: "e" };
  const body = bodyOf(about, questions, more, "age1x");
  equal([body.references, body.extension], [[{ id: "1", name: "A" }], "e"]);
});

test("what is opened is taken for no more than it is", () => {
  equal(readBody({ answers: [1], files: "x", version: "1", extension: 3 }), {
    version: 0, answers: {}, files: [], references: [], extension: "",
  });
});
