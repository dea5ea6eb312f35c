/** The panel of a call: reviewers, what they declared, who must not read what, and who reads what. */

import { $, announce, clone, fill, words } from "@vault/page";
import { foundRow } from "./application/conflicts";
import { unlooked } from "./application/copy";
import { newId, send, writeOn } from "./acts";
import { readersOf, unseen } from "./away";
import type { Found } from "./conflicts";
import { day, type Desk, inLanguage, type Maker, number, options } from "./desk";
import { asking, doing, field, own, read, sending, show } from "./forms";
import { named, nameOf } from "./list";
import type { CallRow, ReviewerRow } from "./overview";
import { files, type Load, loads, missing, readerName } from "./panel/people";
import { proposing } from "./panel/proposing";
import type { ApplicationView } from "./store";

const SHOWN = 12; // conflicts at once

export const panelView: Maker = (desk, [id = ""]) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine) return { element: clone("office-no-call"), title: words("panel") };
  const element = clone("office-panel", { call: inLanguage(call.names) || call.slug });
  $<HTMLAnchorElement>("[data-slot=call]", element).href = `#/call/${id}`;
  $<HTMLAnchorElement>("[data-slot=copies]", element).href = `#/copies/${id}`;
  const proposal = proposing(desk, id, $("[data-slot=assign]", element));
  const drawn = new Map<string, string>();

  /** Drawn again only when what it shows changed, so that nothing typed or focused is lost. */
  function part(slot: string, now: unknown, draw: () => HTMLElement | null): void {
    const said = JSON.stringify(now);
    if (drawn.get(slot) === said) return;
    drawn.set(slot, said);
    const place = $(`[data-slot=${slot}]`, element);
    const focused = place.contains(document.activeElement);
    const made = draw();
    place.replaceChildren(...(made ? [made] : []));
    const heading = focused && place.querySelector<HTMLElement>("h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  function render(): void {
    const { store } = desk;
    const here = store.calls.get(id);
    if (!here) return desk.go("#/");
    const reading = files(desk, here);
    const opening = store.progress.done < store.progress.total;
    const has = loads(desk, here);
    const profiles = here.reviewers.map((one) => Boolean(store.profile(one.id)));
    part("people", [here.reviewers, profiles, [...has]], () => people(desk, here, has));
    show(element, "opening", opening);
    // Looked for once everything is open: what is found in half of them would be half of it.
    if (!opening) {
      const found = foundIn(desk, here, reading);
      part("conflicts", [found.map(([view, one]) => [view.id, one.keyring, one.kind])], () => conflicts(desk, found));
    }
    const waiting = unlooked(reading).length;
    const told = { count: waiting, number: number(waiting), of: number(reading.length) };
    fill(element, { "copies-said": words(waiting ? "panel.copies" : "panel.copies_none", told) });
    show(element, "copies", waiting > 0);
    proposal.changed(opening, missing(here, reading).length);
  }

  render();
  return { element, title: words("panel"), changed: render, left: proposal.left };
};

/** Whom a file must not reach, as far as it was found and nobody looked yet. */
function foundIn(desk: Desk, call: CallRow, views: readonly ApplicationView[]): [ApplicationView, Found][] {
  const readers = readersOf(desk, call);
  return views.flatMap((view) => unseen(desk, view, readers).map((one): [ApplicationView, Found] => [view, one]));
}

function people(desk: Desk, call: CallRow, has: Map<string, Load>): HTMLElement {
  const made = own(clone("office-panel-people"));
  const here = call.reviewers.filter((one) => !one.ended_on);
  const gone = call.reviewers.filter((one) => one.ended_on && has.has(one.id));
  fill(made, { rows: [...here, ...gone].map((one) => reviewerRow(desk, one, has.get(one.id))) });
  show(made, "none", !here.length);
  const form = $<HTMLFormElement>("form", made);
  const outside = desk.store.people("reviewers").filter((one) => !here.some((row) => row.keyring === one.id));
  options(field<HTMLSelectElement>(form, "keyring"), outside.map((one) => [one.id, one.label]), "", words("choose"));
  show(made, "add-part", outside.length > 0);
  show(made, "nobody", !outside.length);
  sending(desk, form, `reviewer:${call.id}`, async () => {
    const keyring = read(form).text("keyring");
    const [done] = await send<{ reviewer: string }>([{ verb: "reviewer.add", id: newId(), call: call.id, keyring }]);
    const before = call.reviewers.find((one) => one.id === done?.reviewer);
    if (before) before.ended_on = null;
    else if (done) call.reviewers.push({ id: done.reviewer, keyring, version: 0, epoch: null, declared_on: null, ended_on: null });
    desk.store.changed();
    announce(words("panel.added", { name: desk.store.name(keyring) }));
  });
  return made;
}

function reviewerRow(desk: Desk, row: ReviewerRow, load: Load | undefined): HTMLElement {
  const profile = desk.store.profile(row.id);
  const has = load?.has ?? 0;
  const name = readerName(desk, row);
  const made = clone("office-panel-reader", {
    name,
    state: words(row.ended_on ? "panel.ended" : row.declared_on ? "panel.declared" : "panel.undeclared", { day: day(row.declared_on) }),
    languages: profile ? profile.languages.map((one) => named("languages", one)).join(", ") : null,
    themes: profile?.themes.length ? profile.themes.map((one) => named("themes", one)).join(", ") : null,
    words: profile?.words || null,
    load: profile
      ? words("panel.load_of", { count: has, has: number(has), most: number(profile.most), done: number(load?.done ?? 0) })
      : words("panel.load", { count: has, has: number(has), done: number(load?.done ?? 0) }),
  });
  $(".tag", made).classList.toggle("high", !row.declared_on && !row.ended_on);
  const end = $<HTMLButtonElement>("button", made);
  end.hidden = Boolean(row.ended_on);
  doing(end, made, async () => {
    if (!(await asking("office-ask", { title: words("ask.end.title", { name }), words: words("ask.end") }))) return;
    await send([{ verb: "reviewer.end", reviewer: row.id }]);
    await desk.refresh();
    announce(words("panel.is_ended", { name }));
  });
  return made;
}

/** Found by comparing, over all files; each is looked at by a person, or all are kept away. */
function conflicts(desk: Desk, found: [ApplicationView, Found][]): HTMLElement {
  const made = clone("office-panel-conflicts", {
    count: found.length
      ? words("panel.found", { count: found.length, number: number(found.length) })
      : words("panel.found_none"),
    rows: found.slice(0, SHOWN).map(([view, one]) => {
      const row = foundRow(desk, view, { ...one, found: "detected" });
      const link = clone("office-panel-file", { name: nameOf(view) });
      $<HTMLAnchorElement>("a", link).href = `#/application/${view.id}`;
      row.prepend(link);
      return row;
    }),
    more: found.length > SHOWN ? words("panel.found_more", { count: found.length - SHOWN, number: number(found.length - SHOWN) }) : null,
  });
  const others = found.filter(([, one]) => one.keyring !== desk.store.me);
  show(made, "all-part", others.length > 1);
  doing($<HTMLButtonElement>("[data-slot=all]", made), made, async () => {
    const told = { count: others.length, number: number(others.length) };
    if (!(await asking("office-ask", { title: words("ask.keep_all.title", told), words: words("ask.keep_all") }))) return;
    const byView = new Map<ApplicationView, Found[]>();
    for (const [view, one] of others) byView.set(view, [...(byView.get(view) ?? []), one]);
    for (const [view, theirs] of byView) {
      const parts = theirs.map((one) => ({ kind: "conflict" as const, body: { ...one, found: "detected" as const } }));
      const away = [...new Set(theirs.map((one) => one.keyring))];
      await writeOn(desk, view, parts, "", away.map((keyring) => ({ verb: "bar.set", application: view.id, keyring })));
      for (const keyring of away) view.row.bars.push({ keyring });
    }
    await desk.refresh();
    announce(words("panel.all_kept", told));
  });
  return made;
}

