/** Spreadsheets on a desk: read here as cells, written so that no cell is ever run as a formula. */

import { words } from "@vault/page";
import { NotKeptError } from "./acting";
import { fold } from "./search";
import { isTooMany, measure, TooLargeError } from "./sheets";

export type Cell = string | number | boolean | Date | null | undefined;

/** `code` is a key of the words `import.<code>`. */
export interface CellError {
  cell: string;
  row: number;
  code: string;
  value: string;
}

const LARGEST = 20_000_000; // bytes of a sheet

/** The cells of a CSV or of an Excel file's first sheet. Raises NotKeptError for another file. */
export async function cells(file: File): Promise<Cell[][]> {
  if (file.size > LARGEST) throw new NotKeptError(words("problem.too_large"));
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  try {
    if (head[0] === 0x50 && head[1] === 0x4b) {
      await measure(file);
      const { default: readXlsx } = await import("read-excel-file/web-worker");
      return (await readXlsx(file)) as Cell[][];
    }
    const { default: csv } = await import("papaparse");
    const told = decode(await file.arrayBuffer());
    if (told.includes("\0")) throw new Error("not a text");
    if (isTooMany(told)) throw new TooLargeError();
    return csv.parse<string[]>(told, { skipEmptyLines: false }).data;
  } catch (problem) {
    if (problem instanceof TooLargeError) throw new NotKeptError(words("import.too_large"));
    throw new NotKeptError(words("import.unreadable"));
  }
}

/** UTF-8, UTF-16 with its mark, else the Windows code page that older spreadsheets write. */
function decode(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** "A" for 0, "AB" for 27. */
export function letters(column: number): string {
  let told = "";
  for (let left = column + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    told = String.fromCharCode(65 + ((left - 1) % 26)) + told;
  }
  return told;
}

/** A table from words and codes to codes: what may stand in a cell, folded. */
export function table(pairs: readonly (readonly [string, string])[]): Map<string, string> {
  return new Map(pairs.flatMap(([code, label]) => [[fold(code), code], [fold(label), code]]));
}

/** A day from ISO text, from a sheet's own date, or undefined. Never guesses between day and month. */
export function dayOf(cell: Cell): string | undefined {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString().slice(0, 10);
  const told = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(String(cell ?? ""));
  if (!told) return undefined;
  const [, year = "", month = "", day = ""] = told;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === iso ? iso : undefined;
}

/** What a cell says, trimmed. */
export function said(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return dayOf(cell) ?? "";
  return String(cell).normalize("NFC").trim();
}

/** Several things of one cell, with semicolons between them. */
export const many = (told: string): string[] =>
  told.split(/[;\n؛；]/).map((one) => one.trim()).filter(Boolean);

/** Spreadsheets run what begins so, whoever wrote it; full-width forms count alike. */
const RUN = /^[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]*[=+\-@\t\r＝＋－＠]/u;

/** A cell as text that no spreadsheet runs. */
export function harmless(told: string): string {
  return RUN.test(told) ? `'${told}` : told;
}

/** Rows as a CSV that spreadsheets open in any language, no cell of it a formula. */
export function csv(lines: readonly (readonly string[])[]): string {
  const cell = (told: string) => {
    const safe = harmless(told);
    return /[",\r\n;]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return `\ufeff${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;
}
