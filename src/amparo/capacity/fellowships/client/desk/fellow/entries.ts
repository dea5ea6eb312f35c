/** What is written about a fellow: a form for each kind, and everything that was, the newest first. */

import { $, announce, api, clone, fill, ui, words } from "@vault/page";
import type { Payload } from "@vault/canonical";
import type { CertificateBody, FellowKind, Id, LetterMadeBody, StepBody, StipendBody } from "../../kinds";
import { today } from "../acts";
import { coded, day, type Desk, number, options } from "../desk";
import { field, own, sending, show, told } from "../forms";
import type { Entry, FellowView } from "../store";
import { ADDED, FIELDS, SINGLE } from "./fields";
import { entryForm, facts, listed, saidIn } from "./forms";
import { consentFor, entriesOf } from "./plan";
import { save } from "./write";

/** Choose what to write, then write it. */
export function addPart(desk: Desk, view: FellowView): HTMLElement {
  const made = own(clone("fellow-add"));
  const select = $<HTMLSelectElement>("select", made);
  const place = $("[data-slot=form]", made);
  options(select, coded("entry", ADDED), chosen.get(view.id) ?? "", words("choose"));
  const draw = () => {
    const kind = select.value as FellowKind | "";
    chosen.set(view.id, kind);
    place.replaceChildren(...(kind ? [addForm(desk, view, kind)] : []));
  };
  select.addEventListener("change", draw);
  draw();
  return made;
}

/** What was chosen last for each fellow, so that a page drawn again does not close the form. */
const chosen = new Map<Id, FellowKind | "">();

function addForm(desk: Desk, view: FellowView, kind: FellowKind): HTMLElement {
  const before = SINGLE.has(kind) ? entriesOf(view.entries, kind).at(-1) : undefined;
  const form = entryForm(kind, before?.body ?? fresh(kind));
  if (kind === "incident") form.prepend(clone("fellow-help"));
  if (kind === "stipend") form.prepend(clone("fellow-money"));
  sending(desk, form, `${kind}:${view.id}`, async () => {
    await save(desk, view, kind, saidIn(form, kind));
    form.reset();
    announce(words("accompany.kept"));
  });
  return form;
}

function fresh(kind: FellowKind): object {
  const dated = (FIELDS[kind] ?? []).find((one) => one.type === "day" && one.required);
  return { ...(dated ? { [dated.name]: today() } : {}), ...(kind === "goal" ? { state: "open" } : {}) };
}

/** Everything that was written, as it reads now. */
export function timelinePart(desk: Desk, view: FellowView): HTMLElement {
  const made = own(clone("fellow-timeline"));
  const select = $<HTMLSelectElement>("select", made);
  const kinds = [...new Set(view.entries.map((one) => one.kind))];
  const kept = filters.get(view.id) ?? "";
  options(select, coded("entry", kinds), kept, words("accompany.all"));
  const draw = () => {
    filters.set(view.id, select.value);
    const all = [...view.entries].reverse().filter((one) => !select.value || one.kind === select.value);
    fill(made, { rows: all.map((one) => entryRow(desk, view, one)) });
    show(made, "none", !all.length);
  };
  select.addEventListener("change", draw);
  draw();
  return made;
}

const filters = new Map<Id, string>();

/** At a lock nothing of what was looked at stays. */
export function forget(): void {
  chosen.clear();
  filters.clear();
}

function entryRow(desk: Desk, view: FellowView, entry: Entry): HTMLElement {
  const kind = entry.kind as FellowKind;
  const row = clone("fellow-entry", {
    kind: words(`entry.${kind}`),
    mark: mark(view, entry) || null,
    name: desk.store.name(entry.author) || words("not_known"),
    day: day(entry.day),
    version: entry.version > 1 ? words("accompany.version", { version: number(entry.version) }) : null,
    body: bodyShown(desk, view, kind, entry.body),
  });
  const below = $("[data-slot=below]", row);
  const edit = $<HTMLButtonElement>("[data-slot=edit]", row);
  edit.hidden = !canEdit(desk, view, entry);
  edit.onclick = () => toggle(below, edit, editForm(desk, view, entry));
  const history = $<HTMLButtonElement>("[data-slot=history]", row);
  history.hidden = entry.version < 2;
  history.onclick = () => void ui.busy(history, async () => toggle(below, history, await versions(desk, view, entry)));
  return row;
}

/** A sum is changed while finance has not approved it; papers are made again, not changed. */
function canEdit(desk: Desk, view: FellowView, { kind, body }: Entry): boolean {
  if (!FIELDS[kind as FellowKind]) return false;
  if (kind !== "stipend") return true;
  const line = lineOf(desk, view, (body as StipendBody).reference);
  return !line || line.state === "planned";
}

function lineOf(desk: Desk, { row }: FellowView, code: string) {
  return desk.store.calls.get(row.call)?.disbursements.find((one) => one.reference === code);
}

function editForm(desk: Desk, view: FellowView, entry: Entry): HTMLElement {
  const kind = entry.kind as FellowKind;
  const form = entryForm(kind, entry.body);
  form.classList.add("card");
  sending(desk, form, `${kind}:${entry.item}:${entry.version}`, async () => {
    await save(desk, view, kind, saidIn(form, kind), entry);
    announce(words("accompany.kept"));
  });
  return form;
}

function toggle(place: HTMLElement, button: HTMLElement, made: HTMLElement): void {
  const name = button.dataset["slot"] ?? "";
  if (place.dataset["shows"] === name && place.firstChild) return place.replaceChildren();
  place.dataset["shows"] = name;
  place.replaceChildren(made);
  made.querySelector<HTMLElement>("input,select,textarea,button")?.focus();
}

function mark(view: FellowView, { kind, body, item }: Entry): string {
  if (kind !== "consent") return "";
  const purpose = (body as { purpose: string }).purpose;
  return consentFor(view.entries, purpose, today())?.item === item ? words("consent.lives") : words("consent.over");
}

function bodyShown(desk: Desk, view: FellowView, kind: FellowKind, body: object): HTMLElement {
  if (kind === "note") return told((body as { words: string }).words);
  if (kind === "step") {
    const { key, state, due, words: said } = body as StepBody;
    return listed([[words("step.name"), words(`step.${key}`)], [words("step.state"), words(`step_state.${state}`)], [words("step.due"), day(due)], [words("step.words"), said]]);
  }
  if (kind === "letter_made") {
    const { kind: paper, to, words: said } = body as LetterMadeBody;
    return listed([[words("paper.kind"), words(`paper.${paper}`)], [words("paper.to"), to], [words("paper.words"), said]]);
  }
  if (kind === "certificate") {
    const { name, given_on, public: open } = body as CertificateBody;
    return listed([[words("paper.person"), name], [words("paper.given_on"), day(given_on)], [words("paper.seen"), words(open ? "paper.public" : "paper.private")]]);
  }
  const made = facts(kind, body);
  if (kind === "incident") return stacked(made, clone("fellow-help"));
  if (kind !== "stipend") return made;
  const line = lineOf(desk, view, (body as StipendBody).reference);
  return stacked(made, listed([
    [words("money.reference"), (body as StipendBody).reference],
    [words("money.state"), line ? words(`money.${line.state}`) : words("not_known")],
    [words("money.receipt"), line?.receipt ?? ""],
  ]));
}

function stacked(...parts: HTMLElement[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "stack";
  box.append(...parts);
  return box;
}

/** Every earlier version of an entry, opened, the newest first. */
async function versions(desk: Desk, view: FellowView, entry: Entry): Promise<HTMLElement> {
  const rows = view.row.items
    .filter((one) => one.item === entry.item && one.version < entry.version)
    .sort((a, b) => b.version - a.version)
    .slice(0, 100);
  const { frames } = await api.post<{ frames: Record<Id, string> }>("frames/", { ids: rows.map((one) => one.id) });
  const made: HTMLElement[] = [];
  for (const { id, item, version, epoch, day: on } of rows) {
    const frame = frames[id];
    const expect = { scope: view.id, item, version, epoch };
    const opened = frame ? await desk.session.openOne({ id, frame, expect }) : { id, error: "missing" };
    const payload = "payload" in opened ? (opened.payload as Payload | undefined) : undefined;
    made.push(clone("fellow-version", {
      day: day(on),
      name: desk.store.name(payload?.author) || words("not_known"),
      body: payload
        ? bodyShown(desk, view, payload.kind as FellowKind, payload.body as object)
        : told(words(`refused.${("error" in opened && opened.error) || "open"}`)),
    }));
  }
  return stacked(...made);
}

/** The head of what is known of somebody, changed as its next version. */
export function summaryPart(desk: Desk, view: FellowView): HTMLElement | null {
  const entry = view.entries.find((one) => one.kind === "summary" && one.item === view.id);
  if (!entry) return null;
  const made = own(clone("fellow-summary"));
  const form = entryForm("summary", entry.body);
  const coach = clone("fellow-field-choice", { label: words("accompany.coach") });
  const select = $<HTMLSelectElement>("select", coach);
  select.name = "coach";
  const team = view.row.team.map((id): [string, string] => [id, desk.store.name(id) || id.slice(0, 8)]);
  options(select, team, (entry.body as { coach: string }).coach, words("nobody"));
  $("[data-slot=fields]", form).append(own(coach));
  $("[data-slot=form]", made).replaceChildren(form);
  sending(desk, form, `summary:${view.id}:${entry.version}`, async () => {
    const before = { ...entry, body: { ...entry.body, coach: field(form, "coach").value } };
    await save(desk, view, "summary", saidIn(form, "summary"), before);
    announce(words("accompany.kept"));
  });
  return made;
}
