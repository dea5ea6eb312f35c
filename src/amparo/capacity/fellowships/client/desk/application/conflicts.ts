/** Who must not read an application, and why: found, told, looked at. */

import { $, announce, clone, fill, words } from "@vault/page";
import { CONFLICTS, type ConflictBody, type ConflictKind, type Id } from "../../kinds";
import { type Act, NotKeptError, writeOn } from "../acts";
import { unseen } from "../away";
import { coded, day, type Desk, options } from "../desk";
import { asking, doing, field, own, read, sending, show } from "../forms";
import type { ApplicationView, Entry } from "../store";

export function conflictsPart(desk: Desk, view: ApplicationView): HTMLElement {
  const made = own(clone("office-conflicts"));
  const { store } = desk;
  const name = (id: Id) => store.name(id) || id.slice(0, 8);
  const found = unseen(desk, view);
  const told = view.conflicts.filter((one) => !one.body.dismissed);
  const gone = view.conflicts.filter((one) => one.body.dismissed);
  const unsaid = view.row.bars.filter((one) => !told.some((other) => other.body.keyring === one.keyring));
  fill(made, {
    found: found.map((one) => foundRow(desk, view, { ...one, found: "detected" })),
    told: [
      ...told.map((one) => toldRow(desk, view, one)),
      ...unsaid.map((one) => barRow(desk, view, one.keyring)),
    ],
    dismissed: gone.map((one) => clone("office-dismissed", {
      said: words("conflict.dismissed", { name: name(one.body.keyring), kind: words(`conflict.${one.body.kind}`), day: day(one.day) }),
      words: one.body.words || null,
    })),
  });
  show(made, "found-part", found.length > 0);
  show(made, "told-part", told.length + unsaid.length > 0);
  show(made, "dismissed-part", gone.length > 0);
  show(made, "none", !found.length && !told.length && !unsaid.length);
  const form = $<HTMLFormElement>("form", made);
  const reviewers = store.calls.get(view.call.id)?.reviewers.filter((one) => !one.ended_on).map((one) => one.keyring) ?? [];
  const people = [...new Set([...reviewers, ...view.call.team])].map((id): [string, string] => [id, name(id)]);
  options(field<HTMLSelectElement>(form, "keyring"), people, "", words("choose"));
  options(field<HTMLSelectElement>(form, "kind"), coded("conflict", CONFLICTS.filter((one) => one !== "declared")), "person");
  sending(desk, form, `conflict:${view.id}`, async () => {
    const said = read(form);
    const keyring = said.text("keyring");
    if (!keyring) throw new NotKeptError(words("missing.person"));
    await keep(desk, view, { keyring, kind: said.text("kind") as ConflictKind, found: "by_hand", words: said.text("words") });
  });
  return made;
}

/** Somebody is kept away from now on: the reason is sealed, and the server gives them nothing. */
async function keep(desk: Desk, view: ApplicationView, body: ConflictBody, before?: Entry<ConflictBody>): Promise<void> {
  const me = body.keyring === desk.store.me;
  if (me && !(await asking("office-ask", { title: words("ask.myself.title"), words: words("ask.myself") }))) return;
  const bar: Act = { verb: "bar.set", application: view.id, keyring: body.keyring };
  await writeOn(desk, view, [{ kind: "conflict", body, before: before ?? null }], "", [bar]);
  if (me) {
    await desk.refresh();
    desk.go(`#/applications/${view.call.id}`);
    announce(words("conflict.myself"));
    return;
  }
  barred(desk, view, body.keyring);
  announce(words("conflict.kept", { name: desk.store.name(body.keyring) }));
}

/** What the server does with a bar, shown at once. */
function barred(desk: Desk, view: ApplicationView, keyring: Id): void {
  const theirs = new Set(view.call.reviewers.filter((one) => one.keyring === keyring).map((one) => one.id));
  if (!view.row.bars.some((one) => one.keyring === keyring)) view.row.bars.push({ keyring });
  for (const one of view.row.readings) {
    if (theirs.has(one.reviewer) && one.state !== "returned") one.state = "withdrawn";
  }
  for (const one of view.row.readings) if (one.state !== "done") view.reviews.delete(one.id);
  desk.store.changed();
}

export function foundRow(desk: Desk, view: ApplicationView, body: ConflictBody): HTMLElement {
  const name = desk.store.name(body.keyring) || body.keyring.slice(0, 8);
  const made = clone("office-found", { name, kind: words(`conflict.${body.kind}`), words: body.words });
  doing($("[data-slot=keep]", made), made, () => keep(desk, view, body));
  doing($("[data-slot=dismiss]", made), made, async () => {
    await writeOn(desk, view, [{ kind: "conflict", body: { ...body, dismissed: true } }]);
    announce(words("conflict.none"));
  });
  return made;
}

function toldRow(desk: Desk, view: ApplicationView, entry: Entry<ConflictBody>): HTMLElement {
  const { keyring, kind, found, words: said } = entry.body;
  const made = clone("office-told-conflict", {
    name: desk.store.name(keyring) || keyring.slice(0, 8),
    kind: words(`conflict.${kind}`),
    how: words(`found.${found}`),
    words: said || null,
    day: day(entry.day),
  });
  const isBarred = view.row.bars.some((one) => one.keyring === keyring);
  const set = $<HTMLButtonElement>("[data-slot=keep]", made);
  set.hidden = isBarred;
  doing(set, made, () => keep(desk, view, entry.body, entry));
  const lift = $<HTMLButtonElement>("[data-slot=lift]", made);
  lift.hidden = keyring === desk.store.me;
  doing(lift, made, () => lifted(desk, view, keyring));
  return made;
}

/** Barred without words of ours: they returned the file themselves, or it was said elsewhere. */
function barRow(desk: Desk, view: ApplicationView, keyring: Id): HTMLElement {
  const theirs = new Set(view.call.reviewers.filter((one) => one.keyring === keyring).map((one) => one.id));
  const returned = view.row.readings.some((one) => theirs.has(one.reviewer) && one.state === "returned");
  const made = clone("office-told-conflict", {
    name: desk.store.name(keyring) || keyring.slice(0, 8),
    kind: words(returned ? "conflict.returned" : "conflict.barred"),
    how: null, words: null, day: null, keep: null,
  });
  const lift = $<HTMLButtonElement>("[data-slot=lift]", made);
  lift.hidden = keyring === desk.store.me;
  doing(lift, made, () => lifted(desk, view, keyring));
  return made;
}

/** Somebody may be given it again; what was told of them is kept as looked at. */
async function lifted(desk: Desk, view: ApplicationView, keyring: Id): Promise<void> {
  const name = desk.store.name(keyring);
  if (!(await asking("office-ask", { title: words("ask.lift.title", { name }), words: words("ask.lift") }))) return;
  const parts = view.conflicts
    .filter((one) => one.body.keyring === keyring && !one.body.dismissed)
    .map((one) => ({ kind: "conflict" as const, body: { ...one.body, dismissed: true }, before: one }));
  await writeOn(desk, view, parts, "", [{ verb: "bar.lift", application: view.id, keyring }]);
  view.row.bars = view.row.bars.filter((one) => one.keyring !== keyring);
  desk.store.changed();
  announce(words("conflict.lifted", { name }));
}
