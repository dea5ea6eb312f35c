/** Whether somebody can take part, with reasons; and every other step of the workflow. */

import { $, announce, clone, fill, words } from "@vault/page";
import { type Reason, REASONS, type ScreeningBody } from "../../kinds";
import { NotKeptError, send, writeOn } from "../acts";
import { verbsOf } from "../bulk";
import { coded, day, type Desk } from "../desk";
import { asking, choices, doing, own, read, sending, show } from "../forms";
import type { ApplicationView } from "../store";

/** What can be told to one person before everybody is (`actions/office.py`). */
const EARLY = ["offered", "waiting", "not_chosen", "ineligible"];
/** Said after a second look: the first cannot be undone here, the others were said to somebody. */
const ASKED = new Set(["withdraw", "accept", "decline", "take_back"]);

export function decidePart(desk: Desk, view: ApplicationView): HTMLElement {
  const { row, screening, call } = view;
  const made = own(clone("office-decide"));
  const verbs = verbsOf(row.state);
  const ended = call.state === "ended";
  fill(made, {
    screened: screening
      ? words(screening.body.eligible ? "screening.yes" : "screening.no", { name: desk.store.name(screening.author), day: day(screening.day) })
      : "",
    reasons: screening?.body.reasons.map((one) => words(`reason.${one}`)).join(" ") ?? "",
    words: screening?.body.words ?? "",
  });
  show(made, "screened-part", Boolean(screening));
  const form = $<HTMLFormElement>("form.screen", made);
  form.hidden = ended || !verbs.includes("eligible") && !verbs.includes("ineligible");
  if (!form.hidden) screen(desk, view, form, verbs);
  const steps = ended ? [] : verbs.filter((verb) => verb !== "eligible" && verb !== "ineligible");
  fill(made, { verbs: steps.map((verb) => step(desk, view, verb)) });
  show(made, "steps", steps.length > 0);
  tell(desk, view, made);
  return made;
}

function screen(desk: Desk, view: ApplicationView, form: HTMLFormElement, verbs: string[]): void {
  const before = view.screening?.body;
  choices(form, "reasons", coded("reason", REASONS), "checkbox", before?.reasons ?? []);
  for (const verb of ["eligible", "ineligible"]) {
    $<HTMLButtonElement>(`button[value=${verb}]`, form).hidden = !verbs.includes(verb);
  }
  sending(desk, form, `screening:${view.id}`, async (button) => {
    const verb = button.value || "eligible";
    const said = read(form);
    const reasons = said.list("reasons") as Reason[];
    if (verb === "ineligible" && !reasons.length) throw new NotKeptError(words("missing.reasons"));
    const body: ScreeningBody = {
      eligible: verb === "eligible",
      reasons: verb === "eligible" ? [] : reasons,
      words: said.text("words"),
    };
    await writeOn(desk, view, [{ kind: "screening", body, before: view.screening }], verb);
    announce(words("application.moved", { state: words(`state.${view.row.state}`) }));
  });
}

function step(desk: Desk, view: ApplicationView, verb: string): HTMLElement {
  const made = clone("office-step", { verb: words(`verb.${verb}`) });
  const button = $<HTMLButtonElement>("button", made);
  if (verb === "withdraw") button.classList.add("danger");
  doing(button, made, async () => {
    if (ASKED.has(verb)) {
      const asked = await asking("office-ask", { title: words(`verb.${verb}`), words: words(`ask.${verb}`) });
      if (!asked) return;
    }
    await writeOn(desk, view, [], verb);
    announce(words("application.moved", { state: words(`state.${view.row.state}`) }));
  });
  return made;
}

/** One person learns now where they stand; the others when the office tells everybody. */
function tell(desk: Desk, view: ApplicationView, made: HTMLElement): void {
  const { row } = view;
  const open = EARLY.includes(row.state) && row.told !== row.state && row.came !== "brought";
  show(made, "tell-part", open);
  if (!open) return;
  fill(made, { "tell-words": words(`told.${row.state}`) });
  doing($<HTMLButtonElement>("[data-slot=tell]", made), $("[data-slot=tell-part]", made), async () => {
    const asked = await asking("office-ask", { title: words("ask.tell.title"), words: words(`told.${row.state}`) });
    if (!asked) return;
    const [done] = await send<{ told: typeof row.told }>([{ verb: "application.tell", application: view.id }]);
    if (done) row.told = done.told;
    desk.store.changed();
    announce(words("application.was_told"));
  });
}
