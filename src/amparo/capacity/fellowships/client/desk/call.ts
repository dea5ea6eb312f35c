/** A call's keys, its discussion, and the moment everybody is told. */

import { $, $$, announce, clone, fill, words } from "@vault/page";
import type { Id } from "../kinds";
import { type Act, send } from "./acts";
import { clock, moment } from "./clock";
import { type Desk, inLanguage, type Maker, number, onSubmit, options } from "./desk";
import { asking, choices, doing, field, own, read, show } from "./forms";
import { states } from "./home";
import type { CallRow } from "./overview";

const UNDECIDED = ["sent", "eligible", "shortlisted"];

export const callView: Maker = (desk, [id = ""]) => {
  const element = clone("office-call");
  let drawn = "";

  function render(): void {
    const call = desk.store.calls.get(id);
    show(element, "gone", !call && Boolean(desk.store.overview));
    show(element, "body", Boolean(call));
    if (!call) return;
    const now = [
      call.state, call.discussion, call.mine, call.epoch?.id, call.team.join(), JSON.stringify(states(call)),
    ].join();
    if (now === drawn) return;
    drawn = now;
    draw(desk, element, call);
  }

  render();
  const call = desk.store.calls.get(id);
  return { element, title: call ? inLanguage(call.names) : words("call"), changed: render };
};

function draw(desk: Desk, element: HTMLElement, call: CallRow): void {
  fill(element, {
    name: inLanguage(call.names) || call.slug,
    state: words(`call.${call.state}`),
    clock: clock(call),
    seats: number(call.seats),
    readings: number(call.readings),
    counts: states(call).map(([state, count]) =>
      clone("office-count", { name: words(`state.${state}`), count: number(count) }),
    ),
    later: call.extensions.map((one) => later(call, one)),
  });
  show(element, "later-part", call.extensions.length > 0);
  show(element, "links", call.mine);
  for (const link of $$<HTMLAnchorElement>("[data-to]", element)) {
    link.href = `#/${link.dataset["to"] ?? ""}/${call.id}`;
    const composing = ["ranking", "compose", "report"].includes(link.dataset["to"] ?? "");
    link.closest("li")?.toggleAttribute("hidden", composing && !call.composes);
  }
  keys(desk, $("[data-slot=key]", element), call);
  show(element, "moments", call.mine);
  if (!call.mine) return;
  discussion(desk, $("[data-slot=discussion]", element), call);
  telling(desk, $("[data-slot=telling]", element), call);
}

function later(call: CallRow, { reason, until }: CallRow["extensions"][number]): HTMLElement {
  const item = document.createElement("li");
  item.textContent = words("call.later", { reason: inLanguage(reason), until: moment(until, call.time_zone) });
  return item;
}

function keys(desk: Desk, place: HTMLElement, call: CallRow): void {
  const { store } = desk;
  const made = own(clone("office-key"));
  const office = store.people("office").map((one): [string, string] => [one.id, one.label]);
  const others = office.filter(([id]) => id !== store.me);
  const name = (id: Id) => store.name(id) || id.slice(0, 8);
  const names = call.team.filter((one) => one !== store.me).map(name).join(", ");
  const key = call.mine ? (names ? "key.mine" : "key.alone") : call.epoch ? "key.others" : "key.none";
  fill(made, { said: words(key, { names }) });
  const first = $<HTMLFormElement>("form.first", made);
  const give = $<HTMLFormElement>("form.give", made);
  const renew = $<HTMLFormElement>("form.renew", made);
  first.hidden = Boolean(call.epoch);
  $("[data-slot=hand-on]", made).hidden = !call.mine;
  choices(first, "members", others);
  onSubmit(first, async () => {
    await newKey(desk, call, read(first).list("members"));
    announce(words("key.made"));
  });
  const outside = others.filter(([id]) => !call.team.includes(id));
  options(field<HTMLSelectElement>(give, "keyring"), outside, "", words("choose"));
  show(made, "give-part", outside.length > 0);
  onSubmit(give, async () => {
    const to = read(give).text("keyring");
    await send([{ verb: "call.grant", grants: await grants(desk, call, to) }]);
    await desk.refresh();
    announce(words("key.given", { name: name(to) }));
  });
  choices(renew, "members", others, "checkbox", call.team);
  onSubmit(renew, async () => {
    const members = read(renew).list("members");
    const left = call.team.filter((one) => one !== store.me && !members.includes(one));
    const names = left.map(name).join(", ");
    if (!(await asking("office-renew", { left: left.length ? words("key.left", { names }) : words("key.nobody_left") }))) return;
    await newKey(desk, call, members);
    announce(words("key.renewed"));
  });
  place.replaceChildren(made);
}

/** Every key of a call that this person holds, for somebody who then opens older letters, too. */
async function grants({ session, store }: Desk, call: CallRow, to: Id) {
  const readable = new Set(session.overview?.readable);
  const epochs = (store.overview?.epochs ?? []).filter((one) => one.scope === call.id && readable.has(one.id));
  const made = [];
  for (const epoch of epochs) made.push(await session.grant(epoch.id, to, null));
  return made;
}

/** The next key of a call, its first or a newer one, for these people and oneself. */
async function newKey(desk: Desk, call: CallRow, others: Id[]): Promise<void> {
  const { session, store } = desk;
  const before = (store.overview?.epochs ?? []).filter((one) => one.scope === call.id).map((one) => one.number);
  const epoch = await session.newEpoch({
    scope_kind: "call",
    scope: call.id,
    compartment: "main",
    number: Math.max(0, call.epoch?.number ?? 0, ...before) + 1,
    members: [...new Set([store.me, ...others])],
    pairs: true,
  });
  const acts: Act[] = [{ verb: "call.epoch", call: call.id, epoch }];
  // Whoever is new among them opens what came before, too.
  const added = call.mine ? others.filter((one) => !call.team.includes(one)) : [];
  for (const one of added) acts.push({ verb: "call.grant", grants: await grants(desk, call, one) });
  await send(acts);
  await desk.refresh();
}

function discussion(desk: Desk, place: HTMLElement, call: CallRow): void {
  const made = clone("office-discussion", {
    said: words(call.discussion ? "discussion.open" : "discussion.closed"),
    set: words(call.discussion ? "discussion.close" : "discussion.begin"),
  });
  const button = $<HTMLButtonElement>("button", made);
  button.hidden = call.state === "ended";
  doing(button, made, async () => {
    const open = !call.discussion;
    if (open && !(await asking("office-discuss"))) return;
    await send([{ verb: "discussion.set", call: call.id, open }]);
    call.discussion = open;
    desk.store.changed();
    announce(words(open ? "discussion.open" : "discussion.closed"));
  });
  place.replaceChildren(made);
}

/** Results go out to everybody at once; later the round ends. */
function telling(desk: Desk, place: HTMLElement, call: CallRow): void {
  const made = clone("office-telling");
  const undecided = call.applications.filter((one) => UNDECIDED.includes(one.state));
  const count = undecided.length;
  const told = call.state !== "published";
  const open = Date.parse(call.closes_at) > Date.now();
  const said =
    call.state === "draft" ? words("telling.draft")
    : call.state === "ended" ? words("telling.ended")
    : told ? words("telling.told")
    : open ? words("telling.open")
    : count ? words("telling.undecided", { count, number: number(count) })
    : words("telling.ready");
  fill(made, { said });
  const tell = $<HTMLButtonElement>("[data-slot=tell]", made);
  tell.hidden = call.state !== "published" || open || count > 0;
  const see = $<HTMLAnchorElement>("[data-slot=undecided]", made);
  see.href = `#/applications/${call.id}?state=${undecided[0]?.state ?? ""}`;
  see.hidden = call.state !== "published" || open || !count;
  const end = $<HTMLButtonElement>("[data-slot=end]", made);
  end.hidden = call.state !== "decided";
  doing(tell, made, async () => {
    if (!(await asking("office-tell", { rows: states(call).map(([state, of]) => toldRow(state, of)) }))) return;
    await send([{ verb: "call.tell", call: call.id }]);
    await desk.refresh();
    announce(words("telling.told"));
  });
  doing(end, made, async () => {
    const waiting = call.applications.filter((one) => one.state === "waiting" || one.state === "offered").length;
    const asked = await asking("office-end", {
      waiting: waiting ? words("telling.waiting", { count: waiting, number: number(waiting) }) : null,
    });
    if (!asked) return;
    await send([{ verb: "call.end", call: call.id }]);
    await desk.refresh();
    announce(words("telling.ended"));
  });
  place.replaceChildren(made);
}

/** How many read which sentence. */
function toldRow(state: string, count: number): HTMLElement {
  return clone("office-told", { count: number(count), words: words(`told.${state}`) });
}
