/** Who reads a case: its team, who is kept away, and what is kept apart for fewer. */

import { $, announce, clone, ui, words } from "@vault/page";
import type { Compartment, Id } from "../../kinds";
import { type Act, because, sealPart, send, summaryPart } from "../acts";
import { choices } from "../caseform";
import { type Desk, number, onSubmit, options } from "../desk";
import { newKey } from "../opening";
import type { CaseView } from "../store";
import { field, form, own, people } from "./forms";

const APART: Compartment[] = ["location", "medical", "money"];

export function teamPanel(desk: Desk, view: CaseView, again: () => void): HTMLElement {
  const element = own(clone("case-team"));
  const { store, session } = desk;
  const row = store.cases.get(view.id)?.row ?? view.row;
  const labels = new Map(people(desk));
  $("[data-slot=rows]", element).replaceChildren(...row.team.map((id) => {
    const item = clone("case-member", { name: store.name(id) || id.slice(0, 8) });
    const problem = $("[data-slot=problem]", item);
    const button = $<HTMLButtonElement>("button", item);
    problem.hidden = true;
    button.hidden = id === store.me;
    button.onclick = async () => {
      if ((await ui.dialog("case-remove", { name: store.name(id) })) !== "yes") return;
      await ui.busy(button, async () => {
        try {
          await without(desk, view, id, false);
          announce(words("team.removed", { name: store.name(id) }));
          again();
        } catch (reason) {
          problem.textContent = because(reason);
          problem.hidden = false;
        }
      });
    };
    return item;
  }));
  const add = $<HTMLFormElement>("form.add", element);
  const away = $<HTMLFormElement>("form.away", element);
  const outside = [...labels].filter(([id]) => !row.team.includes(id) && !view.summary?.exclusions.includes(id));
  options(field(add, "keyring") as never, outside, "", words("choose"));
  const readable = new Set(session.overview?.readable);
  const mine = APART.filter((one) => readable.has(store.epoch(view.id, one)?.id ?? ""));
  $("[data-slot=apart]", add).hidden = !mine.length;
  choices(add, "compartments", mine.map((one) => [one, words(`compartment.${one}`)]), "checkbox", []);
  onSubmit(add, async () => {
    const id = field(add, "keyring").value;
    const chosen = new Set(new FormData(add).getAll("compartments").map(String));
    const grants = [];
    for (const epoch of store.overview?.epochs ?? []) {
      const wanted = epoch.compartment === "main" || chosen.has(epoch.compartment);
      if (epoch.scope === view.id && wanted && readable.has(epoch.id)) grants.push(await session.grant(epoch.id, id, null));
    }
    await send([{ verb: "case.grant", grants }]);
    await desk.refresh();
    announce(words("team.added", { name: store.name(id) }));
    again();
  });
  const others = [...labels].filter(([id]) => id !== store.me && !view.summary?.exclusions.includes(id));
  options(field(away, "keyring") as never, others, "", words("choose"));
  onSubmit(away, async () => {
    await without(desk, view, field(away, "keyring").value, true);
    announce(words("team.away"));
    again();
  });
  return element;
}

/** New keys of everything of a case without one colleague; `away` keeps them from coming back. */
async function without(desk: Desk, view: CaseView, id: Id, away: boolean): Promise<void> {
  const { store } = desk;
  const row = store.cases.get(view.id)?.row ?? view.row;
  const readable = new Set(desk.session.overview?.readable);
  const members = [...new Set([store.me, ...row.team])].filter((one) => one !== id);
  const acts: Act[] = [];
  const held = APART.filter((one) => readable.has(store.epoch(view.id, one)?.id ?? ""));
  if (row.team.includes(id)) {
    // The main key's act takes every other grant of whoever left, too: it is the last.
    for (const one of held) acts.push(await newKey(desk, view.id, one, members));
    acts.push(await newKey(desk, view.id, "main", members));
  }
  const main = acts.at(-1)?.["epoch"] as { id: Id } | undefined;
  const was = view.summary;
  const change: Record<string, unknown> = {};
  if (away) change["exclusions"] = [...new Set([...(was?.exclusions ?? []), id])];
  if (was?.assigned === id) change["assigned"] = store.me;
  if (Object.keys(change).length) {
    const part = summaryPart(view, change as never);
    const sealed = await sealPart(desk, view.id, main ? { ...part, epoch: main.id } : part);
    acts.push({ verb: "case.items", case: view.id, items: [sealed.act] });
  }
  if (acts.length) await send(acts);
  await desk.refresh();
}

/** What is kept apart: whether it has a key, who gets it, and how long it lives. */
export function apartPanel(desk: Desk, view: CaseView, again: () => void): HTMLElement {
  const element = clone("case-apart");
  const readable = new Set(desk.session.overview?.readable);
  const days = desk.store.overview?.retention;
  $("[data-slot=rows]", element).replaceChildren(...APART.map((one) => {
    const made = form(desk, "case-apart-row");
    const epoch = desk.store.epoch(view.id, one);
    const life = one === "location" ? words("apart.location", { days: number(days?.location_days ?? 30) }) : words("apart.life");
    $("[data-slot=name]", made).textContent = words(`compartment.${one}`);
    $("[data-slot=life]", made).textContent = life;
    const mine = $("[data-slot=mine]", made);
    mine.textContent = epoch ? words(readable.has(epoch.id) ? "apart.mine" : "apart.others") : words("apart.none");
    const make = $("[data-slot=make]", made);
    const button = $<HTMLButtonElement>("button", made);
    make.hidden = button.hidden = Boolean(epoch);
    const team = (desk.store.cases.get(view.id)?.row ?? view.row).team;
    const told = team.filter((id) => id !== desk.store.me).map((id): [string, string] => [id, desk.store.name(id)]);
    choices(made, "members", told, "checkbox", []);
    onSubmit(made, async () => {
      const members = [desk.store.me, ...new FormData(made).getAll("members").map(String)];
      const act = await newKey(desk, view.id, one, members);
      const key = (act["epoch"] as { id: Id }).id;
      // Who was given it stands in it, signed: the server cannot say otherwise.
      const names = members.map((id) => desk.store.name(id)).join(", ");
      const note = { kind: "note" as const, body: { words: words("apart.opened", { names }) }, epoch: key };
      const part = await sealPart(desk, view.id, note);
      await send([act, { verb: "case.items", case: view.id, items: [part.act] }]);
      await desk.refresh();
      announce(words("case.kept"));
      again();
    });
    return made;
  }));
  return element;
}
