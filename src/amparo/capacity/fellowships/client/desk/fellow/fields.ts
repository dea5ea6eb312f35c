/** What each kind of entry about a fellow asks for, as data: its form, its facts and its check. */

import type { FellowKind } from "../../kinds";

export type FieldType = "line" | "long" | "day" | "number" | "amount" | "choice" | "yes" | "language" | "country";

export interface Field {
  name: string;
  type: FieldType;
  required?: boolean;
  /** Codes whose words are "<list>.<code>". */
  list?: string;
  codes?: readonly string[];
  most?: number;
}

const line = (name: string, more: Partial<Field> = {}): Field => ({ name, type: "line", most: 300, ...more });
const long = (name = "words", more: Partial<Field> = {}): Field => ({ name, type: "long", most: 20_000, ...more });
const when = (name: string, more: Partial<Field> = {}): Field => ({ name, type: "day", ...more });
const one = (name: string, list: string, codes: readonly string[]): Field => ({ name, type: "choice", list, codes, required: true });
const must = { required: true };

export const OUTCOMES = ["completed", "partly", "visa_refused", "gave_up", "safety"] as const;
/** Why somebody cannot come: asked when their fellowship stops. */
export const STOPPED = ["visa_refused", "gave_up", "safety"] as const;
export const PURPOSES = ["public", "certificate", "story", "partners", "alumni", "other"] as const;
export const PAPERS = ["invitation", "visa", "host"] as const;
export const ROUTES = ["bank", "transfer", "cash", "organisation", "other"] as const;

/** By kind, in the order in which its form asks. Kinds that are not here have pages of their own. */
export const FIELDS: Partial<Record<FellowKind, readonly Field[]>> = {
  summary: [
    line("name", must), line("pronouns"), { name: "language", type: "language" }, { name: "country", type: "country" },
    line("safe_channel"), line("hours"), line("code_phrase"),
  ],
  note: [long("words", must)],
  next_of_kin: [line("name", must), line("relation"), line("reach", must), { name: "language", type: "language" }, { name: "knows", type: "yes" }, long()],
  access_needs: [long("words", must)],
  risk_plan: [long("words", must), when("reassess_on")],
  return_plan: [long("words", must), when("reassess_on")],
  travel: [long("words", must)],
  insurance: [long("words", must)],
  accommodation: [long("words", must)],
  visa: [one("state", "visa", ["asked", "given", "refused"]), when("on", must), long()],
  goal: [long("words", must), one("state", "goal", ["open", "reached", "dropped"]), when("until")],
  session: [when("on", must), { name: "minutes", type: "number", required: true }, long(), long("agreed")],
  stipend: [
    one("route", "route", ROUTES), line("grant_code", { required: true, most: 40 }), { name: "amount", type: "amount", required: true },
    line("currency", { required: true, most: 3 }), long(),
  ],
  incident: [when("on", must), long("words", must), { name: "reprisal", type: "yes" }, { name: "told_help", type: "yes" }],
  consent: [
    one("purpose", "purpose", PURPOSES), line("audience", must), when("given_on", must), when("expires_on"),
    when("withdrawn_on"), long("words", must),
  ],
  outcome: [one("outcome", "outcome", OUTCOMES), long()],
  follow_up: [{ name: "months", type: "number", required: true }, long("words", must), long("safe"), long("work"), { name: "wants_contact", type: "yes" }],
};

/** Kinds that the page offers to add, in this order. */
export const ADDED: readonly FellowKind[] = [
  "note", "session", "goal", "visa", "travel", "accommodation", "insurance", "access_needs", "next_of_kin",
  "risk_plan", "return_plan", "stipend", "incident", "consent", "follow_up", "outcome",
];
/** Of these one is enough: adding again changes what stands there. */
export const SINGLE: ReadonlySet<FellowKind> = new Set<FellowKind>([
  "access_needs", "risk_plan", "return_plan", "insurance", "accommodation", "outcome",
]);

export type Said = Record<string, string | boolean>;

/** What a form said as a body; the fields that a form does not ask are taken from `before`. */
export function bodyOf(kind: FellowKind, said: Said, before: object = {}): Record<string, unknown> {
  const body: Record<string, unknown> = { ...before };
  for (const { name, type } of FIELDS[kind] ?? []) {
    const value = said[name];
    if (type === "yes") body[name] = value === true;
    else if (type === "number") body[name] = Number(String(value ?? "")) || 0;
    else if (name === "currency") body[name] = String(value ?? "").trim().toUpperCase();
    else if (type === "amount") body[name] = amount(String(value ?? ""));
    else body[name] = String(value ?? "").trim();
  }
  return body;
}

/** A sum as the ledger takes it: "1250.5" of "1 250,50"; "" where it is none. */
export function amount(told: string): string {
  const latin = told.replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15));
  const bare = latin.replace(/[\s\u00a0\u202f'’]/g, "").replace(/[٫,]/g, ".");
  return /^\d{1,10}(\.\d{1,2})?$/.test(bare) ? bare : "";
}

/** What is missing or wrong in a body, as the name of its field; "" where nothing is. */
export function wrong(kind: FellowKind, body: Record<string, unknown>): string {
  for (const { name, required, type } of FIELDS[kind] ?? []) {
    const value = body[name];
    if (required && type === "number" && !(Number(value) > 0 && Number(value) <= 1440)) return name;
    if (required && type !== "number" && !value) return name;
  }
  if (kind === "stipend" && !/^[A-Z]{3}$/.test(String(body["currency"]))) return "currency";
  const { given_on, expires_on } = body as { given_on?: string; expires_on?: string };
  if (kind === "consent" && expires_on && given_on && expires_on < given_on) return "expires_on";
  return "";
}
