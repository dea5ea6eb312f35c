/** New keys for what is sealed: after somebody left, every month for a door, the first of all. */

import type { Epoch } from "./directory";
import { nameOf } from "./keys-house";
import type { Redraw } from "./keys-mine";
import { type Door, server, type State } from "./keys-server";
import { day, on, tried } from "./keys-screen";
import { $, $$, announce, clone, words } from "./page";
import { type Renewal, renewed, type ScopeAct } from "./renewing";
import type { Session } from "./session";

const MONTH = 30 * 24 * 3600 * 1000;
/** So many new epochs go in one request. */
const BATCH = 25;

/** What somebody who left could read, and doors whose key is a month old. */
export function renewSection(
  session: Session,
  state: State,
  monthly: Renewal[],
  redraw: Redraw,
): HTMLElement | null {
  const left = state.renew;
  const due = [...left, ...monthly.filter((row) => !left.some((one) => one.epoch === row.epoch))];
  const { held, unheld } = state.renew_others;
  if (!due.length && !held && !unheld) return null;
  const section = clone("keys-renew", {
    left: left.length ? undefined : null,
    monthly: due.length > left.length ? undefined : null,
    others: held ? words("renew-others", { count: held }) : null,
    nobody: unheld ? words("renew-nobody", { count: unheld }) : null,
    button: due.length ? undefined : null,
    count: due.length || null,
  });
  on(section, "renew", () => {
    void tried(section, async () => {
      let done = 0;
      for (let at = 0; at < due.length; at += BATCH) {
        const acts: ScopeAct[] = [];
        for (const row of due.slice(at, at + BATCH)) {
          acts.push(await renewed(session, row));
          $("[data-slot=progress]", section).textContent = words("renewing", {
            done: ++done,
            of: due.length,
          });
        }
        await server.acts(acts);
      }
      announce(words("renewed"));
      await redraw(await server.state(), words("renewed"));
    });
  });
  return section;
}

export interface DoorRows {
  door: Door;
  epochs: (Epoch & { members?: string[] })[];
}

/** The doors that this person may see, with their epochs. */
export async function readDoors(): Promise<DoorRows[]> {
  const doors = await server.doors();
  const asked = doors.map(async (door) => {
    const epochs = await server.epochs(door.id).catch(() => []);
    return { door, epochs };
  });
  return Promise.all(asked);
}

function living(rows: DoorRows) {
  return rows.epochs.find((epoch) => !epoch.retired_on);
}

/** Doors that this person holds, and whose key is a month old. */
export function monthlyDoors(doors: DoorRows[]): Renewal[] {
  const found: Renewal[] = [];
  for (const rows of doors) {
    const epoch = living(rows);
    if (!epoch || !rows.door.mine || !epoch.members) continue;
    if (Date.now() - Date.parse(epoch.made_on) < MONTH) continue;
    const { id, scope_kind, scope, compartment, number, members } = epoch;
    found.push({ epoch: id, scope_kind, scope, compartment, number, members, mine: true });
  }
  return found;
}

/** Who reads what comes in through each door. */
export function doorsSection(
  session: Session,
  state: State,
  doors: DoorRows[],
  redraw: Redraw,
): HTMLElement | null {
  if (!doors.length) return null;
  const section = clone("keys-doors");
  for (const rows of doors) section.append(doorCard(session, state, rows, redraw));
  return section;
}

function doorCard(session: Session, state: State, rows: DoorRows, redraw: Redraw): HTMLElement {
  const { door } = rows;
  const epoch = living(rows);
  const members = epoch?.members ?? [];
  const reads = members.map((id) => nameOf(state, id)).join(" · ");
  const open = Boolean(epoch);
  const changes = !open || door.mine;
  const card = clone("keys-door", {
    name: words(`door-${door.kind}`),
    who: words(`door-${door.kind}-who`),
    state: open && epoch ? words("door-open", { day: day(epoch.made_on) }) : words("door-shut"),
    reads: reads ? words("door-reads", { names: reads }) : null,
    form: changes ? undefined : null,
    others: changes ? null : undefined,
    first: open ? null : undefined,
    change: open ? undefined : null,
  });
  if (!changes) return card;
  const form = $<HTMLFormElement>("form", card);
  const candidates = state.people.filter(
    (one) => one.state === "active" && !one.organisation && one.role !== "partner" && !one.ended,
  );
  const boxes = candidates.map((person) => {
    const made = clone("keys-box", { name: person.label || words("somebody") });
    const box = $<HTMLInputElement>("input", made);
    box.value = person.id;
    box.checked = members.includes(person.id);
    return made;
  });
  $("[data-slot=boxes]", form).replaceChildren(...boxes);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = $$<HTMLInputElement>("input:checked", form).map((box) => box.value);
    if (!chosen.length) return;
    void tried(form, async () => {
      await server.acts(await changed(session, rows, chosen));
      await redraw(await server.state(), words("door-kept"));
    });
  });
  return card;
}

/** Who is new gets every key of the door that I hold; when somebody goes, a new key is made. */
async function changed(session: Session, rows: DoorRows, chosen: string[]): Promise<ScopeAct[]> {
  const epoch = living(rows);
  const before = epoch?.members ?? [];
  const acts: ScopeAct[] = [];
  const readable = new Set(session.overview?.readable);
  const added = epoch ? chosen.filter((id) => !before.includes(id)) : [];
  const goes = before.some((id) => !chosen.includes(id));
  const grants = [];
  for (const old of rows.epochs.filter((one) => readable.has(one.id))) {
    for (const id of added) grants.push(await session.grant(old.id, id, null));
  }
  if (grants.length) acts.push({ verb: "case.grant", grants });
  if (!epoch || goes) {
    const number = Math.max(0, ...rows.epochs.map((one) => one.number)) + 1;
    const asked = { scope_kind: "door", scope: rows.door.id, compartment: "main" } as const;
    const made = await session.newEpoch({ ...asked, number, members: chosen, pairs: false });
    acts.push({ verb: "door.epoch", door: rows.door.id, epoch: made });
  }
  return acts;
}

/** For a partner's person: the key that referrals to their organisation are sealed to. */
export function partnerSection(session: Session, state: State, redraw: Redraw): HTMLElement | null {
  const own = state.organisation;
  const me = state.me;
  if (!own || !me || !state.vault) return null;
  const has = state.vault.epochs.some((epoch) => epoch.scope === own.id && !epoch.retired_on);
  const section = clone("keys-partner", {
    name: own.name,
    has: has ? undefined : null,
    first: has ? null : undefined,
  });
  on(section, "make", () => {
    void tried(section, async () => {
      const asked = { scope_kind: "organisation", scope: own.id, compartment: "main" } as const;
      const members = [me.id];
      const epoch = await session.newEpoch({ ...asked, number: 1, members, pairs: false });
      await server.acts([{ verb: "organisation.epoch", organisation: own.id, epoch }]);
      await redraw(await server.state(), words("partner-made"));
    });
  });
  return section;
}
