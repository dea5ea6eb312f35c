/** What is to be done before somebody comes, each with its day; the nearest is the fellow's next. */

import { $, announce, clone, fill, words } from "@vault/page";
import type { StepBody } from "../../kinds";
import { coded, day, type Desk, number, options } from "../desk";
import { today } from "../acts";
import { field, own, read, sending } from "../forms";
import type { FellowView } from "../store";
import { type StepNow, stepsDone, stepsOf } from "./plan";
import { keep } from "./write";

const STATES = ["todo", "doing", "done", "not_needed"] as const;

export function stepsPart(desk: Desk, view: FellowView): HTMLElement {
  const made = own(clone("fellow-steps"));
  const [done, of] = stepsDone(view.entries);
  fill(made, {
    said: words("step.done_of", { done: number(done), of: number(of) }),
    rows: stepsOf(view.entries).map((one) => stepRow(desk, view, one)),
  });
  return made;
}

function stepRow(desk: Desk, view: FellowView, { key, entry, body }: StepNow): HTMLElement {
  const late = Boolean(body.due) && body.due < today() && (body.state === "todo" || body.state === "doing");
  const made = own(clone("fellow-step", {
    name: words(`step.${key}`),
    state: words(`step_state.${body.state}`),
    due: body.due ? `${day(body.due)}${late ? ` · ${words("late")}` : ""}` : null,
    words: body.words || null,
  }));
  made.classList.toggle("done", body.state === "done" || body.state === "not_needed");
  const form = $<HTMLFormElement>("form", made);
  options(field<HTMLSelectElement>(form, "state"), coded("step_state", STATES), body.state);
  field(form, "due").value = body.due;
  field(form, "words").value = body.words;
  sending(desk, form, `step:${view.id}:${key}`, async () => {
    const said = read(form);
    const told: StepBody = { key, state: said.text("state") as StepBody["state"], due: said.text("due"), words: said.text("words") };
    await keep(desk, view, [{ kind: "step", body: told, before: entry }]);
    announce(words("accompany.kept"));
  });
  return made;
}
