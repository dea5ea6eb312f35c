/** Forms and facts of an entry, made of its fields (`fields.ts`). */

import { $, clone, given, words } from "@vault/page";
import type { FellowKind } from "../../kinds";
import { coded, day, number, options } from "../desk";
import { countriesKnown } from "../facets";
import { field, own } from "../forms";
import { named } from "../list";
import { type Field, FIELDS, type Said } from "./fields";

export function labelOf(kind: FellowKind, name: string): string {
  return words(`field.${kind}.${name}`);
}

/** An empty form of a kind with what `before` holds; its button and problem stand in it. */
export function entryForm(kind: FellowKind, before: object = {}): HTMLFormElement {
  const made = own(clone<HTMLFormElement>("fellow-form"));
  const held = before as Record<string, unknown>;
  $("[data-slot=fields]", made).replaceChildren(...(FIELDS[kind] ?? []).map((one) => fieldOf(kind, one, held[one.name])));
  return made;
}

function fieldOf(kind: FellowKind, told: Field, value: unknown): HTMLElement {
  const type = told.type === "language" || told.type === "country" ? "choice" : told.type;
  const made = own(clone(`fellow-field-${type}`, { label: labelOf(kind, told.name) }));
  const input = $<HTMLInputElement>("input,select,textarea", made);
  input.name = told.name;
  if (told.required) input.required = true;
  if (told.most && !(input instanceof HTMLSelectElement)) input.maxLength = told.most;
  if (input instanceof HTMLSelectElement) {
    const empty = told.required ? words("choose") : words("not_known");
    options(input, choicesOf(told), String(value ?? ""), empty);
  } else if (told.type === "yes") input.checked = value === true;
  else input.value = value === undefined || value === null ? "" : String(value);
  return made;
}

function choicesOf({ type, list = "", codes = [] }: Field): [string, string][] {
  if (type === "language") return given<[string, string][]>("languages");
  if (type === "country") return [...countriesKnown()].map(([code, one]) => [code, one.name]);
  return coded(list, codes);
}

/** What stands in a form of a kind. */
export function saidIn(form: HTMLFormElement, kind: FellowKind): Said {
  return Object.fromEntries(
    (FIELDS[kind] ?? []).map(({ name, type }) => {
      const input = field(form, name);
      return [name, type === "yes" ? input.checked : input.value];
    }),
  );
}

/** A value as it is read. */
export function shown({ type, list, codes = [] }: Field, value: unknown): string {
  if (type === "yes") return value === true ? words("yes") : "";
  if (value === undefined || value === null || value === "") return "";
  const told = String(value);
  if (type === "day") return day(told);
  if (type === "number") return number(Number(told));
  if (type === "language") return named("languages", told);
  if (type === "country") return countriesKnown().get(told)?.name ?? told;
  return type === "choice" && codes.includes(told) ? words(`${list}.${told}`) : told;
}

/** A body as facts under the names that its form gives them. */
export function facts(kind: FellowKind, body: object): HTMLElement {
  const told = body as Record<string, unknown>;
  return listed((FIELDS[kind] ?? []).map((one) => [labelOf(kind, one.name), shown(one, told[one.name])]));
}

/** Names and what stands for each; what is empty is left out. */
export function listed(rows: readonly (readonly [string, string])[]): HTMLElement {
  const list = document.createElement("dl");
  list.className = "answers";
  for (const [name, value] of rows) {
    if (!value) continue;
    const term = document.createElement("dt");
    term.textContent = name;
    const said = document.createElement("dd");
    said.dir = "auto";
    said.textContent = value;
    list.append(term, said);
  }
  return list;
}
