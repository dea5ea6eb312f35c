/** Applications and fellows of older rounds from a sheet: its rows, or what is wrong, by cell ("C7"). */

import { fold } from "@vault/desk/search";
import { type Cell, type CellError, dayOf, letters, many, said } from "@vault/desk/sheet";
import type { ApplicationState, Day, FellowState } from "../kinds";

export const COLUMNS = [
  "reference", "name", "day", "country", "languages", "organisation", "coalitions", "themes",
  "priority", "gender", "state", "ended_on", "words",
] as const;
export type Column = (typeof COLUMNS)[number];
export const REQUIRED: readonly Column[] = ["name", "day"];
export const MOST_ROWS = 250;
const LONGEST = 50_000; // characters of a cell

/** How each state is reached from "sent", by the verbs of `models/workflow.py`. */
export const PATHS: Partial<Record<ApplicationState, readonly string[]>> = {
  sent: [],
  eligible: ["eligible"],
  ineligible: ["ineligible"],
  shortlisted: ["eligible", "shortlist"],
  waiting: ["eligible", "wait"],
  not_chosen: ["eligible", "not_choose"],
  offered: ["eligible", "offer"],
  accepted: ["eligible", "offer", "accept"],
  declined: ["eligible", "offer", "decline"],
};
/** Who accepted and became a fellow, from "preparing". */
export const FELLOW_PATHS: Partial<Record<FellowState, readonly string[]>> = {
  preparing: [],
  online: ["go_online"],
  resident: ["arrive"],
  follow_up: ["arrive", "leave"],
  finished: ["arrive", "leave", "finish"],
  stopped: ["stop"],
};
export type Standing = ApplicationState | FellowState;

export interface OldApplication {
  /** Its row in the sheet, from 1; the heading is row 1. */
  at: number;
  reference: string;
  name: string;
  day: Day;
  country: string;
  languages: string[];
  organisation: string;
  coalitions: string[];
  themes: string[];
  priority: string[];
  gender: string;
  state: Standing;
  ended_on: Day | null;
  words: string;
}

export interface Read {
  rows: OldApplication[];
  errors: CellError[];
  /** Headings that are none of ours, by their cells: nothing of these columns is taken. */
  unknown: { cell: string; heading: string }[];
}

/** What words may stand in a cell, folded, and the code each means. */
export interface Known {
  columns: Map<string, Column>;
  countries: Map<string, string>;
  languages: Map<string, string>;
  themes: Map<string, string>;
  priorities: Map<string, string>;
  genders: Map<string, string>;
  states: Map<string, string>;
}

export function isFellow(state: Standing): state is FellowState {
  return state in FELLOW_PATHS;
}

/** Read a sheet: its first row names the columns, in any order. `today` is the last day allowed. */
export function readRows(sheet: Cell[][], known: Known, today: Day): Read {
  const errors: CellError[] = [];
  const unknown: Read["unknown"] = [];
  const places = new Map<Column, number>();
  (sheet[0] ?? []).forEach((cell, at) => {
    const heading = said(cell);
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
  const rows: OldApplication[] = [];
  if (errors.length) return { rows, errors, unknown };
  const seen = new Set<string>();
  sheet.slice(1).forEach((cells, index) => {
    const row = index + 2;
    if (!cells.some((cell) => said(cell))) return;
    if (rows.length >= MOST_ROWS) {
      if (!errors.some((one) => one.code === "too_many")) {
        errors.push({ cell: `A${row}`, row, code: "too_many", value: "" });
      }
      return;
    }
    const raw = (column: Column): Cell => {
      const at = places.get(column);
      return at === undefined ? "" : cells[at];
    };
    const wrong = (column: Column, code: string) => {
      const cell = `${letters(places.get(column) ?? 0)}${row}`;
      errors.push({ cell, row, code, value: said(raw(column)).slice(0, 60) });
    };
    const text = (column: Column): string => {
      const told = said(raw(column));
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
      else if (day > today) wrong(column, "future");
      return day ?? null;
    };
    const reference = text("reference");
    if (reference && seen.has(reference)) wrong("reference", "repeated");
    seen.add(reference);
    rows.push({
      at: row,
      reference,
      name: text("name"),
      day: when("day") ?? today,
      country: one("country", known.countries),
      languages: several("languages", known.languages),
      organisation: text("organisation"),
      coalitions: many(text("coalitions")),
      themes: several("themes", known.themes),
      priority: several("priority", known.priorities),
      gender: one("gender", known.genders),
      state: one("state", known.states, "sent") as Standing,
      ended_on: when("ended_on"),
      words: text("words"),
    });
  });
  const bad = new Set(errors.map((error) => error.row));
  return { rows: rows.filter((one) => !bad.has(one.at)), errors, unknown };
}
