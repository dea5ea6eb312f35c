/** What keyholders do: vouch, sign together, change who holds the key, take keys away. */

import type { Draft } from "./ceremony";
import type { EntryBody } from "./directory";
import type { PairJson } from "./holder";
import { type PersonRow, type ProposalRow, server, type State } from "./keys-server";
import { fingerprintSlots, keyringFingerprint, on, tried } from "./keys-screen";
import type { Redraw } from "./keys-mine";
import { $, $$, clone, ui, words } from "./page";
import type { Session } from "./session";

export function nameOf(state: State, keyring: string): string {
  const found = state.people.find((one) => one.id === keyring);
  return found?.label || words("somebody");
}

function note(person: PersonRow): string | null {
  const said = [
    person.organisation,
    person.keyholder ? words("is-keyholder") : "",
    person.outside_office ? words("is-outside") : "",
    person.state === "ended" || person.ended ? words("is-ended") : "",
  ];
  return said.filter(Boolean).join(" · ") || null;
}

/**
 * Sign an entry: alone where one keyholder holds the key, else by handing half to another, whom
 * the person chooses where there is a choice. False where they went back.
 */
async function sign(session: Session, state: State, draft: Draft, redraw: Redraw): Promise<boolean> {
  const pairs = state.pairs;
  const body = await session.draftEntry(draft);
  const alone = pairs.find((pair) => !pair.second);
  if (alone) {
    await redraw(await server.signed(await session.signAlone(alone, body)), words("signed"));
    return true;
  }
  if (!pairs.length) {
    const others = state.keyholders.filter((id) => id !== state.me?.id);
    await ui.dialog("keys-ask-first", { whom: others.map((id) => nameOf(state, id)).join(" · ") });
    return false;
  }
  let pair: PairJson | undefined = pairs[0];
  if (pairs.length > 1) {
    const choices = pairs.map((one) => {
      const button = clone<HTMLButtonElement>("keys-choice", { name: nameOf(state, one.second ?? "") });
      button.value = one.second ?? "";
      return button;
    });
    const chosen = await ui.dialog("keys-choose-second", { choices });
    pair = pairs.find((one) => one.second === chosen);
  }
  if (!pair?.second) return false;
  const half = await session.openHalf(pair);
  const said = words("proposed", { name: nameOf(state, pair.second) });
  await redraw(await server.propose(pair.second, body, half), said);
  return true;
}

/** People whose keys nobody has vouched for: compare, then vouch. */
export async function waitingSection(
  session: Session,
  state: State,
  redraw: Redraw,
): Promise<HTMLElement | null> {
  const proposed = new Set(state.proposals.map((one) => (JSON.parse(one.body) as EntryBody).keyring));
  const waiting = state.people.filter((one) => one.state === "waiting" && !one.mine);
  if (!waiting.length || !state.may.vouch) return null;
  const section = clone("keys-people-waiting");
  for (const person of waiting) {
    const told = await keyringFingerprint(person.recipient, person.signing_key);
    const card = clone("keys-person-waiting", {
      name: person.label,
      note: person.organisation || null,
      ...(await fingerprintSlots(told)),
      proposed: proposed.has(person.id) ? undefined : null,
      vouching: proposed.has(person.id) ? null : undefined,
    });
    on(card, "vouch", () => {
      const heard = $<HTMLInputElement>("input[type=checkbox]", card);
      if (!heard.checked) return heard.focus();
      const draft: Draft = { kind: "person", keyring: person.id, role: person.wants };
      void tried(card, () => sign(session, state, draft, redraw));
    });
    section.append(card);
  }
  return section;
}

async function asked(state: State, proposal: ProposalRow): Promise<HTMLElement> {
  const body = JSON.parse(proposal.body) as EntryBody;
  const name = nameOf(state, body.keyring);
  const names = body.keyholders.map((id) => nameOf(state, id)).join(" · ");
  if (body.kind !== "person") return clone(`keys-asked-${body.kind}`, { name, names });
  const told = await keyringFingerprint(body.recipient, body.signing_key);
  return clone("keys-asked-person", { name, ...(await fingerprintSlots(told)) });
}

/** What one keyholder began and another completes. */
export async function proposalsSection(
  session: Session,
  state: State,
  redraw: Redraw,
): Promise<HTMLElement | null> {
  if (!state.proposals.length) return null;
  const section = clone("keys-proposals");
  for (const proposal of state.proposals) {
    const toMe = Boolean(proposal.half);
    const card = clone("keys-proposal", {
      asked: await asked(state, proposal),
      by: toMe ? words("proposed-by", { name: nameOf(state, proposal.by) }) : null,
      waits: toMe ? null : words("waits-for", { name: nameOf(state, proposal.to) }),
      complete: toMe ? undefined : null,
      heard: toMe && JSON.parse(proposal.body).kind === "person" ? undefined : null,
    });
    on(card, "complete", () => {
      const heard = card.querySelector<HTMLInputElement>("input[type=checkbox]");
      if (heard && !heard.checked) return heard.focus();
      void tried(card, async () => {
        const entry = await session.completeEntry(proposal.half, proposal.body);
        await redraw(await server.complete(proposal.id, entry), words("signed"));
      });
    });
    on(card, "withdraw", () => {
      void tried(card, async () => redraw(await server.withdraw(proposal.id), words("withdrawn")));
    });
    section.append(card);
  }
  return section;
}

/** Who holds the organisation's key: any two of those chosen. */
export function keyholdersSection(session: Session, state: State, redraw: Redraw): HTMLElement {
  const section = clone("keys-keyholders", {
    alone: state.alone ? undefined : null,
    shared: state.alone ? null : undefined,
    change: state.may.vouch ? undefined : null,
  });
  const list = $("[data-slot=holders]", section);
  for (const id of state.keyholders) {
    const person = state.people.find((one) => one.id === id);
    list.append(clone("keys-holder", { name: nameOf(state, id), note: person && note(person) }));
  }
  if (!state.may.vouch) return section;
  const form = $<HTMLFormElement>("form", section);
  const candidates = state.people.filter(
    (one) => one.state === "active" && !one.organisation && one.role !== "partner" && !one.ended,
  );
  const boxes = candidates.map((person) => {
    const made = clone("keys-box", { name: person.label || words("somebody") });
    const box = $<HTMLInputElement>("input", made);
    box.value = person.id;
    box.checked = state.keyholders.includes(person.id);
    return made;
  });
  $("[data-slot=boxes]", form).replaceChildren(...boxes);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = $$<HTMLInputElement>("input:checked", form).map((box) => box.value);
    if (!chosen.length) return;
    // Who stays keeps their place, since the first of a pair begins.
    const kept = state.keyholders.filter((id) => chosen.includes(id));
    const keyholders = [...kept, ...chosen.filter((id) => !kept.includes(id))];
    void tried(form, () => sign(session, state, { kind: "keyholders", keyholders }, redraw));
  });
  return section;
}

/** Everybody with keys; taking them away. */
export function peopleSection(session: Session, state: State, redraw: Redraw): HTMLElement {
  const section = clone("keys-people");
  const list = $("[data-slot=people]", section);
  for (const person of state.people) {
    if (person.state === "making" || person.state === "waiting") continue;
    const left = state.departures.find((one) => one.keyring === person.id);
    const row = clone("keys-person", {
      name: person.mine ? words("you", { name: person.label }) : person.label || words("somebody"),
      note: note(person),
      remove: state.may.revoke && person.state === "active" && !person.mine ? undefined : null,
      strike:
        state.may.vouch && person.state === "ended" && left && !left.in_directory
          ? undefined
          : null,
      report: left ? report(left.report.epochs, left.report.emergency) : null,
    });
    on(row, "remove", () => {
      void ui.dialog("keys-remove-person", { name: person.label }).then((answer) => {
        if (answer !== "yes") return;
        const said = words("revoked", { name: person.label });
        void tried(row, async () => redraw(await server.revoke(person.id), said));
      });
    });
    on(row, "strike", () => {
      const draft: Draft = { kind: "end", keyring: person.id };
      void tried(row, () => sign(session, state, draft, redraw));
    });
    list.append(row);
  }
  return section;
}

function report(reached: { scope_kind: string; scope: string }[], emergency: string[]): string {
  const of = (kind: string) =>
    new Set(reached.filter((one) => one.scope_kind === kind).map((one) => one.scope)).size;
  const told = { cases: of("case"), doors: of("door"), emergency: emergency.length };
  return words("could-read", told);
}
