import { equal, test } from "@vault/tests/harness";
import { askedIn, faultsOf, thousandths, whole } from "../rules";
import { asked } from "./people";

const anything = () => true;
const fields = (told: ReturnType<typeof asked>, known: () => boolean = anything) =>
  faultsOf(told, known).map((one) => `${one.field}:${one.code}`);

test("numbers are read in the digits of every script, and nothing else is taken for one", () => {
  equal([whole("٣", 0, 9), whole("۴", 0, 9), whole("５", 0, 9), whole(" 6 ", 0, 9)], [3, 4, 5, 6]);
  equal([whole("3.5", 0, 9), whole("-1", 0, 9), whole("", 0, 9), whole("10", 0, 9), whole("1e3", 0, 5000)], [null, null, null, null, null]);
  equal([thousandths("0,5"), thousandths("١٫٢٥"), thousandths("2"), thousandths("0.0001"), thousandths("x")], [500, 1250, 2000, null, null]);
});

test("what is wrong with a rule is said at its own field", () => {
  equal(
    fields(asked([
      { kind: "least", people: "3" },
      { kind: "least", dimension: "region", value: "AFR", people: "many" },
      { kind: "least", dimension: "region", value: "APG", people: "9" },
      { kind: "aim_least", dimension: "gender", value: "woman", people: "2", points: "0" },
    ])),
    ["wish-0-what:what", "wish-1-people:whole", "wish-2-people:above_places", "wish-3-points:goal_points"],
  );
});

test("a floor above its cap and the same rule twice are refused where the second one stands", () => {
  const region = { dimension: "region", value: "AFR" } as const;
  equal(fields(asked([{ kind: "least", people: "3", ...region }, { kind: "most", people: "2", ...region }])), ["wish-1-people:floor_above_cap"]);
  equal(fields(asked([{ kind: "most", people: "3", ...region }, { kind: "most", people: "2", ...region }])), ["wish-1-what:twice"]);
});

test("a rule about somebody who is not there, a lottery without a seed and bad places are refused", () => {
  const told = asked([{ dimension: "region", value: "EEG", people: "1" }], 4, { lottery: true, least: "5", band: "-1" });
  equal(fields(told, () => false), ["least:above_most", "band:points", "seed:seed", "wish-0-what:nobody"]);
  const seeds = ["2026-05-12", "9f1c", "Amal", "12 May", "-1"].map((seed) => fields(asked([], 4, { lottery: true, seed })).length);
  equal(seeds, [0, 0, 1, 1, 1]);
});

test("a scenario that was sealed before a field was thought of opens with what that field is by itself", () => {
  const told = askedIn([{ kind: "most", dimension: "region" }], { least: "2" }, 12);
  equal([told.options.least, told.options.most, told.options.seconds, told.wishes[0]?.value], ["2", "12", "30", ""]);
});
