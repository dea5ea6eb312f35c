/** The first view: what waits, by call, file and fellow. */

import { $, clone, fill, words } from "@vault/page";
import { clock } from "./clock";
import { ago, day, type Desk, inLanguage, type Maker, number } from "./desk";
import { today } from "./acts";
import { show } from "./forms";
import type { CallRow } from "./overview";
import type { FellowView } from "./store";

const FELLOWS = 12; // rows at once

export const homeView: Maker = (desk) => {
  const element = clone("office-home");
  let drawn = "";

  function render(): void {
    const { store } = desk;
    const { overview } = store;
    const calls = overview?.calls ?? [];
    const now = [
      Boolean(overview), calls.map((one) => `${one.id}${one.state}${one.mine}${counted(one)}`).join(), store.readings.size,
      [...store.fellows.values()].map((one) => `${one.id}${one.row.next_on}${one.summary?.name}`).join(),
      overview?.me_reviewer.map((one) => one.declared_on).join(),
    ].join();
    if (now === drawn) return;
    drawn = now;
    reviewing(desk, element);
    accompanying(desk, element);
    const mine = calls.filter((one) => one.mine);
    const locked = desk.can.office ? calls.filter((one) => !one.mine) : [];
    fill(element, {
      calls: mine.map((one) => callCard(one)),
      locked: locked.map((one) => keyRow(desk, one)),
    });
    show(element, "calls-part", desk.can.office);
    show(element, "no-calls", !mine.length);
    show(element, "locked-part", locked.length > 0);
    const parts = ["declare-part", "files-part", "fellows-part", "calls-part"];
    show(element, "nothing", parts.every((one) => $(`[data-slot=${one}]`, element).hidden));
  }

  render();
  return { element, title: words("home"), changed: render };
};

function counted(call: CallRow): string {
  return call.applications
    .map((one) => `${one.state}${one.letters.filter((letter) => !letter.shown_on).length}${one.readings.length}`)
    .join("");
}

/** What waits for me as a reviewer: my declaration first, then my files. */
function reviewing({ store, can }: Desk, element: HTMLElement): void {
  const mine = store.overview?.me_reviewer ?? [];
  const missing = can.review ? mine.filter((one) => !one.declared_on) : [];
  const name = (id: string) => inLanguage(store.calls.get(id)?.names ?? {});
  fill(element, {
    declare: missing.map((one) => link(`#/declare/${one.call}`, words("home.declare", { call: name(one.call) }))),
  });
  show(element, "declare-part", missing.length > 0);
  const files = [...store.readings.values()].map((one) => one.row);
  const calls = [...new Set(files.map((one) => one.call))];
  fill(element, {
    files: calls.map((id) => {
      const theirs = files.filter((one) => one.call === id);
      const left = theirs.filter((one) => one.state === "assigned").length;
      const told = { count: left, number: number(left), of: number(theirs.length), call: name(id) };
      return link("#/readings", words("home.files", told));
    }),
  });
  show(element, "files-part", can.review && files.length > 0);
}

/** Fellows for whom there is something to do, the most overdue first. */
function accompanying({ store, can }: Desk, element: HTMLElement): void {
  const now = today();
  const due = [...store.fellows.values()].filter((one) => next(one) <= now).sort((a, b) => (next(a) < next(b) ? -1 : 1));
  fill(element, {
    fellows: due.slice(0, FELLOWS).map((one) => {
      const follow = one.row.follow_ups.find((other) => other.state === "planned" && other.due <= now);
      return clone("office-home-fellow", {
        name: link(`#/fellow/${one.id}`, one.summary?.name || words("application.sealed"), false),
        state: words(`fellow.${one.row.state}`),
        why: follow ? words("home.follow_up", { count: follow.months, months: number(follow.months) }) : ago(next(one)),
      });
    }),
  });
  show(element, "fellows-part", can.accompany && due.length > 0);
}

/** The day on which something is next for a fellow; "9" for none. */
function next({ row }: FellowView): string {
  const asked = row.follow_ups.filter((one) => one.state === "planned").map((one) => one.due);
  return [row.next_on ?? "9", ...asked].sort()[0] ?? "9";
}

function link(href: string, told: string, row = true): HTMLElement {
  const made = document.createElement("a");
  made.href = href;
  const said = document.createElement("bdi");
  said.textContent = told;
  made.append(said);
  if (!row) return made;
  const item = document.createElement("li");
  item.append(made);
  return item;
}

function callCard(call: CallRow): HTMLElement {
  const rows = call.applications;
  const here = `#/applications/${call.id}`;
  const made = clone("office-home-call", {
    name: link(`#/call/${call.id}`, inLanguage(call.names) || call.slug, false),
    clock: clock(call),
    waits: waits(call).map(([href, told]) => link(href, told)),
    states: states(call).map(([state, count]) =>
      clone("office-count", {
        name: link(`${here}?state=${state}`, words(`state.${state}`), false),
        count: number(count),
      }),
    ),
    all: words("home.all", { count: rows.length, number: number(rows.length) }),
  });
  for (const name of ["panel", "ranking", "compose"]) {
    const one = $<HTMLAnchorElement>(`[data-slot=${name}]`, made);
    one.href = `#/${name}/${call.id}`;
    one.closest("li")?.toggleAttribute("hidden", name !== "panel" && !call.composes);
  }
  for (const one of made.querySelectorAll<HTMLAnchorElement>("[data-slot=list]")) one.href = here;
  show(made, "waits", waits(call).length > 0);
  show(made, "no-waits", !waits(call).length);
  return made;
}

/** What waits in a call, each with the list that shows it. */
function waits(call: CallRow): [string, string][] {
  const rows = call.applications;
  const unscreened = rows.filter((one) => one.state === "sent" && one.came !== "brought").length;
  const letters = rows.filter((one) => one.letters.some((letter) => letter.direction === "from" && !letter.shown_on)).length;
  const inPanel = rows.filter((one) => one.state === "eligible" || one.state === "shortlisted");
  const short = inPanel.filter((one) => living(one.readings) < call.readings).length;
  const undeclared = call.reviewers.filter((one) => !one.ended_on && !one.declared_on).length;
  const found: [string, string][] = [];
  const here = `#/applications/${call.id}`;
  const add = (href: string, key: string, count: number) => {
    if (count) found.push([href, words(key, { count, number: number(count) })]);
  };
  add(`${here}?state=sent`, "waits.unscreened", unscreened);
  add(`${here}?letters=unread`, "waits.letters", letters);
  add(`${here}?readings=missing`, "waits.readings", short);
  add(`#/panel/${call.id}`, "waits.undeclared", undeclared);
  return found;
}

export function living(readings: CallRow["applications"][number]["readings"]): number {
  return readings.filter((one) => one.state === "assigned" || one.state === "done").length;
}

/** How many stand where, in the order of the workflow. */
export function states(call: CallRow): [string, number][] {
  const found = new Map<string, number>();
  for (const one of call.applications) found.set(one.state, (found.get(one.state) ?? 0) + 1);
  return ORDER.flatMap((state) => {
    const count = found.get(state);
    return count ? [[state, count] as [string, number]] : [];
  });
}

export const ORDER = [
  "sent", "eligible", "shortlisted", "offered", "waiting", "accepted", "declined", "not_chosen",
  "ineligible", "withdrawn",
] as const;

/** A call whose applications this person cannot open. */
function keyRow({ store }: Desk, call: CallRow): HTMLElement {
  const names = call.team.map((one) => store.name(one)).filter(Boolean).join(", ");
  const told = call.epoch ? words("home.ask", { names }) : words("home.no_key");
  return clone("office-home-key", {
    name: link(`#/call/${call.id}`, inLanguage(call.names) || call.slug, false),
    why: told,
    clock: call.state === "draft" ? words("clock.draft") : day(call.closes_at),
  });
}
