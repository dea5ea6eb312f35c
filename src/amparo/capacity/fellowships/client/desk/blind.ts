/**
 * The copy that a reviewer gets: only the answers that the call names, without what would tell who
 * wrote them.
 *
 * It fails closed. What is not on the call's list stays out; an answer to a question that is not
 * known stays out; where a word that had to go is still there, no copy is made. There is no way
 * back from a copy to the answers: it is made anew, of text.
 */

import { fold } from "@vault/desk/search";
import type { ApplicationBody, BlindCopyBody, FacetsBody, RedactionBody } from "../kinds";

/** A question, as the page tells it. */
export interface Asked {
  key: string;
  kind: string;
  label: string;
  options: { value: string; label: string }[];
}

/** Why no copy is made; `code` finds the sentence. */
export class NoCopyError extends Error {
  constructor(readonly code: "unseen" | "changed" | "questions" | "left" | "empty") {
    super(code);
  }
}

export const GONE = "▇▇▇";
const ADDRESSES = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu,
  /\b(?:https?:\/\/|www\.)[^\s<>"']+/giu,
  /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{3,}/gu,
  /(?<!\p{N})\+?\p{Nd}[\p{Nd}\s().-]{7,}\p{Nd}(?!\p{N})/gu,
];
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const SHORTEST = 3; // signs of a part of a name that is struck by itself

interface Token {
  at: number;
  end: number;
  word: string;
}

const folded = (words: string): string => fold(words).trim();

function tokens(text: string): Token[] {
  return Array.from(text.matchAll(WORD), (found) => ({
    at: found.index ?? 0,
    end: (found.index ?? 0) + found[0].length,
    word: folded(found[0]),
  }));
}

/** `text` with every occurrence of these words struck, however they were accented or capitalised. */
export function strike(text: string, words: readonly string[]): string {
  let left = text;
  for (const pattern of ADDRESSES) left = left.replace(pattern, GONE);
  const wanted = words
    .map((one) => tokens(one).map((token) => token.word).filter(Boolean))
    .filter((one) => one.length > 0)
    .sort((a, b) => b.length - a.length);
  for (const needle of wanted) left = struck(left, needle);
  return left;
}

function struck(text: string, needle: readonly string[]): string {
  const all = tokens(text);
  let made = "";
  let from = 0;
  for (let at = 0; at + needle.length <= all.length; at += 1) {
    const hit = needle.every((word, place) => all[at + place]?.word === word);
    const first = all[at];
    const last = all[at + needle.length - 1];
    if (!hit || !first || !last || first.at < from) continue;
    made += text.slice(from, first.at) + GONE;
    from = last.end;
    at += needle.length - 1;
  }
  return made + text.slice(from);
}

/** What is struck of itself: the name and its parts, organisations, coalitions, people named. */
export function givenAway(facets: FacetsBody, by: RedactionBody | null): string[] {
  const names = [facets.name, ...facets.people].filter(Boolean);
  const parts = names.flatMap((one) => tokens(one).map((token) => token.word));
  return [
    ...names,
    ...parts.filter((one) => one.length >= SHORTEST),
    facets.organisation,
    ...facets.coalitions,
    ...(by?.strike ?? []),
  ].filter(Boolean);
}

/** An answer as text: words of what was chosen, what was written as it was written. */
export function told(question: Asked, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => told(question, one)).filter(Boolean).join(", ");
  if (typeof value !== "string" && typeof value !== "number") return "";
  const text = String(value);
  if (!question.options.length) return text;
  // An answer that is none of the choices is not shown as if somebody had chosen it.
  return question.options.find((one) => one.value === text)?.label ?? "";
}

/**
 * The copy as it would be, to be looked at; raises NoCopyError "questions", "left" or "empty".
 *
 * `shown` are the keys that the call lets the panel read, `questions` those of the version that was
 * answered.
 */
export function draftCopy(
  body: ApplicationBody,
  facets: FacetsBody,
  redaction: RedactionBody | null,
  shown: readonly string[],
  questions: readonly Asked[],
): BlindCopyBody {
  if (!questions.length) throw new NoCopyError("questions");
  const words = givenAway(facets, redaction);
  const answers: BlindCopyBody["answers"] = [];
  let left_out = 0;
  for (const [key, value] of Object.entries(body.answers)) {
    const question = questions.find((one) => one.key === key);
    if (!shown.includes(key) || !question || question.kind === "files") {
      left_out += 1;
      continue;
    }
    const said = strike(told(question, value), words);
    if (said.trim()) answers.push({ key, label: question.label, said });
  }
  answers.sort((a, b) => shown.indexOf(a.key) - shown.indexOf(b.key));
  const left = folded(answers.map((one) => one.said).join("\n"));
  for (const one of words) {
    if (folded(one) && ` ${left} `.includes(` ${folded(one)} `)) throw new NoCopyError("left");
  }
  if (!answers.length) throw new NoCopyError("empty");
  return { language: body.language, answers, left_out };
}

/**
 * The copy to be given out: of the version that somebody looked at, and of no other.
 *
 * Raises NoCopyError: "unseen" before anybody looked, "changed" when it is another version by now.
 */
export function blindCopy(
  body: ApplicationBody,
  facets: FacetsBody | null,
  redaction: RedactionBody | null,
  version: number,
  shown: readonly string[],
  questions: readonly Asked[],
): BlindCopyBody {
  if (!redaction?.seen || !facets) throw new NoCopyError("unseen");
  if (redaction.version !== version) throw new NoCopyError("changed");
  return draftCopy(body, facets, redaction, shown, questions);
}
