import { equal, test } from "@vault/tests/harness";
import { csv, dayOf, letters, table } from "@vault/desk/sheet";
import { type Known, readRows, COLUMNS, type Column } from "../rows";

const known: Known = {
  columns: table([...COLUMNS.map((one) => [one, one] as const), ["title", "Titre"]]) as Map<string, Column>,
  countries: table([["KE", "Kenya"], ["CI", "Côte d’Ivoire"]]),
  people: table([["k-1", "Amal"]]),
  states: table([["active", "Active"], ["closed", "Closed"]]),
  priorities: table([["urgent", "Urgent"], ["high", "High"]]),
  needs: table([["legal", "Legal help"], ["transport", "Secure transport"]]),
  violations: table([["torture", "Torture"]]),
  outcomes: table([["safe", "The person is safer"]]),
};
const HEAD = ["Titre", "opened_on", "country", "needs", "priority", "assigned"];
const read = (...rows: (string | Date | null)[][]) => readRows([HEAD, ...rows], known, "2026-11-22");

test("a row is read by words of the reader's language or by codes", () => {
  const { cases, errors } = read(["A case", "2024-03-31", "cote d'ivoire", "Legal help; transport", "URGENT", "amal"]);
  equal(errors, []);
  const [one] = cases;
  equal([one?.country, one?.needs, one?.priority, one?.assigned], ["CI", ["legal", "transport"], "urgent", "k-1"]);
});

test("what is wrong is named by its cell, and its row is not taken", () => {
  const { cases, errors } = read(
    ["Good", "2024-03-31", "", "", "", ""],
    ["Bad", "31/03/2024", "Atlantis", "Legal help; dragons", "", ""],
    ["", "2027-01-01", "", "", "", ""],
  );
  equal(errors.map((one) => `${one.cell} ${one.code}`), [
    "B3 no_day", "C3 not_known", "D3 not_known", "B4 future", "A4 empty",
  ]);
  equal(cases.map((one) => one.title), ["Good"]);
});

test("empty rows are passed over and keep the numbers of the others", () => {
  const { errors } = read(["", "", "", "", "", ""], ["X", "tomorrow", "", "", "", ""]);
  equal(errors.map((one) => one.cell), ["B3"]);
});

test("columns that are not known are told, twice the same or missing ones are refused", () => {
  equal(readRows([["title", "opened_on", "shoe size"]], known, "2026-11-22").unknown, [
    { cell: "C1", heading: "shoe size" },
  ]);
  equal(readRows([["title", "title"]], known, "2026-11-22").errors.map((one) => one.code), [
    "twice", "no_column",
  ]);
});

test("a day is never guessed", () => {
  equal(dayOf("2024-2-3"), "2024-02-03");
  equal(dayOf("2024-02-30"), undefined);
  equal(dayOf("03/02/2024"), undefined);
  equal(dayOf(new Date(Date.UTC(2024, 1, 3))), "2024-02-03");
});

test("columns are lettered as spreadsheets do", () => {
  equal([0, 2, 25, 26, 27, 701, 702].map(letters), ["A", "C", "Z", "AA", "AB", "ZZ", "AAA"]);
});

test("the sheet to fill in quotes what needs it", () => {
  equal(csv([["a", "b"], ['say "x"', "1; 2"]]), '\ufeffa,b\r\n"say ""x""","1; 2"\r\n');
});
