/** Where a fellowship stands: its next steps, why it stops, what the fellow is told, the next day. */

import { $, announce, clone, fill, given, words } from "@vault/page";
import type { OutcomeBody } from "../../kinds";
import { today, writeFellow } from "../acts";
import { coded, type Desk, options } from "../desk";
import { asking, choices, doing, field, own, read, sending, show } from "../forms";
import type { FellowView } from "../store";
import { STOPPED } from "./fields";
import { entriesOf } from "./plan";
import { actOn } from "./write";

type Ways = Record<"fellowship", Record<string, string[]>>;

/** What the office may say of a fellowship as it stands. */
export function verbsOf(state: string): string[] {
  return given<Ways>("ways").fellowship[state] ?? [];
}

export function wayPart(desk: Desk, view: FellowView): HTMLElement {
  const { row } = view;
  const made = own(clone("fellow-way"));
  const verbs = desk.can.office ? verbsOf(row.state) : [];
  fill(made, { verbs: verbs.map((verb) => step(desk, view, verb)) });
  show(made, "verbs-part", verbs.length > 0);
  const untold = desk.can.office && row.told !== row.state;
  show(made, "tell-part", untold);
  fill(made, { "tell-words": words(`fellow_told.${row.state}`) });
  doing($<HTMLButtonElement>("[data-slot=tell]", made), $("[data-slot=tell-part]", made), async () => {
    await actOn(desk, view, [{ verb: "fellowship.tell", fellowship: view.id }]);
    announce(words("accompany.told"));
  });
  const why = row.state === "stopped" ? entriesOf(view.entries, "outcome").at(-1) : undefined;
  show(made, "stopped-part", row.state === "stopped");
  fill(made, { why: why ? words(`outcome.${why.body.outcome}`) : "" });
  const call = desk.store.calls.get(row.call);
  const compose = $<HTMLAnchorElement>("[data-slot=compose]", made);
  compose.hidden = !call?.composes;
  compose.href = `#/compose/${row.call}`;
  next(desk, view, $<HTMLFormElement>("form.next", made));
  return made;
}

function step(desk: Desk, view: FellowView, verb: string): HTMLElement {
  const made = clone("office-step", { verb: words(`verb.${verb}`) });
  const button = $<HTMLButtonElement>("button", made);
  if (verb === "stop") button.classList.add("danger");
  doing(button, made, async () => {
    if (verb === "stop") {
      if (!(await stop(desk, view))) return;
    } else if (verb === "leave") {
      const asked = await asking("fellow-leave", {}, (form) => void (field(form, "ended_on").value = today()));
      if (!asked) return;
      await writeFellow(desk, view, [], { verb, more: { ended_on: String(asked.get("ended_on") || today()) } });
    } else await writeFellow(desk, view, [], { verb });
    announce(words("application.moved", { state: words(`fellow.${view.row.state}`) }));
    if (verb === "stop" || verb === "leave") await desk.refresh();
  });
  return made;
}

/** Why somebody cannot come, sealed with the step itself. */
async function stop(desk: Desk, view: FellowView): Promise<boolean> {
  const asked = await asking(
    "fellow-stop",
    {},
    (form) => choices(form, "outcome", coded("outcome", STOPPED), "radio"),
    (form) => (new FormData(form).get("outcome") ? "" : words("accompany.why")),
  );
  if (!asked) return false;
  const body: OutcomeBody = { outcome: String(asked.get("outcome")), words: String(asked.get("words") ?? "").trim() };
  const before = entriesOf(view.entries, "outcome").at(-1) ?? null;
  await writeFellow(desk, view, [{ kind: "outcome", body, before }], { verb: "stop" });
  return true;
}

/** The day on which somebody must act; a step's day sets it, and anybody may set another. */
function next(desk: Desk, view: FellowView, form: HTMLFormElement): void {
  form.hidden = view.row.state === "stopped" || view.row.state === "finished";
  field(form, "on").value = view.row.next_on ?? "";
  sending(desk, form, `next:${view.id}`, async () => {
    await actOn(desk, view, [{ verb: "fellowship.next", fellowship: view.id, on: read(form).text("on") }]);
    announce(words("accompany.kept"));
  });
}

/** Whether they want to stay in touch as alumni: as they said, and taken back as they say. */
export function alumniPart(desk: Desk, view: FellowView): HTMLElement {
  const wanted = view.row.alumni;
  const made = own(clone("fellow-alumni", { said: words(wanted ? "alumni.yes" : "alumni.no"), set: words(wanted ? "alumni.leave" : "alumni.join") }));
  doing($<HTMLButtonElement>("button", made), made, async () => {
    await actOn(desk, view, [{ verb: "fellowship.alumni", fellowship: view.id, wanted: !wanted }]);
    announce(words("accompany.kept"));
  });
  return made;
}

/** Options of a select: the colleagues who may hold a fellowship's key. */
export function companions(desk: Desk): [string, string][] {
  const all = [...desk.store.people("coaches"), ...desk.store.people("office")];
  return [...new Map(all.map((one) => [one.id, one.label]))];
}

export function choosePeople(desk: Desk, select: HTMLSelectElement, without: readonly string[]): void {
  options(select, companions(desk).filter(([id]) => !without.includes(id)), "", words("choose"));
}
