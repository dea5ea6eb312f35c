/** A whole caseload to a colleague in one action, and a report of each case. */

import { $, $$, clone, fill, words } from "@vault/page";
import type { Id } from "../kinds";
import { type Act, because, NotKeptError, type SealedPart, rowOf, sealPart, send, summaryPart } from "./acts";
import { type Desk, number, onSubmit, options, type View } from "./desk";
import { newKey } from "./opening";
import type { CaseView } from "./store";

const AT_ONCE = 20; // cases in one transaction

interface Ready {
  view: CaseView;
  acts: Act[];
  parts: SealedPart[];
}

export function handOverView(desk: Desk): View {
  const element = clone("desk-hand-over");
  const form = $<HTMLFormElement>("form", element);
  const select = form.elements.namedItem("to") as HTMLSelectElement;
  let drawn = false;

  function render(): void {
    const list = mine(desk);
    const still = desk.store.progress.done < desk.store.progress.total;
    fill(element, { count: words("hand_over.count", { count: list.length, number: number(list.length) }) });
    $("[data-slot=wait]", element).hidden = !still;
    $<HTMLButtonElement>("button", form).disabled = still || !list.length;
    if (drawn || !desk.store.overview) return;
    drawn = true;
    const others = desk.store.colleagues().filter((one) => one.id !== desk.store.me);
    options(select, others.map((one): [string, string] => [one.id, one.label]), "", words("choose"));
    onSubmit(form, handOver);
  }

  async function handOver(): Promise<void> {
    const to = select.value;
    if (!to) throw new NotKeptError(words("missing.colleague"));
    const told = new FormData(form);
    const leave = told.get("leave") !== null;
    const all = mine(desk).filter((one) => one.row.state !== "closed" || told.get("closed") !== null);
    const report = $("[data-slot=report]", element);
    report.replaceChildren();
    const say = (view: CaseView, good: boolean, words: string) => {
      const title = view.summary?.title || view.id.slice(0, 8);
      const row = clone("desk-report-row", { title, words });
      row.classList.add(good ? "done" : "failed");
      report.append(row);
    };
    const bar = $<HTMLProgressElement>("progress", form);
    bar.hidden = false;
    bar.max = all.length;
    let done = 0;
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const ready: Ready[] = [];
      for (const view of all.slice(at, at + AT_ONCE)) {
        const away = view.summary?.exclusions.includes(to);
        if (away) say(view, false, words("hand_over.excluded"));
        else {
          try {
            ready.push(await prepare(desk, view, to, leave));
          } catch (problem) {
            say(view, false, because(problem));
          }
        }
        bar.value = done += 1;
      }
      await post(desk, ready, to, leave, say);
    }
    bar.hidden = true;
    $("[data-slot=reported]", element).hidden = false;
    if (leave) await desk.refresh();
    const failed = $$(".failed", report).length;
    fill(element, { outcome: words("hand_over.done", { done: number(all.length - failed), of: number(all.length) }) });
    $("[data-slot=outcome]", element).focus();
  }

  render();
  return { element, title: words("hand_over"), changed: render };
}

function mine(desk: Desk): CaseView[] {
  return [...desk.store.cases.values()].filter((one) => one.summary?.assigned === desk.store.me);
}

/** Keys of everything they must read, the new assignment, and a line on the timeline. */
async function prepare(desk: Desk, view: CaseView, to: Id, leave: boolean): Promise<Ready> {
  const { session, store } = desk;
  const readable = new Set(session.overview?.readable);
  const epochs = (store.overview?.epochs ?? []).filter((one) => one.scope === view.id);
  const grants = [];
  for (const epoch of epochs) {
    const has = !epoch.retired_on && epoch.compartment === "main" && view.row.team.includes(to);
    if (!has && readable.has(epoch.id)) grants.push(await session.grant(epoch.id, to, null));
  }
  const body = { from: store.me, to };
  const parts = [
    await sealPart(desk, view.id, summaryPart(view, { assigned: to })),
    await sealPart(desk, view.id, { kind: "transfer", body }),
  ];
  const items = parts.map((one) => one.act);
  const acts: Act[] = [
    { verb: "case.grant", grants },
    { verb: "case.items", case: view.id, items },
  ];
  if (leave) {
    const members = [...new Set([to, ...view.row.team])].filter((one) => one !== store.me);
    for (const compartment of new Set(epochs.filter((one) => !one.retired_on).map((one) => one.compartment))) {
      acts.push(await newKey(desk, view.id, compartment as never, members));
    }
    // Once the main key is a new one, this case is no longer ours to write in.
    acts.sort((a, b) => Number(last(a)) - Number(last(b)));
  }
  return { view, acts, parts };
}

const last = (act: Act): boolean => act.verb === "case.epoch" && act["compartment"] === "main";

/** In one transaction; refused, each case alone, so that the report names the one. */
async function post(
  desk: Desk,
  ready: Ready[],
  to: Id,
  leave: boolean,
  say: (view: CaseView, good: boolean, words: string) => void,
): Promise<void> {
  if (!ready.length) return;
  try {
    await send(ready.flatMap((one) => one.acts));
  } catch (problem) {
    const [only] = ready;
    if (ready.length === 1 && only) return say(only.view, false, because(problem));
    for (const one of ready) await post(desk, [one], to, leave, say);
    return;
  }
  for (const { view, parts } of ready) {
    say(view, true, words("hand_over.to", { name: desk.store.name(to) }));
    if (!view.row.team.includes(to)) view.row.team.push(to);
    if (leave) continue;
    for (const part of parts) desk.store.take(view.id, rowOf(part.act), { kind: part.kind, body: part.body as never });
  }
}
