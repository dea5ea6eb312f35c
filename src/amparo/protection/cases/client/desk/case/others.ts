/** Views of people who are not a case's team: interpreters, partners, keyholders in an emergency. */

import { $, announce, api, clone, words } from "@vault/page";
import type { Epoch } from "@vault/directory";
import type { Id, Kind, RequestBody } from "../../kinds";
import { newId, NotKeptError, send } from "../acts";
import { asked } from "@questions/asked";
import { day, type Desk, type Maker, onSubmit, options } from "../desk";
import { facts, forgetWith } from "./entries";
import { field } from "./forms";

interface Loan {
  id: Id;
  case: Id;
  lent_by: Id;
  until: string;
  answered: boolean;
  answer_to: Epoch | null;
}

interface Referred {
  id: Id;
  epoch: Id;
  state: "sent" | "accepted" | "refused" | "done";
  sent_by: Id;
  sent_on: string;
  expires_on: string;
  answer_to: Epoch | null;
}

/** Seal words to a case whose key this person does not hold; its epoch is verified first. */
async function answer(desk: Desk, epoch: Epoch, item: Id, told: string): Promise<{ frame: string; epoch: Id }> {
  const overview = desk.store.overview;
  if (!overview) throw new NotKeptError(words("problem.page"));
  if (!overview.epochs.some((one) => one.id === epoch.id)) {
    await desk.session.load({ ...overview, epochs: [...overview.epochs, epoch] });
  }
  const fields = { scope: epoch.scope, epoch: epoch.id, item, version: 1, kind: "answer", body: { words: told } };
  return { frame: await desk.session.sealItem(fields), epoch: epoch.id };
}

const framesOf = async (ids: Id[]): Promise<Record<Id, string>> =>
  ids.length ? (await api.post<{ frames: Record<Id, string> }>("frames/", { ids })).frames : {};

/** A view whose rows are drawn once for each overview. */
function rowsView(template: string, title: string, draw: (desk: Desk) => Promise<HTMLElement[]>): Maker {
  return (desk) => {
    const element = clone(template);
    const none = $("[data-slot=none]", element);
    none.hidden = true;
    let drawn: unknown = null;
    const render = () => {
      const now = desk.store.overview;
      if (!now || now === drawn) return;
      drawn = now;
      void draw(desk).then((rows) => {
        if (desk.session.state !== "open" || drawn !== now) return;
        $("[data-slot=rows]", element).replaceChildren(...rows);
        none.hidden = rows.length > 0;
      });
    };
    render();
    return { element, title: words(title), changed: render };
  };
}

export const lentView: Maker = rowsView("case-lent-view", "lent.title", async (desk) => {
  const rows = (desk.store.overview?.lent_to_me ?? []) as unknown as Loan[];
  const frames = await framesOf(rows.map((one) => one.id));
  const made: HTMLElement[] = [];
  for (const one of rows) made.push(await loan(desk, one, frames[one.id]));
  return made;
});

async function loan(desk: Desk, row: Loan, frame?: string): Promise<HTMLElement> {
  const expect = { scope: row.case, item: row.id, version: 1, epoch: desk.store.me, kind: "lent" };
  const opened = frame ? await desk.session.openOne({ id: row.id, frame, expect, mine: true }) : null;
  const told = opened?.payload?.body as { kind: Kind; body: object; ask: string } | undefined;
  let body: HTMLElement | string = words(`refused.${opened?.error ?? "missing"}`);
  if (told?.kind === "request") body = asked(desk, { ...(told.body as RequestBody), files: [] }, "");
  else if (told) body = facts(desk, told.kind, told.body);
  const element = clone("case-lent-row", {
    kind: told ? words(`kind.${told.kind}`) : "",
    by: desk.store.name(row.lent_by),
    until: words("lend.until", { day: day(row.until) }),
    ask: told?.ask || null,
    body,
    answered: row.answered ? undefined : null,
  });
  const made = $<HTMLFormElement>("form", element);
  made.hidden = !row.answer_to;
  onSubmit(made, async () => {
    if (!row.answer_to) return;
    const sealed = await answer(desk, row.answer_to, row.id, field(made, "words").value);
    await send([{ verb: "lend.answer", lent: row.id, ...sealed }]);
    announce(words("lend.answered"));
  }, { desk, draft: `lent:${row.id}` });
  return element;
}

export const referredView: Maker = rowsView("case-referred-view", "referred.title", async (desk) => {
  const rows = (desk.store.overview?.referred_to_us ?? []) as unknown as Referred[];
  const frames = await framesOf(rows.map((one) => one.id));
  const made: HTMLElement[] = [];
  for (const one of rows) made.push(await referred(desk, one, frames[one.id]));
  return made;
});

const FOLLOWS: Record<string, string[]> = { sent: ["accepted", "refused"], accepted: ["done"] };

async function referred(desk: Desk, row: Referred, frame?: string): Promise<HTMLElement> {
  const scope = desk.store.overview?.epochs.find((one) => one.id === row.epoch)?.scope ?? "";
  const expect = { scope, item: row.id, version: 1, epoch: row.epoch, kind: "referral" };
  const opened = frame ? await desk.session.openOne({ id: row.id, frame, expect }) : null;
  const told = opened?.payload?.body as { fields: Record<string, string> } | undefined;
  const list = Object.entries(told?.fields ?? {}).flatMap(([name, value]) => {
    const term = document.createElement("dt");
    const key = `told.${name}`;
    term.textContent = words(key) === key ? name : words(key);
    const said = document.createElement("dd");
    said.textContent = String(value);
    said.dir = "auto";
    return [term, said];
  });
  const element = clone("case-referred-row", {
    state: words(`referral.${row.state}`),
    by: desk.store.name(row.sent_by) || words("referred.sender"),
    days: words("refer.days", { sent: day(row.sent_on), until: day(row.expires_on) }),
    "problem-open": told ? null : words(`refused.${opened?.error ?? "missing"}`),
    fields: list,
  });
  const made = $<HTMLFormElement>("form", element);
  const next = FOLLOWS[row.state] ?? [];
  made.hidden = !next.length;
  for (const button of made.querySelectorAll("button")) button.hidden = !next.includes(button.value);
  onSubmit(made, async (button) => {
    const said = field(made, "words").value.trim();
    const sealed = said && row.answer_to ? await answer(desk, row.answer_to, row.id, said) : {};
    await send([{ verb: "referral.answer", referral: row.id, state: button.value, ...sealed }]);
    announce(words(`referral.${button.value}`));
    await desk.refresh();
  }, { desk, draft: `referred:${row.id}` });
  return element;
}

interface Closed {
  id: Id;
  state: string;
  opened_on: string;
  next_action: string | null;
  pairs: { id: Id; epoch: Id; second: Id | null }[];
}

export const emergencyView: Maker = (desk) => {
  const element = clone("case-emergency-view");
  forgetWith(desk);
  let drawn: unknown = null;
  const render = () => {
    const now = desk.store.overview;
    if (!now || drawn === now) return;
    drawn = now;
    const waiting = now.proposals.filter((one) => one.kind === "emergency").map((one) => second(desk, one));
    $("[data-slot=waiting]", element).replaceChildren(...waiting);
    $("[data-slot=no-waiting]", element).hidden = waiting.length > 0;
    void api.get<{ cases: Closed[] }>("emergency/").then(({ cases }) => {
      const rows = cases.map((one) => first(desk, one)).filter((one) => one !== null);
      $("[data-slot=rows]", element).replaceChildren(...rows);
      $("[data-slot=none]", element).hidden = rows.length > 0;
    }, () => undefined);
  };
  render();
  return { element, title: words("emergency.title"), changed: render };
};

function first(desk: Desk, row: Closed): HTMLElement | null {
  const pairs = row.pairs.filter((one) => one.second);
  if (!pairs.length) return null;
  const state = words(`state.${row.state}`);
  const made = clone<HTMLFormElement>("case-emergency-row", {
    said: words("emergency.case", { code: row.id.slice(0, 8), day: day(row.opened_on), state }),
  });
  const told = pairs.map((one): [string, string] => [one.id, desk.store.name(one.second)]);
  options(field(made, "pair") as never, told, "", words("choose"));
  onSubmit(made, async () => {
    const pair = pairs.find((one) => one.id === field(made, "pair").value);
    const frame = pair && (await framesOf([pair.id]))[pair.id];
    if (!pair || !frame) throw new NotKeptError(words("refused.missing"));
    const half = await desk.session.openHalf({ first: desk.store.me, second: pair.second, frame });
    await send([{ verb: "reveal.ask", id: newId(), case: row.id, to: pair.second, half }]);
    announce(words("emergency.asked", { name: desk.store.name(pair.second) }));
    await desk.refresh();
  });
  return made;
}

function second(desk: Desk, row: { id: Id; epoch: Id; by: Id; made_on: string }): HTMLElement {
  const scope = desk.store.overview?.epochs.find((one) => one.id === row.epoch)?.scope ?? "";
  const made = clone<HTMLFormElement>("case-emergency-second", {
    said: words("emergency.waits", { name: desk.store.name(row.by), day: day(row.made_on), code: scope.slice(0, 8) }),
  });
  onSubmit(made, async () => {
    const half = (await framesOf([row.id]))[row.id];
    if (!half) throw new NotKeptError(words("refused.missing"));
    const grants = await desk.session.completeEpoch(half, row.epoch, [row.by, desk.store.me]);
    await send([{ verb: "reveal.complete", reveal: row.id, grants }]);
    await desk.refresh();
    announce(words("emergency.opened"));
    if (scope) desk.go(`#/case/${scope}`);
  });
  return made;
}
