/**
 * The cohort composer: what the panel asks of a cohort, and what follows from it.
 *
 * "#/compose/<call>" asks; "#/compose/<call>/<cohort>" is what was frozen.
 */

import { $, announce, clone, fill, words } from "@vault/page";
import type { Id } from "../kinds";
import { Asker } from "./compose/asking";
import type { Answer } from "./compose/engine";
import { formOf } from "./compose/form";
import { cohortList, cohortView, freeze } from "./compose/frozen";
import { questionOf } from "./compose/letters";
import { adjustedPoints } from "./compose/people";
import { resultOf } from "./compose/result";
import { type Asked, faultsOf } from "./compose/rules";
import { scenariosOf } from "./compose/scenarios";
import { put, typed, type Work, workOf } from "./compose/work";
import { type Desk, inLanguage, type Maker, type View } from "./desk";
import { show } from "./forms";
import type { CallRow } from "./overview";

export const composeView: Maker = (desk, [id = "", cohort = ""]) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine || !call.composes) return { element: clone("cohort-not"), title: words("cohort") };
  return cohort ? cohortView(desk, call, cohort) : composing(desk, call);
};

function composing(desk: Desk, call: CallRow): View {
  const element = clone("cohort-compose");
  const asker = new Asker();
  const work = (): Work => workOf(desk, call);
  const form = formOf(desk, call, work, stale);
  const scenarios = scenariosOf(desk, call, work, (opened) => {
    put(call, opened);
    typed(desk, call, opened);
    form.redraw();
    scenarios.draw();
    result();
    $("h1", element).focus();
  });
  const problem = $("[data-slot=problem]", form.element);
  problem.hidden = true;
  $("[data-slot=asking]", form.element).replaceChildren(asker.element);

  /** What is not open yet has no points: nothing is composed of half of them. */
  function opening(): void {
    const { done, total } = desk.store.progress;
    show(form.element, "opening", done < total);
    $<HTMLButtonElement>("[data-slot=find]", form.element).disabled = done < total;
  }

  const current = () => JSON.stringify(work().run?.asked) === JSON.stringify(work().asked);

  function stale(): void {
    const place = $("[data-slot=result]", element);
    if (!work().run || !place.firstElementChild) return;
    if ((place.dataset["current"] === "yes") !== current()) result();
  }

  async function solve(): Promise<boolean> {
    const now = work();
    now.faults = faultsOf(now.asked, form.known);
    form.faults(now.faults);
    if (now.faults.length) return false;
    const asked = structuredClone(now.asked);
    if (asked.options.points === "adjusted" && !now.adjusted) now.adjusted = await adjusted();
    if (asked.options.points === "adjusted" && !now.adjusted) return false;
    form.standing();
    const question = questionOf(asked, form.candidates(), now.run?.question.rows);
    if (!question.instance.rows.length) {
      now.faults = [{ field: "states", code: "no_candidates" }];
      form.faults(now.faults);
      return false;
    }
    const answer = await asker.ask<Answer>("compose", async () => question.instance, problem);
    if (!answer || work() !== now) return false;
    now.run = { question, answer, asked };
    now.shown = 0;
    result();
    announce(words(`cohort.done.${answer.best ? "found" : "none"}`));
    return true;
  }

  async function adjusted(): Promise<Work["adjusted"]> {
    try {
      return await adjustedPoints(desk.store.of(call.id), call.seats, asker.signal);
    } catch {
      problem.textContent = words("cohort.no_adjusted");
      problem.hidden = false;
      return null;
    }
  }

  function result(): void {
    const place = $("[data-slot=result]", element);
    const now = work();
    show(element, "empty", !now.run);
    if (!now.run) return place.replaceChildren();
    const run = now.run;
    place.dataset["current"] = current() ? "yes" : "no";
    place.replaceChildren(
      resultOf(desk, call, { run, place: now.shown, current: current() }, {
        look(other) {
          now.shown = other;
          result();
          $<HTMLElement>("input:checked", place).focus();
        },
        ease: (asked) => again(asked),
        pin: (id, inside, why) => pin(id, inside, why),
        freeze: (cohort) => freeze(desk, call, run, cohort, null),
      }),
    );
  }

  /** With what was asked changed by a button: the form says it, and it is asked at once. */
  async function again(asked: Asked): Promise<void> {
    const now = work();
    now.asked = structuredClone(asked);
    typed(desk, call, now);
    form.redraw();
    if (await solve()) $("[data-slot=result] h2", element).focus();
    else result();
  }

  async function pin(id: Id, inside: boolean, why: string): Promise<void> {
    const { asked } = work();
    const pins = [...asked.options.pins.filter((one) => one.id !== id), { id, in: inside, why }];
    await again({ wishes: asked.wishes, options: { ...asked.options, pins } });
  }

  form.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asker.busy) return;
    void solve().then((done) => done && $("[data-slot=result] h2", element).focus());
  });

  function frozen(): void {
    fill(element, { frozen: cohortList(call) });
    show(element, "frozen-part", call.cohorts.length > 0);
  }

  $("[data-slot=form]", element).replaceChildren(form.element);
  $("[data-slot=scenarios]", element).replaceChildren(scenarios.element);
  const link = $<HTMLAnchorElement>("[data-slot=call]", element);
  link.href = `#/call/${call.id}`;
  link.textContent = inLanguage(call.names) || call.slug;
  opening();
  frozen();
  result();
  return {
    element,
    title: words("cohort"),
    changed() {
      opening();
      form.standing();
      scenarios.draw();
      frozen();
    },
    left: () => asker.stop(),
  };
}

