/** What is added to a case, each kind by its form, and changed as a newer version. */

import { $, announce, clone, words } from "@vault/page";
import type { ActionBody, Bodies, Compartment, FileBody, Kind, OutcomeBody, VerificationBody } from "../../kinds";
import { type Act, type Extra, newId, NotKeptError, type Part, summaryPart, today, write } from "../acts";
import { type Desk, onSubmit, options } from "../desk";
import { digest, storeFile } from "@vault/desk/files";
import type { CaseView, Entry } from "../store";
import { entriesOf } from "../store";
import { apart, field, form, keep, put, require, text, told } from "./forms";

export const WRITES: readonly Kind[] = [
  "note", "safe_contact", "risk", "decision", "action", "consent", "verification", "violation", "file",
  "check_in",
];
export const EDITABLE = new Set<Kind>([...WRITES, "outcome"]);
const TODAY = ["given_on", "on"];
const DATED = new Set<Kind>(["consent", "verification"]);

/** A form to add an entry of a kind. */
export function addForm(desk: Desk, view: CaseView, kind: Kind): HTMLElement {
  const made = form(desk, `case-form-${kind}`);
  if (DATED.has(kind)) for (const name of TODAY) if (field(made, name)) field(made, name).value = today();
  const living = apart(desk, view);
  if (kind !== "file" && kind !== "safe_contact" && living.length > 1) {
    const select = $<HTMLSelectElement>("select", place(made));
    options(select, living.map((one): [string, string] => [one, words(`compartment.${one}`)]), "main");
  }
  const draft = `${kind}:${view.id}`;
  const before = kind === "safe_contact" ? entriesOf(view, kind).at(-1) : undefined;
  if (before) put(made, before.body);
  onSubmit(made, async () => {
    await save(desk, view, kind, made, before);
    desk.drafts.done(draft);
    if (!before) made.reset();
    announce(words("case.kept"));
  }, { desk, draft });
  return made;
}

function place(made: HTMLFormElement): HTMLElement {
  const row = clone("case-compartment");
  const select = $("select", row);
  select.id += newId().slice(0, 8);
  $("label", row).setAttribute("for", select.id);
  made.prepend(row);
  return row;
}

/** The same form with what stands there; saving makes a newer version. */
export function editForm(desk: Desk, view: CaseView, entry: Entry, done: () => void): HTMLElement {
  const made = form(desk, `case-form-${entry.kind}`);
  for (const slot of ["when", "when-help"]) made.querySelector(`[data-slot=${slot}]`)?.remove();
  if (entry.kind === "file") field(made, "file").closest(".field")?.remove();
  put(made, entry.body);
  if (entry.kind === "verification" && (entry.body as VerificationBody).referee) field(made, "agreed").checked = true;
  made.classList.add("card");
  onSubmit(made, async () => {
    await save(desk, view, entry.kind, made, entry);
    desk.drafts.done(`${entry.kind}:${entry.item}:${entry.version}`);
    done();
    announce(words("case.kept"));
  }, { desk, draft: `${entry.kind}:${entry.item}:${entry.version}` });
  return made;
}

/** Seal what a form holds, as a new entry or as `before`'s next version. */
async function save(desk: Desk, view: CaseView, kind: Kind, made: HTMLFormElement, before?: Entry): Promise<void> {
  const said = told(made);
  const compartment = (text(said["compartment"]) || (before ? compartmentOf(desk, before) : "main")) as Compartment;
  const again = before ? { item: before.item, version: before.version + 1 } : { item: newId() };
  const part = (body: object): Part => ({ kind, body: body as never, compartment, ...again });
  const extra: Extra = {};
  if (kind === "file") return saveFile(desk, view, made, part, before as Entry<"file"> | undefined);
  if (kind === "check_in") return saveCheckIn(desk, view, said, part, before);
  if (kind === "action") return saveAction(desk, view, said, part, before as Entry<"action"> | undefined);
  const { compartment: _place, as_next, agreed, ...body } = said;
  if (kind === "verification") {
    require(!body["referee"] || Boolean(agreed?.length), "missing.agreed");
    if (!body["referee"]) delete body["referee"];
  }
  if (kind === "risk" && as_next?.length && body["reassess_on"]) extra.next_action = text(body["reassess_on"]);
  const parts = [part(body)];
  if (kind === "violation") {
    const all = entriesOf(view, "violation").filter((one) => one.item !== again.item).map((one) => one.body.sdg);
    const violations = [...new Set([...all, text(body["sdg"])])];
    if (violations.join() !== (view.summary?.violations ?? []).join()) parts.push(summaryPart(view, { violations }));
  }
  if (kind === "outcome") parts.push(summaryPart(view, { outcome: (body as unknown as OutcomeBody).outcome }));
  await write(desk, view, parts, extra);
}

function compartmentOf(desk: Desk, { epoch }: Entry): string {
  return desk.store.overview?.epochs.find((one) => one.id === epoch)?.compartment ?? "main";
}

type Said = Record<string, string | string[]>;
type Make = (body: object) => Part;

async function saveAction(desk: Desk, view: CaseView, said: Said, part: Make, before?: Entry<"action">): Promise<void> {
  const body: ActionBody = {
    kind: text(said["kind"]) as ActionBody["kind"],
    words: text(said["words"]),
    state: text(said["state"]) as ActionBody["state"],
  };
  const cost = text(said["cost"]);
  const old = before?.body;
  const acts: Act[] = [];
  if (cost) {
    body.cost = cost;
    body.currency = text(said["currency"]).toUpperCase();
    body.grant_code = text(said["grant_code"]);
    require(Boolean(body.currency && body.grant_code), "missing.money");
  } else if (old?.reference) {
    // It costs nothing any more; what it cost before stays in the ledger's history.
    Object.assign(body, { cost: "0", currency: old.currency, grant_code: old.grant_code });
  }
  if (body.cost) {
    body.reference = old?.reference ?? reference();
    const told = (one: ActionBody) => ({ grant_code: one.grant_code, amount: one.cost, currency: one.currency });
    const line = { reference: body.reference, ...told(body) };
    if (!old?.reference) acts.push({ verb: "ledger.add", ...line, day: today() });
    else acts.push({ verb: "ledger.correct", ...line, was: told(old) });
  }
  await keep(desk, view, [part(body)], () => acts);
}

/** A random code of base 32: the only link between a case and its line in the ledger. */
export function reference(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(crypto.getRandomValues(new Uint8Array(10)), (one) => letters[one % 32]).join("");
}

async function saveCheckIn(desk: Desk, view: CaseView, said: Said, part: Make, before?: Entry): Promise<void> {
  const body: Bodies["check_in"] = { words: text(said["words"]), escalate: text(said["escalate"]) };
  if (before) return write(desk, view, [part(body)]);
  const due = text(said["due"]);
  require(Boolean(due), "missing.due");
  require(Date.parse(due) > Date.now(), "missing.due_future");
  const every = text(said["every_hours"]);
  const plan = part(body);
  const moment = { due: new Date(due).toISOString(), every_hours: every ? Number(every) : null };
  await keep(desk, view, [plan], ([plan_item]) => [
    { verb: "checkin.set", id: newId(), case: view.id, plan_item, ...moment },
  ]);
  await desk.refresh();
}

async function saveFile(
  desk: Desk,
  view: CaseView,
  made: HTMLFormElement,
  part: Make,
  before?: Entry<"file">,
): Promise<void> {
  const words_ = field(made, "words").value.trim();
  const graphic = field(made, "graphic").checked;
  if (before) return write(desk, view, [part({ ...before.body, words: words_, graphic })]);
  const file = field(made, "file").files?.[0];
  if (!file) throw new NotKeptError(words("missing.file"));
  const epoch = desk.store.epoch(view.id)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const bar = $<HTMLProgressElement>("progress", made);
  bar.hidden = false;
  try {
    const blob = await storeFile(desk, file, epoch, (done) => (bar.value = done));
    const { name, type, size } = file;
    const body: FileBody = { blob, epoch, name, type, size, sha256: await digest(file), graphic, words: words_ };
    await write(desk, view, [part(body)], { blobs: [blob] });
  } finally {
    bar.hidden = true;
  }
}
