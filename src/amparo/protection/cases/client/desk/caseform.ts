/** The fields by which a case begins: what it is, how urgent, whose it is, and who may read it. */

import { $, $$, clone, given, words } from "@vault/page";
import { NEEDS, PRIORITIES, type Id, type Priority, REGIONS, type SummaryBody } from "../kinds";
import { emptySummary, NotKeptError, today } from "./acts";
import { regionOf } from "@questions/asked";
import { coded, type Desk, options } from "./desk";
import type { CaseView } from "./store";

export interface Chosen {
  summary: SummaryBody;
  team: Id[];
  next_action: string | null;
}

export type Given = Partial<SummaryBody>;

/** Put the fields into a form. `before` is what is known already. */
export function caseFields(desk: Desk, form: HTMLFormElement, before: Given): void {
  const fields = clone("desk-case-fields");
  $("[data-slot=fields]", form).replaceWith(fields);
  const text = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const select = (name: string) => form.elements.namedItem(name) as HTMLSelectElement;
  text("title").value = before.title ?? "";
  text("next_action").value = today();
  const countries = given<[string, string, string][]>("countries");
  const pairs = countries.map(([code, name]): [string, string] => [code, name]);
  options(select("country"), pairs, before.country ?? "", words("not_known"));
  const region = before.region || regionOf(before.country ?? "");
  options(select("region"), coded("region", REGIONS), region, words("not_known"));
  select("country").addEventListener("change", () => {
    const found = regionOf(select("country").value);
    if (found) select("region").value = found;
  });
  choices(form, "priority", coded("priority", PRIORITIES), "radio", [before.priority ?? ""]);
  choices(form, "category", coded("need", NEEDS), "checkbox", before.category ?? []);
  choices(form, "groups", given<[string, string][]>("groups"), "checkbox", before.priority_groups ?? []);
  const people = desk.store.colleagues().map((one): [string, string] => [one.id, one.label]);
  options(select("assigned"), people, desk.store.me, words("nobody"));
  options(select("second"), people, "", words("nobody"));
  choices(form, "team", people, "checkbox", [desk.store.me]);
  const others = people.filter(([id]) => id !== desk.store.me);
  choices(form, "excluded", others, "checkbox", []);
  const child = form.elements.namedItem("child") as HTMLInputElement;
  child.checked = before.child ?? false;
  const incidents = new Set([...desk.store.cases.values()].map((one) => one.summary?.incident));
  const known = [...incidents].filter((one): one is string => Boolean(one));
  $("datalist", form).replaceChildren(...known.map((one) => new Option(one, one)));
  form.addEventListener("change", (event) => settle(desk, form, event.target as HTMLElement));
  settle(desk, form, child);
}

/** What one answer changes about the others. */
function settle(desk: Desk, form: HTMLFormElement, changed: HTMLElement): void {
  const box = (name: string) => $$<HTMLInputElement>(`input[name=${name}]`, form);
  const child = (form.elements.namedItem("child") as HTMLInputElement).checked;
  $("[data-slot=two]", form).hidden = !child;
  const priority = box("priority").find((one) => one.checked)?.value;
  $("[data-slot=why]", form).hidden = priority !== "rejected";
  const away = new Set(box("excluded").filter((one) => one.checked).map((one) => one.value));
  for (const one of box("team")) {
    if (away.has(one.value)) one.checked = false;
    one.disabled = away.has(one.value) || one.value === desk.store.me;
  }
  if (changed.getAttribute("name") === "assigned" || changed.getAttribute("name") === "second") {
    const chosen = (changed as HTMLSelectElement).value;
    for (const one of box("team")) if (one.value === chosen && !one.disabled) one.checked = true;
  }
  const incident = (form.elements.namedItem("incident") as HTMLInputElement).value.trim();
  const shared = sharing(desk, incident);
  const place = $("[data-slot=shared]", form);
  place.hidden = !shared.length;
  place.textContent = words("incident.shared", { count: shared.length });
}

function sharing(desk: Desk, incident: string): CaseView[] {
  if (!incident) return [];
  return [...desk.store.cases.values()].filter((one) => one.summary?.incident === incident);
}

/** Boxes or buttons to choose from, inside the fieldset of a name. */
export function choices(
  form: HTMLFormElement,
  name: string,
  told: [string, string][],
  type: "radio" | "checkbox",
  chosen: readonly string[],
): void {
  const rows = told.map(([value, label]) => {
    const row = clone("desk-choice", { label });
    const input = $<HTMLInputElement>("input", row);
    input.type = type;
    input.name = name;
    input.value = value;
    input.checked = chosen.includes(value);
    return row;
  });
  $(`[data-slot=${name}]`, form).replaceChildren(...rows);
}

/** What was chosen. Raises NotKeptError with what is missing. */
export function readCase(desk: Desk, form: HTMLFormElement, before: Given): Chosen {
  const told = new FormData(form);
  const text = (name: string) => String(told.get(name) ?? "").trim();
  const priority = text("priority") as Priority;
  if (!priority) throw new NotKeptError(words("missing.priority"));
  if (!text("title")) throw new NotKeptError(words("missing.title"));
  if (priority === "rejected" && !text("reason")) throw new NotKeptError(words("missing.reason"));
  const child = told.get("child") !== null;
  const assigned = text("assigned");
  const second = child ? text("second") : "";
  if (child && priority !== "rejected" && (!assigned || !second || assigned === second)) {
    throw new NotKeptError(words("missing.two"));
  }
  const exclusions = told.getAll("excluded").map(String);
  if (exclusions.includes(assigned) || (second && exclusions.includes(second))) {
    throw new NotKeptError(words("missing.excluded"));
  }
  const incident = text("incident");
  const summary: SummaryBody = {
    ...emptySummary(),
    ...before,
    title: text("title"),
    country: text("country"),
    region: text("region"),
    category: told.getAll("category").map(String),
    priority,
    priority_groups: told.getAll("groups").map(String),
    people: text("people").split(/[\n,;،؛，；]/).map((one) => one.trim()).filter(Boolean),
    assigned,
    incident,
    links: sharing(desk, incident).map((one) => one.id),
    exclusions,
    child,
    ...(second ? { second } : {}),
    ...(text("reason") ? { reason: text("reason") } : {}),
  };
  const team = [desk.store.me, assigned, second, ...told.getAll("team").map(String)].filter(Boolean);
  return { summary, team: [...new Set(team)], next_action: text("next_action") || null };
}

