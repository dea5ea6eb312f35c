/** What is sealed of an application, and what is missing in it: the same as on the server. */

import { type Answers, type Question, visible } from "@questions/screens";

export interface Asked extends Question {
  required: boolean;
  limit: number | null;
}

const SIGNS =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/g;

/** How many words there are: signs, where no spaces are written between words. */
export function wordsIn(text: string): number {
  const signs = text.match(SIGNS)?.length ?? 0;
  return signs + text.replace(SIGNS, " ").split(/\s+/).filter(Boolean).length;
}

/** Whether an answer is longer than its question asks for. */
export function tooLong(asked: Asked, said: unknown): boolean {
  if (!asked.limit) return false;
  if (Array.isArray(said)) return said.length > asked.limit;
  const writes = asked.kind === "long" || asked.kind === "text";
  return writes && typeof said === "string" && wordsIn(said) > asked.limit;
}

/** Whether this must be answered before it is sent; where consent is asked, with a yes. */
export function missing(asked: Asked, said: unknown): boolean {
  if (!asked.required || asked.kind === "files") return false;
  if (asked.kind === "consent") return said !== "yes";
  return said === undefined || said === "" || (Array.isArray(said) && !said.length);
}

/** Answers to the questions that are open, and no others. */
export function open(questions: Question[], answers: Answers): Answers {
  const keys = new Set(visible(questions, answers).map((one) => one.key));
  return Object.fromEntries(Object.entries(answers).filter(([key]) => keys.has(key)));
}

export interface Written {
  form: string;
  version: number;
  language: string;
  answers: Answers;
  files: unknown[];
  inbox: string;
  references?: unknown[];
  extension?: string;
}

/** The body of an application, as `actions/writing.py` makes it. */
export function bodyOf(
  about: { form: string; version: number; language: string },
  questions: Question[],
  said: { answers: Answers; files: unknown[]; references: unknown[]; extension: string },
  inbox: string,
): Written {
  const { form, version, language } = about;
  const answers = open(questions, said.answers);
  const body: Written = { form, version, language, answers, files: said.files, inbox };
  if (said.references.length) body.references = said.references;
  if (said.extension) body.extension = said.extension;
  return body;
}

/** What was opened, as far as it is what it should be. */
export function readBody(body: Record<string, unknown>): {
  version: number;
  answers: Answers;
  files: unknown[];
  references: unknown[];
  extension: string;
} {
  const list = (told: unknown): unknown[] => (Array.isArray(told) ? told : []);
  const { version, answers, files, references, extension } = body;
  const isObject = typeof answers === "object" && answers !== null && !Array.isArray(answers);
  return {
    version: typeof version === "number" ? version : 0,
    answers: isObject ? ({ ...answers } as Answers) : {},
    files: list(files),
    references: list(references),
    extension: typeof extension === "string" ? extension : "",
  };
}
