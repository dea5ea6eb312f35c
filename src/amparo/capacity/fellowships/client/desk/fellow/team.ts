/** Who accompanies a fellow: who holds the key, who is given it, and a new key without somebody. */

import { $, announce, clone, fill, words } from "@vault/page";
import type { Id } from "../../kinds";
import { type Act, sealParts, send } from "../acts";
import type { Desk } from "../desk";
import { asking, doing, field, own, sending, show } from "../forms";
import type { FellowView } from "../store";
import { choosePeople } from "./way";

export function teamPart(desk: Desk, view: FellowView): HTMLElement {
  const made = own(clone("fellow-team"));
  const { store } = desk;
  const team = view.row.team;
  fill(made, { rows: team.map((id) => member(desk, view, id)) });
  show(made, "alone", team.length < 2);
  const form = $<HTMLFormElement>("form", made);
  choosePeople(desk, field<HTMLSelectElement>(form, "keyring"), team);
  sending(desk, form, `team:${view.id}`, async () => {
    const id = field(form, "keyring").value;
    const label = store.name(id);
    await send([{ verb: "fellowship.grant", grants: await grants(desk, view, id) }]);
    await desk.refresh();
    announce(words("team.given", { name: label }));
  });
  return made;
}

/** Every key of a fellowship that this person holds, for somebody who then opens older entries, too. */
async function grants({ session, store }: Desk, view: FellowView, to: Id): Promise<object[]> {
  const readable = new Set(session.overview?.readable);
  const made = [];
  for (const epoch of store.overview?.epochs ?? []) {
    if (epoch.scope === view.id && readable.has(epoch.id)) made.push(await session.grant(epoch.id, to, null));
  }
  return made;
}

function member(desk: Desk, view: FellowView, id: Id): HTMLElement {
  const name = desk.store.name(id) || id.slice(0, 8);
  const made = clone("fellow-member", { name: id === desk.store.me ? words("me", { name }) : name });
  const button = $<HTMLButtonElement>("button", made);
  button.hidden = id === desk.store.me;
  doing(button, made, async () => {
    if (!(await asking("fellow-remove", { name }))) return;
    await without(desk, view, id);
    announce(words("team.removed", { name }));
  });
  return made;
}

/** A new key of a fellowship for everybody but one; who was their coach is nobody then. */
async function without(desk: Desk, view: FellowView, id: Id): Promise<void> {
  const { session, store } = desk;
  const members = [...new Set([store.me, ...view.row.team])].filter((one) => one !== id);
  const numbers = (store.overview?.epochs ?? []).filter((one) => one.scope === view.id).map((one) => one.number);
  const epoch = await session.newEpoch({
    scope_kind: "fellowship", scope: view.id, compartment: "main", number: Math.max(0, ...numbers) + 1, members, pairs: true,
  });
  const acts: Act[] = [];
  const head = view.entries.find((one) => one.kind === "summary" && one.item === view.id);
  if (view.summary?.coach === id && head) {
    const body = { ...view.summary, coach: "" as const };
    const items = await sealParts(desk, view.id, view.id, [{ kind: "summary", body, before: head }]);
    acts.push({ verb: "fellowship.items", fellowship: view.id, items });
  }
  await send([...acts, { verb: "fellowship.epoch", fellowship: view.id, epoch }]);
  await desk.refresh();
}
