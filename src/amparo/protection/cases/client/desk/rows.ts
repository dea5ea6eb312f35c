/** Older cases from a sheet: its rows as cases, or what is wrong, cell by cell ("C7"). */

import { type Day, NEEDS, OUTCOMES, PRIORITIES, type Priority, VIOLATIONS } from "../kinds";
import { fold } from "@vault/desk/search";
import { type Cell, type CellError, dayOf, letters, many, said as textOf } from "@vault/desk/sheet";

export const COLUMNS = [
  "reference", "title", "opened_on", "state", "priority", "country", "needs", "violations",
  "people", "assigned", "next_action", "incident", "outcome", "words",
] as const;
export type Column = (typeof COLUMNS)[number];
export const REQUIRED: readonly Column[] = ["title", "opened_on"];
export const MOST_ROWS = 1000;
const LONGEST = 50_000; // characters of a cell

export interface OldCase {
  /** Its row in the sheet, from 1; the heading is row 1. */
  at: number;
  reference: string;
  title: string;
  opened_on: Day;
  closed: boolean;
  priority: Priority;
  country: string;
  needs: string[];
  violations: string[];
  people: string[];
  assigned: string;
  next_action: Day | null;
  incident: string;
  outcome: string;
  words: string;
}

export interface Read {
  cases: OldCase[];
  errors: CellError[];
  /** Headings that are none of ours, by their cells: nothing of these columns is taken. */
  unknown: { cell: string; heading: string }[];
}

/** What words may stand in a cell, folded, and the code each means. */
export interface Known {
  columns: Map<string, Column>;
  countries: Map<string, string>;
  people: Map<string, string>;
  states: Map<string, string>;
  priorities: Map<string, string>;
  needs: Map<string, string>;
  violations: Map<string, string>;
  outcomes: Map<string, string>;
}

export const codes = {
  needs: NEEDS,
  violations: VIOLATIONS,
  outcomes: OUTCOMES,
  priorities: PRIORITIES,
  states: ["active", "closed"],
} as const;

/** Read a sheet: its first row names the columns, in any order. `today` is the last day allowed. */
export function readRows(sheet: Cell[][], known: Known, today: Day): Read {
  const errors: CellError[] = [];
  const unknown: Read["unknown"] = [];
  const places = new Map<Column, number>();
  (sheet[0] ?? []).forEach((cell, at) => {
    const heading = textOf(cell);
    const column = known.columns.get(fold(heading));
    const wrong = { cell: `${letters(at)}1`, row: 1, value: heading };
    if (!heading) return;
    if (!column) unknown.push({ cell: wrong.cell, heading });
    else if (places.has(column)) errors.push({ ...wrong, code: "twice" });
    else places.set(column, at);
  });
  for (const column of REQUIRED) {
    if (!places.has(column)) errors.push({ cell: "1", row: 1, code: "no_column", value: column });
  }
  const cases: OldCase[] = [];
  if (errors.length) return { cases, errors, unknown };
  const seen = new Map<string, number>();
  sheet.slice(1).forEach((cells, index) => {
    const row = index + 2;
    if (!cells.some((cell) => textOf(cell))) return;
    if (cases.length >= MOST_ROWS) {
      if (cases.length === MOST_ROWS) errors.push({ cell: `A${row}`, row, code: "too_many", value: "" });
      return;
    }
    const raw = (column: Column): Cell => {
      const at = places.get(column);
      return at === undefined ? "" : cells[at];
    };
    const wrong = (column: Column, code: string) => {
      const cell = `${letters(places.get(column) ?? 0)}${row}`;
      errors.push({ cell, row, code, value: textOf(raw(column)).slice(0, 60) });
    };
    const text = (column: Column): string => {
      const told = textOf(raw(column));
      if (told.length > LONGEST) wrong(column, "too_long");
      else if (REQUIRED.includes(column) && !told) wrong(column, "empty");
      return told;
    };
    const one = (column: Column, from: Map<string, string>, otherwise = ""): string => {
      const told = text(column);
      if (!told) return otherwise;
      const code = from.get(fold(told));
      if (code === undefined) wrong(column, "not_known");
      return code ?? otherwise;
    };
    const several = (column: Column, from: Map<string, string>): string[] => {
      const told = many(text(column)).map((word) => from.get(fold(word)));
      if (told.includes(undefined)) wrong(column, "not_known");
      return [...new Set(told.filter((code): code is string => code !== undefined))];
    };
    const when = (column: Column): Day | null => {
      if (!text(column)) return null;
      const day = dayOf(raw(column));
      if (!day) wrong(column, "no_day");
      return day ?? null;
    };
    const opened = when("opened_on");
    if (opened && opened > today) wrong("opened_on", "future");
    const reference = text("reference");
    const before = reference && seen.get(reference);
    if (before) wrong("reference", "repeated");
    if (reference) seen.set(reference, row);
    cases.push({
      at: row,
      reference,
      title: text("title"),
      opened_on: opened ?? today,
      closed: one("state", known.states, "active") === "closed",
      priority: one("priority", known.priorities, "priority") as Priority,
      country: one("country", known.countries),
      needs: several("needs", known.needs),
      violations: several("violations", known.violations),
      people: many(text("people")),
      assigned: one("assigned", known.people),
      next_action: when("next_action"),
      incident: text("incident"),
      outcome: one("outcome", known.outcomes),
      words: text("words"),
    });
  });
  const bad = new Set(errors.map((error) => error.row));
  return { cases: cases.filter((one) => !bad.has(one.at)), errors, unknown };
}
