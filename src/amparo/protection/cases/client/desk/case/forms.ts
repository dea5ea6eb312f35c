/** Forms of the case page: cloned with ids of their own, filled from a body, read as one. */

import { $, $$, clone, words } from "@vault/page";
import { type Compartment, COMPARTMENTS, type Kind, NEEDS, OUTCOMES, PRIORITIES, VIOLATIONS } from "../../kinds";
import { newId, NotKeptError, type Part, rowOf, sealPart, type SealedPart, send, type Act } from "../acts";
import { choices } from "../caseform";
import { coded, type Desk, options } from "../desk";
import { restore, typed } from "@vault/desk/drafts";
import type { CaseView } from "../store";

/** What was done to whom: rights after HURIDOCS' acts, ways after Front Line Defenders' list. */
export const HURIDOCS = [
  "life", "personal_integrity", "liberty", "privacy", "movement", "expression", "association",
  "fair_trial", "stigmatisation", "blackmail", "administrative", "physical_assault",
  "sexual_assault", "livelihood", "detention", "ill_treatment", "abduction",
] as const;
export const PERPETRATORS = [
  "governmental", "non_governmental", "occupying", "private_power", "commercial", "ifi", "other",
  "unknown",
] as const;
export const DEGREES = ["confirmed", "likely", "possible", "unlikely", "unknown"] as const;

const LISTS: Record<string, readonly string[]> = {
  need: NEEDS,
  violation: VIOLATIONS,
  outcome: OUTCOMES,
  priority: PRIORITIES,
  huridocs: HURIDOCS,
  perpetrator: PERPETRATORS,
  degree: DEGREES,
};
let made = 0;

/** A form of a template; its ids are its own, so that two of a kind may stand on the page. */
export function form(desk: Desk, template: string): HTMLFormElement {
  const element = own(clone<HTMLElement>(template));
  const found = element instanceof HTMLFormElement ? element : $<HTMLFormElement>("form", element);
  for (const list of $$("[data-list]", found)) {
    const name = list.dataset["list"] ?? "";
    const told = name === "people" ? people(desk) : coded(name, LISTS[name] ?? []);
    if (list instanceof HTMLSelectElement) {
      options(list, told, "", words(name === "people" && !list.required ? "nobody" : "choose"));
      if (name === "degree" || name === "priority") options(list, told, "unknown");
    } else choices(found, list.dataset["slot"] ?? name, told, "checkbox", []);
  }
  return found;
}

/** Ids, and what names them, apart from every other copy of the same template. */
export function own<E extends HTMLElement>(element: E): E {
  const mark = `-${++made}`;
  for (const one of [element, ...$$("*", element)]) {
    for (const name of ["id", "for", "aria-describedby"]) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value + mark);
    }
  }
  return element;
}

export function people(desk: Desk): [string, string][] {
  return desk.store.colleagues().map((one) => [one.id, one.label]);
}

export const field = <E extends HTMLElement = HTMLInputElement>(within: HTMLFormElement, name: string): E =>
  within.elements.namedItem(name) as unknown as E;

/** Give a form what a body holds. */
export function put(within: HTMLFormElement, body: object): void {
  for (const [name, value] of Object.entries(body)) {
    for (const one of $$<HTMLInputElement>(`[name="${name}"]`, within)) {
      if (one.type === "file") continue;
      if (one.type === "checkbox" && typeof value === "boolean") one.checked = value;
      else restore(one, Array.isArray(value) ? value.map(String) : String(value ?? ""));
    }
  }
}

/** What stands in a form, trimmed. */
export function told(within: HTMLFormElement): Record<string, string | string[]> {
  const all = typed(within);
  return Object.fromEntries(
    Object.entries(all).map(([name, one]) => [name, typeof one === "string" ? one.trim() : one]),
  );
}

export const text = (one: string | string[] | undefined): string => (typeof one === "string" ? one : "");

/** What a field of a kind is called, from its form's template. */
const labels = new Map<string, string>();
export function labelOf(kind: Kind, name: string): string {
  const key = `${kind}.${name}`;
  const found = labels.get(key) ?? search(kind, name);
  labels.set(key, found);
  return found;
}

function search(kind: Kind, name: string): string {
  const template = document.querySelector<HTMLTemplateElement>(`template#case-form-${kind}`)?.content;
  const input = template?.querySelector(`[name="${name}"]`);
  const label =
    (input?.id && template?.querySelector(`label[for="${input.id}"]`)) ||
    input?.closest("label") ||
    template?.querySelector(`[data-slot="${name}"]`)?.closest("fieldset")?.querySelector("legend");
  return label ? (label.textContent ?? "") : "";
}

/** The fields of a kind in the order in which its form asks for them. */
export function orderOf(kind: Kind): string[] {
  const template = document.querySelector<HTMLTemplateElement>(`template#case-form-${kind}`)?.content;
  const places = template ? $$("[name],[data-list][data-slot]", template) : [];
  return places.map((one) => one.getAttribute("name") ?? one.dataset["slot"] ?? "");
}

/** What a code of a field is called. */
export function valueOf(desk: Desk, kind: Kind, name: string, value: string): string {
  const template = document.querySelector<HTMLTemplateElement>(`template#case-form-${kind}`)?.content;
  const place = template?.querySelector<HTMLElement>(`select[name="${name}"], [data-slot="${name}"][data-list]`);
  const list = place?.dataset["list"];
  if (name === "channel") return channel(value);
  if (list === "people") return desk.store.name(value);
  if (list) return LISTS[list]?.includes(value) ? words(`${list}.${value}`) : value;
  return place?.querySelector(`option[value="${CSS.escape(value)}"]`)?.textContent ?? value;
}

/** A channel that a sender chose from a list has a word; what staff wrote stands as it is. */
export function channel(value: string): string {
  const key = `channel.${value}`;
  return words(key) === key ? value : words(key);
}

/** The compartments of a case that this person can write in. */
export function apart(desk: Desk, view: CaseView): Compartment[] {
  const readable = new Set(desk.session.overview?.readable);
  return COMPARTMENTS.filter((one) => {
    const epoch = desk.store.epoch(view.id, one);
    return epoch && (readable.has(epoch.id) || one === "main");
  });
}

/** Seal parts and post them in one batch with other acts; all is kept, or nothing. */
export async function keep(
  desk: Desk,
  view: CaseView,
  parts: Part[],
  more: (items: string[]) => Act[],
): Promise<void> {
  const sealed: SealedPart[] = [];
  for (const part of parts) sealed.push(await sealPart(desk, view.id, { item: newId(), ...part }));
  const items = sealed.map((one) => one.act);
  const first: Act[] = items.length ? [{ verb: "case.items", case: view.id, items }] : [];
  await send([...first, ...more(items.map((one) => one.item))]);
  for (const one of sealed) {
    desk.store.take(view.id, rowOf(one.act), { kind: one.kind, body: one.body as never });
  }
}

export function require(good: boolean, code: string): void {
  if (!good) throw new NotKeptError(words(code));
}
