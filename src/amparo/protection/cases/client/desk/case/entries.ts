/** The timeline: every entry as it reads now, with its earlier versions and what can be done. */

import { $, api, clone, ui, words } from "@vault/page";
import type { Payload } from "@vault/canonical";
import type { FileBody, Id, Kind, RequestBody, TransferBody } from "../../kinds";
import { because } from "../acts";
import { asked, countryName, size } from "@questions/asked";
import { day, type Desk } from "../desk";
import { fetchFile } from "@vault/desk/files";
import type { ReplyRow } from "../overview";
import type { CaseView, Entry } from "../store";
import { labelOf, orderOf, valueOf } from "./forms";
import { lendForm } from "./share";
import { editForm, EDITABLE } from "./write";

const DAYS = new Set(["given_on", "expires_on", "withdrawn_on", "reassess_on", "on"]);
const HIDDEN = new Set(["blob", "epoch", "sha256", "type", "reference"]);
const uncovered = new Set<Id>();

/** A body as facts under the names its form gives them. */
export function facts(desk: Desk, kind: Kind, body: object): HTMLElement {
  const list = document.createElement("dl");
  list.className = "answers";
  const told = body as Record<string, unknown>;
  for (const name of orderOf(kind)) {
    const value = told[name];
    const label = labelOf(kind, name);
    const all = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one);
    if (HIDDEN.has(name) || !label || !all.length) continue;
    const term = document.createElement("dt");
    term.textContent = label;
    const said = document.createElement("dd");
    said.dir = "auto";
    const shown = all.map((one: string) => (DAYS.has(name) ? day(one) : valueOf(desk, kind, name, one)));
    said.textContent = shown.join(", ");
    list.append(term, said);
  }
  return list;
}

/** What an entry says, as an element. */
export function bodyOf(desk: Desk, view: CaseView, entry: Pick<Entry, "kind" | "body" | "epoch" | "item">): HTMLElement {
  const { kind, body } = entry;
  if (kind === "request") {
    const request = body as RequestBody;
    const filed = view.entries.some((one) => one.kind === "file");
    return asked(desk, filed ? { ...request, files: [] } : request, entry.epoch);
  }
  if (kind === "file") return file(desk, entry as Entry<"file">);
  if (kind === "transfer") {
    const { from, to } = body as TransferBody;
    return said(words("case.transfer", { from: desk.store.name(from), to: desk.store.name(to) }));
  }
  if (kind === "note" || kind === "reply_sent" || kind === "decision") {
    const told = said(String((body as { words: string }).words));
    const two = (body as { by_two?: Id }).by_two;
    if (!two) return told;
    const box = document.createElement("div");
    box.append(told, facts(desk, kind, { by_two: two }));
    return box;
  }
  if (kind === "summary") {
    const { title, country, assigned } = body as unknown as Record<string, string>;
    return said([title, country && countryName(country), assigned && desk.store.name(assigned)].filter(Boolean).join(" · "));
  }
  return facts(desk, kind, body);
}

function said(told: string): HTMLElement {
  const element = document.createElement("p");
  element.className = "said";
  element.dir = "auto";
  element.textContent = told;
  return element;
}

function file(desk: Desk, entry: Pick<Entry<"file">, "body" | "epoch" | "item">): HTMLElement {
  const told = entry.body as FileBody;
  const box = document.createElement("div");
  box.className = "stack";
  const show = () => {
    const row = clone("desk-file", { name: told.name, size: size(told.size), kept: null });
    const problem = $("[data-slot=problem]", row);
    problem.hidden = true;
    const button = $<HTMLButtonElement>("button", row);
    button.addEventListener("click", () => {
      problem.hidden = true;
      void ui.busy(button, async () => {
        try {
          ui.download(await fetchFile(desk, told, told.epoch ?? entry.epoch), told.name);
        } catch (reason) {
          problem.textContent = because(reason);
          problem.hidden = false;
        }
      });
    });
    const list = document.createElement("ul");
    list.className = "list";
    list.append(row);
    box.replaceChildren(...(told.words ? [said(told.words)] : []), list);
  };
  if (told.graphic && !uncovered.has(entry.item)) {
    const cover = clone("case-cover");
    $("button", cover).addEventListener("click", () => {
      uncovered.add(entry.item);
      show();
      $("button", box).focus();
    });
    box.append(cover);
  } else show();
  return box;
}

/** The living compartment, or the older one, that an epoch belongs to; "" for the case itself. */
function compartmentOf(desk: Desk, epoch: Id): string {
  const found = desk.store.overview?.epochs.find((one) => one.id === epoch)?.compartment ?? "main";
  return found === "main" ? "" : words(`compartment.${found}`);
}

/** One entry of the timeline. `drawn` is called when something about it changed. */
export function entryRow(desk: Desk, view: CaseView, entry: Entry): HTMLElement {
  const row = clone("case-entry", {
    kind: words(`kind.${entry.kind}`),
    compartment: compartmentOf(desk, entry.epoch) || null,
    mark: mark(entry) || null,
    day: day(entry.day),
    author: desk.store.name(entry.author) || words("case.unsigned"),
    version: entry.version > 1 ? ` · ${words("case.version", { version: entry.version })}` : null,
    body: bodyOf(desk, view, entry),
  });
  const below = $("[data-slot=below]", row);
  const edit = $<HTMLButtonElement>("[data-slot=edit]", row);
  edit.hidden = !EDITABLE.has(entry.kind);
  edit.onclick = () => toggle(below, edit, () => editForm(desk, view, entry, () => below.replaceChildren()));
  const history = $<HTMLButtonElement>("[data-slot=history]", row);
  history.hidden = entry.version < 2;
  history.onclick = () => void ui.busy(history, async () => toggle(below, history, await versions(desk, view, entry)));
  const lend = $<HTMLButtonElement>("[data-slot=lend]", row);
  const over = view.row.state === "closed";
  lend.hidden = ["summary", "file", "transfer"].includes(entry.kind) || over;
  $("[data-slot=unlent]", row).hidden = entry.kind !== "file" || over;
  lend.onclick = () => toggle(below, lend, () => lendForm(desk, view, entry, () => below.replaceChildren()));
  return row;
}

function mark({ kind, body }: Entry): string {
  if (kind !== "consent") return "";
  const today = new Date().toISOString().slice(0, 10);
  const { withdrawn_on, expires_on } = body as { withdrawn_on: string; expires_on: string };
  if (withdrawn_on && withdrawn_on <= today) return words("consent.withdrawn");
  return expires_on && expires_on < today ? words("consent.expired") : words("consent.living");
}

function toggle(place: HTMLElement, button: HTMLElement, made: HTMLElement | (() => HTMLElement)): void {
  const name = button.dataset["slot"] ?? "";
  if (place.dataset["shows"] === name && place.firstChild) return place.replaceChildren();
  const shown = typeof made === "function" ? made() : made;
  place.dataset["shows"] = name;
  place.replaceChildren(shown);
  shown.querySelector<HTMLElement>("input,select,textarea,button")?.focus();
}

/** Every earlier version of an entry, opened, the newest first. */
async function versions(desk: Desk, view: CaseView, entry: Entry): Promise<HTMLElement> {
  const rows = view.row.items
    .filter((one) => one.item === entry.item && one.version < entry.version)
    .sort((a, b) => b.version - a.version);
  const box = document.createElement("div");
  box.className = "stack";
  for (let at = 0; at < rows.length; at += 100) {
    const part = rows.slice(at, at + 100);
    const { frames } = await api.post<{ frames: Record<Id, string> }>("frames/", { ids: part.map((one) => one.id) });
    for (const one of part) {
      const { id, item, version, epoch } = one;
      const frame = frames[id];
      const expect = { scope: view.id, item, version, epoch };
      const opened = frame ? await desk.session.openOne({ id, frame, expect }) : { id, error: "missing" };
      const payload = "payload" in opened ? (opened.payload as Payload | undefined) : undefined;
      const shown = payload
        ? bodyOf(desk, view, { kind: payload.kind as Kind, body: payload.body as never, epoch, item })
        : said(words(`refused.${opened.error ?? "open"}`));
      box.append(clone("case-version", { day: day(one.day), author: desk.store.name(payload?.author), body: shown }));
    }
  }
  return box;
}

const messages = new Map<Id, HTMLElement | null>();

/** What the sender of a request wrote later, opened as it is shown. True when there is news. */
export async function openReplies(desk: Desk, replies: ReplyRow[], submission: Id | null): Promise<boolean> {
  const wanted = replies.filter((one) => one.direction === "from" && !messages.has(one.id));
  if (!wanted.length) return false;
  for (const one of wanted) messages.set(one.id, null);
  const { frames } = await api.post<{ frames: Record<Id, string> }>("frames/", { ids: wanted.map((one) => one.id) });
  for (const one of wanted) messages.set(one.id, await message(desk, submission, one, frames[one.id]));
  return true;
}

async function message(desk: Desk, submission: Id | null, row: ReplyRow, frame?: string): Promise<HTMLElement> {
  const epoch = desk.store.overview?.epochs.find((one) => one.id === row.epoch);
  if (!frame || !epoch) return said(words("refused.grant"));
  const expect = { scope: epoch.scope, item: row.id, version: 1, epoch: epoch.id, kind: "reply", unsigned: true };
  const { payload, error } = await desk.session.openOne({ id: row.id, frame, expect });
  if (!payload) return said(words(`refused.${error ?? "open"}`));
  const told = payload.body as { words?: string; submission?: Id };
  if (told.submission !== undefined && told.submission !== submission) return said(words("refused.item"));
  const box = clone("case-message", { words: told.words ?? "" });
  const files = (payload.body as { files?: RequestBody["files"] }).files;
  if (files?.length) box.append(asked(desk, { form: "", version: 0, language: "", answers: {}, files }, epoch.id));
  return box;
}

export function messageRow(row: ReplyRow): HTMLElement | null {
  const shown = messages.get(row.id);
  if (!shown) return null;
  return clone("case-entry", {
    kind: words("kind.reply"), compartment: null, mark: null, day: day(row.day), author: words("case.sender"),
    version: null, body: shown, edit: null, history: null, lend: null, unlent: null,
  });
}

let bound = false;

/** At a lock nothing that was opened stays. */
export function forgetWith({ session }: Desk): void {
  if (bound) return;
  bound = true;
  session.on("lock", () => {
    messages.clear();
    uncovered.clear();
  });
}
