import { equal, test } from "@vault/tests/harness";
import { reportOf, shownIn } from "../counts";
import { people } from "./people";

const all = people(60).map((one, at) => ({
  ...one, state: at < 16 ? "accepted" as const : at < 46 ? "not_chosen" as const : at < 57 ? "ineligible" as const : "draft" as const,
}));

test("no number under ten is told, nor one that the others tell", () => {
  const { stages, balance } = reportOf(all, new Set(all.slice(0, 16).map((one) => one.id)), ["region", "gender"]);
  for (const table of [stages, ...Object.values(balance)]) {
    for (const [key, count] of Object.entries(table)) if (count !== null && count < 10) throw new Error(`${key}: ${count}`);
    const hidden = Object.values(table).filter((one) => one === null).length;
    equal(hidden === 1, false);
  }
  equal(Object.keys(balance).sort(), ["all_gender", "all_region", "gender", "region"]);
});

test("drafts and what was erased are no applications, and who said nothing is counted as that", () => {
  const few = all.map((one) => ({ ...one, has: { ...one.has, gender: [] } }));
  const { stages, balance } = reportOf(few, new Set(), ["gender"]);
  equal(Object.keys(stages).includes("draft"), false);
  equal(balance["all_gender"], { unsaid: 57, total: 57 });
});

test("it is said how much is left out", () => {
  equal(shownIn({ stages: { total: 30, sent: 20, ineligible: 10 }, balance: { region: { AFR: null, APG: null } } }), { shown: 2, hidden: 2 });
});
