/** What leaves the team: chosen fields to another organisation, one entry to one interpreter. */

import { $, announce, api, clone, words } from "@vault/page";
import type { ConsentBody, Id } from "../../kinds";
import { type Act, because, newId, NotKeptError, send, today } from "../acts";
import { countryName } from "@questions/asked";
import { coded, day, type Desk, onSubmit, options } from "../desk";
import { type CaseView, entriesOf, type Entry } from "../store";
import { field, form } from "./forms";

/** Whether a consent counts today. */
export function living(consent: ConsentBody, on = today()): boolean {
  const withdrawn = consent.withdrawn_on && consent.withdrawn_on <= on;
  return !withdrawn && !(consent.expires_on && consent.expires_on < on) && consent.given_on <= on;
}

const later = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What a case could tell another organisation; each line is chosen and edited by a person. */
function tellable(view: CaseView): [string, string][] {
  const summary = view.summary;
  const risk = entriesOf(view, "risk").at(-1)?.body;
  const safe = entriesOf(view, "safe_contact").at(-1)?.body;
  const request = entriesOf(view, "request").at(-1)?.body;
  const needs = coded("need", summary?.category ?? []).map(([, label]) => label).join(", ");
  const contact = safe ? [safe.channel, safe.hours, safe.code_phrase, safe.words].filter(Boolean).join("\n") : "";
  return [
    ["what", needs],
    ["happening", String(request?.answers["happening"] ?? "")],
    ["who", summary?.people.join(", ") ?? ""],
    ["country", summary?.country ? countryName(summary.country) : ""],
    ["risk", risk ? [risk.threats, risk.judgement].filter(Boolean).join("\n") : ""],
    ["contact", contact],
    ["when", ""],
  ];
}

export function referPanel(desk: Desk, view: CaseView): HTMLElement {
  const element = clone("case-refer");
  const old = $<HTMLFormElement>("form", element);
  const made = form(desk, "case-refer");
  old.replaceWith(made);
  const sent = $("[data-slot=sent]", element);
  const draw = () => void drawSent(desk, view, sent);
  draw();
  const consents = entriesOf(view, "consent").filter((one) => living(one.body));
  if (!consents.length || view.row.state === "closed") {
    made.replaceWith(clone("case-needs-consent"));
    return element;
  }
  const partners = (desk.store.overview?.organisations ?? []).filter((one) => one.epoch);
  options(field(made, "organisation") as never, partners.map((one) => [one.id, one.name] as const), "", words("choose"));
  const told = consents.map((one) => [one.item, `${one.body.purpose} · ${one.body.audience}`] as const);
  options(field(made, "consent") as never, told, consents.length === 1 ? consents[0]?.item : "", words("choose"));
  const until = field(made, "expires_on");
  const ends = () => {
    const consent = consents.find((one) => one.item === field(made, "consent").value);
    const most = consent?.body.expires_on || later(366);
    until.max = most;
    until.min = today();
    if (!until.value || until.value > most) until.value = later(30) < most ? later(30) : most;
  };
  field(made, "consent").addEventListener("change", ends);
  ends();
  const rows = tellable(view).map(([name, value]) => {
    const row = clone("case-refer-field", { name: words(`told.${name}`) });
    const box = $<HTMLInputElement>("input", row);
    const area = $<HTMLTextAreaElement>("textarea", row);
    box.value = box.id = `told-${name}-${newId().slice(0, 8)}`;
    area.value = value;
    area.setAttribute("aria-label", words(`told.${name}`));
    area.addEventListener("input", () => (box.checked = Boolean(area.value.trim())));
    return { name, row, box, area };
  });
  $("[data-slot=fields]", made).replaceChildren(...rows.map((one) => one.row));
  onSubmit(made, async () => {
    const chosen = rows.filter((one) => one.box.checked && one.area.value.trim());
    if (!chosen.length) throw new NotKeptError(words("missing.fields"));
    const consent = field(made, "consent").value;
    const still = entriesOf(view, "consent").find((one) => one.item === consent && living(one.body));
    if (!still) throw new NotKeptError(words("missing.consent"));
    const partner = partners.find((one) => one.id === field(made, "organisation").value);
    if (!partner?.epoch) throw new NotKeptError(words("missing.organisation"));
    const id = newId();
    const fields = Object.fromEntries(chosen.map((one) => [one.name, one.area.value.trim()]));
    const body = { organisation: partner.id, fields, consent };
    const { epoch } = partner;
    const kind = "referral";
    const frame = await desk.session.sealItem({ scope: partner.id, epoch, item: id, version: 1, kind, body });
    const organisation = partner.id;
    const act = { verb: "referral.send", id, case: view.id, organisation, epoch, frame };
    await send([{ ...act, consent_item: consent, expires_on: until.value }]);
    await desk.refresh();
    draw();
    announce(words("refer.sent"));
  });
  return element;
}

async function drawSent(desk: Desk, view: CaseView, place: HTMLElement): Promise<void> {
  const row = desk.store.cases.get(view.id)?.row ?? view.row;
  const names = new Map(desk.store.overview?.organisations.map((one) => [one.id, one.name]));
  const answers = await opened(desk, view.id, row.referrals);
  place.replaceChildren(...row.referrals.map((one) => {
    const element = clone("case-referral", {
      name: names.get(one.organisation) ?? "",
      state: words(`referral.${one.state}`),
      days: words("refer.days", { sent: day(one.sent_on), until: day(one.expires_on) }),
      answer: answers.get(one.id) || null,
    });
    const button = $<HTMLButtonElement>("button", element);
    button.hidden = ["withdrawn", "expired"].includes(one.state);
    act(button, element, () => [{ verb: "referral.withdraw", referral: one.id }], async () => {
      await desk.refresh();
      await drawSent(desk, view, place);
    });
    return element;
  }));
}

/** What partners and interpreters wrote back. */
async function opened(
  desk: Desk,
  scope: Id,
  rows: { id: Id; answer_epoch: Id | null }[],
): Promise<Map<Id, string>> {
  const wanted = rows.filter((one) => one.answer_epoch);
  const found = new Map<Id, string>();
  if (!wanted.length) return found;
  const { frames } = await api.post<{ frames: Record<Id, string> }>("frames/", { ids: wanted.map((one) => one.id) });
  for (const { id, answer_epoch } of wanted) {
    const frame = frames[id];
    if (!frame) continue;
    const expect = { scope, item: id, version: 1, epoch: answer_epoch ?? "", kind: "answer" };
    const { payload, error } = await desk.session.openOne({ id, frame, expect });
    const body = payload?.body as { words?: string } | undefined;
    found.set(id, body ? (body.words ?? "") : words(`refused.${error ?? "open"}`));
  }
  return found;
}

/** A button that does acts at once, with what went wrong beside it. */
export function act(
  button: HTMLButtonElement,
  within: HTMLElement,
  acts: () => Act[] | Promise<Act[]>,
  done: () => void | Promise<void>,
): void {
  const problem = $("[data-slot=problem]", within);
  problem.hidden = true;
  button.onclick = async () => {
    if (button.disabled) return;
    problem.hidden = true;
    button.disabled = true;
    try {
      const made = await acts();
      if (made.length) await send(made);
      await done();
    } catch (reason) {
      problem.textContent = because(reason);
      problem.setAttribute("role", "alert");
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
}

/** A form that lends one entry. */
export function lendForm(desk: Desk, view: CaseView, entry: Entry, done: () => void): HTMLElement {
  const made = form(desk, "case-lend");
  const found = desk.store.overview?.interpreters ?? [];
  const others = found.map((id): [string, string] => [id, desk.store.name(id)]);
  options(field(made, "keyring") as never, others, "", words("choose"));
  const until = field(made, "until");
  until.value = later(7);
  until.min = today();
  until.max = later(30);
  onSubmit(made, async () => {
    const keyring = field(made, "keyring").value;
    if (view.summary?.exclusions.includes(keyring)) throw new NotKeptError(words("missing.excluded"));
    const id = newId();
    const body = { kind: entry.kind, body: entry.body, ask: field(made, "ask").value.trim() };
    const fields = { scope: view.id, epoch: keyring, item: id, version: 1, kind: "lent", body };
    const frame = await desk.session.sealTo(keyring, fields);
    await send([{ verb: "lend", id, case: view.id, keyring, frame, until: until.value }]);
    done();
    announce(words("lend.sent", { name: desk.store.name(keyring), day: day(until.value) }));
    await desk.refresh();
  });
  return made;
}

export function loansPanel(desk: Desk, view: CaseView): HTMLElement {
  const place = clone("case-loans");
  const draw = async () => {
    const rows = desk.store.cases.get(view.id)?.row.lent ?? [];
    const answers = await opened(desk, view.id, rows);
    if (!rows.length) return place.replaceChildren(clone("case-no-loans"));
    place.replaceChildren(...rows.map((one) => {
      const ended = one.until < today();
      const until = words(ended ? "lend.ended" : "lend.until", { day: day(one.until) });
      const name = desk.store.name(one.keyring);
      const element = clone("case-loan", { name, until, answer: answers.get(one.id) || null });
      const button = $<HTMLButtonElement>("button", element);
      button.hidden = ended;
      act(button, element, () => [{ verb: "lend.end", lent: one.id }], async () => {
        await desk.refresh();
        await draw();
      });
      return element;
    }));
  };
  void draw();
  return place;
}
