import { equal, test } from "@vault/tests/harness";
import { csv, harmless, table } from "@vault/desk/sheet";
import { type Column, COLUMNS, isFellow, type Known, PATHS, readRows } from "../rows";

const known: Known = {
  columns: table(COLUMNS.map((one) => [one, one] as const)) as Map<string, Column>,
  countries: table([["KE", "Kenya"]]),
  languages: table([["ar", "العربية"], ["en", "English"]]),
  themes: table([["land", "Land and water"]]),
  priorities: table([["women", "Women who defend rights"]]),
  genders: table([["woman", "A woman"]]),
  states: table([["not_chosen", "Not chosen"], ["finished", "Finished"]]),
};
const HEAD = ["name", "day", "country", "languages", "state", "reference"];
const read = (...rows: (string | Date | null)[][]) => readRows([HEAD, ...rows], known, "2026-11-22");

test("an older application is read by words or by codes", () => {
  const { rows, errors } = read(["Amal", "2024-03-31", "kenya", "english; العربيه", "Not chosen", "7"]);
  equal(errors, []);
  const [one] = rows;
  equal([one?.country, one?.languages, one?.state], ["KE", ["en", "ar"], "not_chosen"]);
});

test("what is wrong in an older round is named by its cell, and its row is not taken", () => {
  const { rows, errors } = read(
    ["Good", "2024-03-31", "", "", "", "1"],
    ["", "31/03/2024", "Atlantis", "", "Dragon", "1"],
    ["Later", "2027-01-01", "", "", "", ""],
  );
  equal(errors.map((one) => `${one.cell} ${one.code}`), [
    "F3 repeated", "A3 empty", "B3 no_day", "C3 not_known", "E3 not_known", "B4 future",
  ]);
  equal(rows.map((one) => one.name), ["Good"]);
});

test("more rows than are taken at once are said once", () => {
  const many = Array.from({ length: 253 }, (_, at) => [`N${at}`, "2024-03-31", "", "", "", ""]);
  equal(read(...many).errors.map((one) => `${one.cell} ${one.code}`), ["A252 too_many"]);
});

test("every state of an older application has a way to it", () => {
  equal(PATHS.accepted, ["eligible", "offer", "accept"]);
  equal([isFellow("finished"), isFellow("accepted")], [true, false]);
});

test("no cell of an export is a formula, whatever somebody is called", () => {
  equal(
    ["=1+1", "+41", "-2", "@SUM(A1)", "\t=1", "＝1", "\u202e=1", "Amal", "a=b"].map(harmless),
    ["'=1+1", "'+41", "'-2", "'@SUM(A1)", "'\t=1", "'＝1", "'\u202e=1", "Amal", "a=b"],
  );
  equal(csv([["=A1,B1", 'say "x"']]), '\ufeff"\'=A1,B1","say ""x"""\r\n');
});
