import { equal, test } from "@vault/tests/harness";
import type { FellowBodies, FellowKind } from "../../kinds";
import { inOrder } from "../fellows";
import { ADDED, amount, bodyOf, FIELDS, wrong } from "../fellow/fields";
import { consentFor, dueFollowUp, nextDay, reference, stepsDone, stepsOf, whatIsNext } from "../fellow/plan";
import { prefilled } from "../fellow/opening";
import type { Entry, FellowView } from "../store";

let count = 0;
function entry<K extends FellowKind>(kind: K, body: Partial<FellowBodies[K]>, day = "2026-11-01"): Entry {
  return { row: `${++count}`, item: `${count}`, version: 1, day, kind, author: "", body };
}
const step = (key: FellowBodies["step"]["key"], state: FellowBodies["step"]["state"], due = "") =>
  entry("step", { key, state, due, words: "" });
const TODAY = "2026-11-23";

test("every step stands on the list, and the newest word about one counts", () => {
  const all = stepsOf([step("visa", "todo", "2027-01-01"), step("visa", "done")]);
  equal(all.length, 13);
  equal(all.find((one) => one.key === "visa")?.body.state, "done");
  equal(all.find((one) => one.key === "travel")?.body, { key: "travel", state: "todo", due: "", words: "" });
  equal(stepsDone([step("visa", "done"), step("pseudonym", "not_needed"), step("travel", "doing")]), [2, 13]);
});

test("the nearest day of what is still to do is next; what is done sets none", () => {
  equal(nextDay([]), null);
  const steps = [step("visa", "doing", "2027-02-01"), step("travel", "done", "2026-12-01"), step("insurance", "todo", "2027-03-01")];
  equal(nextDay(steps), "2027-02-01");
  equal(nextDay([...steps, entry("risk_plan", { words: "", reassess_on: "2027-01-15" })]), "2027-01-15");
  const goals = [entry("goal", { state: "reached", until: "2026-12-01" }), entry("goal", { state: "open", until: "2027-01-02" })];
  equal(nextDay([...steps, ...goals]), "2027-01-02");
});

test("a plan that was written anew is looked at again on its own day alone", () => {
  const plans = [entry("return_plan", { reassess_on: "2026-12-01" }), entry("return_plan", { reassess_on: "" })];
  equal(nextDay(plans), null);
});

test("a consent lives from its day until it ends or is withdrawn, for its own purpose", () => {
  const consent = (more: object) => entry("consent", { purpose: "public", given_on: "2026-11-01", expires_on: "", withdrawn_on: "", ...more });
  const lives = (more: object) => Boolean(consentFor([consent(more)], "public", TODAY));
  equal([lives({}), lives({ expires_on: TODAY }), lives({ expires_on: "2026-11-22" })], [true, true, false]);
  equal([lives({ withdrawn_on: TODAY }), lives({ given_on: "2026-11-24" }), lives({ purpose: "story" })], [false, false, false]);
});

test("one follow-up is asked at a time, the oldest that is due", () => {
  const row = (months: number, due: string, state: "planned" | "asked") => ({ id: `${months}`, months, due, state });
  const rows = [row(6, "2026-11-20", "planned"), row(3, "2026-08-20", "asked"), row(12, "2027-05-20", "planned")];
  equal(dueFollowUp(rows, TODAY)?.months, 6);
  equal(dueFollowUp(rows.slice(1), TODAY), null);
  equal(whatIsNext({ next_on: "2027-01-01", follow_ups: rows }), "2026-11-20");
  equal(whatIsNext({ next_on: null, follow_ups: [] }), null);
});

test("fellows stand in the order of what is next, and who waits for nothing comes last", () => {
  const fellow = (id: string, next_on: string | null, began_on: string) =>
    ({ id, row: { next_on, began_on, follow_ups: [] } }) as unknown as FellowView;
  const order = inOrder([fellow("none", null, "2026-01-01"), fellow("newer", null, "2026-02-01"), fellow("late", "2026-01-01", "2025-01-01")]);
  equal(order.map((one) => one.id), ["late", "newer", "none"]);
});

test("a sum is read as people write it, and what is none is none", () => {
  equal(
    ["1250", "1 250,50", "1’250.5", "١٢٥٠٫٥", "0.005", "-3", "1e3", "", "12345678901"].map(amount),
    ["1250", "1250.50", "1250.5", "1250.5", "", "", "", "", ""],
  );
});

test("what a form does not ask is kept from the version before", () => {
  const before = { purpose: "public", shown: { name: "N", words: {}, year: 2026 } };
  const body = bodyOf("consent", { purpose: "story", audience: " all ", given_on: TODAY, expires_on: "", withdrawn_on: "", words: "yes" }, before);
  equal([body["purpose"], body["audience"], body["shown"]], ["story", "all", before.shown]);
  equal(bodyOf("stipend", { currency: " eur", amount: "5" }, { reference: "ABC" })["reference"], "ABC");
});

test("what is missing is named by its field", () => {
  equal(wrong("session", bodyOf("session", { on: TODAY, minutes: "0" })), "minutes");
  equal(wrong("session", bodyOf("session", { on: TODAY, minutes: "50" })), "");
  const sum = { route: "cash", grant_code: "G", amount: "10", currency: "eur", words: "" };
  equal(wrong("stipend", bodyOf("stipend", sum)), "");
  equal(wrong("stipend", bodyOf("stipend", { ...sum, currency: "euro" })), "currency");
  equal(wrong("stipend", bodyOf("stipend", { ...sum, amount: "ten" })), "amount");
  const consent = { purpose: "public", audience: "all", given_on: TODAY, expires_on: "2026-01-01", words: "yes" };
  equal(wrong("consent", bodyOf("consent", consent)), "expires_on");
});

test("every kind that can be added has a form, and asks each thing once", () => {
  for (const kind of ADDED) {
    const names = (FIELDS[kind] ?? []).map((one) => one.name);
    equal([kind, names.length > 0, new Set(names).size], [kind, true, names.length]);
  }
});

test("a reference says nothing, and no two are alike", () => {
  const all = Array.from({ length: 200 }, reference);
  equal([all.every((one) => /^[A-Z2-7]{10}$/.test(one)), new Set(all).size], [true, 200]);
});

test("an opened fellowship begins with what the application says, and copies no answer but these", () => {
  const facets = { body: { name: "Amal", country: "KE", language: "ar", organisation: "River" } };
  const body = { answers: { channel: "signal", reach: "@amal", risks: "many" }, language: "ar" };
  equal(prefilled({ facets, body } as never), { name: "Amal", country: "KE", language: "ar", safe_channel: "signal: @amal" });
  equal(prefilled({ facets, body: { answers: { channel: "here" } } } as never).safe_channel, "");
});
