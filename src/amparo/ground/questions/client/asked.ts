/** What somebody asked, in their own words, beside the questions they were asked. */

import { $, clone, given, ui, words } from "@vault/page";
import type { Session } from "@vault/session";
import { because } from "@vault/desk/acting";
import { fetchFile } from "@vault/desk/files";
import { number } from "@vault/desk/view";

/** A file as a sealed body names it. */
export interface AskedFile {
  blob: string;
  name: string;
  size: number;
  kept: "clean" | "evidence";
}

/** What somebody answered to a version of a form, in their own words. */
export interface Answered {
  form: string;
  version: number;
  language: string;
  answers: Record<string, unknown>;
  files?: AskedFile[];
}

type Desk = { session: Session };

export interface Question {
  key: string;
  kind: string;
  label: string;
  options: { value: string; label: string }[];
}

type Forms = Record<string, Record<string, Question[]>>;

/** The questions of the version that was answered, or of the newest. */
export function questions(request: Pick<Answered, "form" | "version">): Question[] {
  const versions = given<Forms>("forms")[request.form] ?? {};
  return versions[String(request.version)] ?? Object.values(versions).at(-1) ?? [];
}

export function countryName(code: string): string {
  return given<[string, string, string][]>("countries").find((one) => one[0] === code)?.[1] ?? code;
}

export function regionOf(code: string): string {
  return given<[string, string, string][]>("countries").find((one) => one[0] === code)?.[2] ?? "";
}

/** An answer as it is read: words of the choice, names of countries. */
export function said(question: Question | undefined, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => said(question, one)).join(", ");
  if (typeof value === "boolean") return words(value ? "yes" : "no");
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return Object.values(value).map((one) => said(question, one)).join(", ");
  const text = String(value);
  const option = question?.options.find((one) => one.value === text);
  if (option) return option.label;
  return question?.kind === "country" ? countryName(text) : text;
}

/** Every answer under its question, as a list of facts; files as downloads. */
export function asked(desk: Desk, request: Answered, epoch: string): HTMLElement {
  const list = document.createElement("dl");
  list.className = "answers";
  const known = questions(request);
  const keys = [...known.map((one) => one.key), ...Object.keys(request.answers)];
  for (const key of new Set(keys)) {
    const question = known.find((one) => one.key === key);
    const text = said(question, request.answers[key]);
    if (!text || question?.kind === "files") continue;
    const term = document.createElement("dt");
    term.textContent = question?.label ?? words(`answer.${key}`).replace(/^answer\./, "");
    const answer = document.createElement("dd");
    answer.textContent = text;
    answer.dir = "auto";
    // What they chose from is in the reader's language; what they wrote is in theirs.
    if (request.language && !question?.options.length) answer.lang = request.language;
    list.append(term, answer);
  }
  if (!request.files?.length) return list;
  const box = document.createElement("div");
  box.className = "stack";
  box.append(list, fileList(desk, request.files, epoch));
  return box;
}

/** Files to take away, each with its size and whether it was kept as evidence. */
export function fileList(desk: Desk, files: AskedFile[], epoch: string): HTMLElement {
  const rows = files.map((file) => {
    const row = clone("desk-file", {
      name: file.name,
      size: size(file.size),
      kept: file.kept === "evidence" ? words("file.evidence") : null,
    });
    const button = $<HTMLButtonElement>("button", row);
    const problem = $("[data-slot=problem]", row);
    problem.hidden = true;
    button.addEventListener("click", () => {
      problem.hidden = true;
      void ui.busy(button, async () => {
        try {
          ui.download(await fetchFile(desk, file, epoch), file.name);
        } catch (reason) {
          problem.textContent = because(reason);
          problem.hidden = false;
        }
      });
    });
    return row;
  });
  return clone("desk-files", { files: rows });
}

export function size(bytes: number): string {
  if (bytes < 1_000_000) return words("size.kb", { size: number(Math.max(1, Math.round(bytes / 1000))) });
  return words("size.mb", { size: number(Math.round(bytes / 100_000) / 10) });
}
