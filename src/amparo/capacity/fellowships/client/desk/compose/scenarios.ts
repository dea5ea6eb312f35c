/** What is being tried, kept sealed; opened again, and two of them side by side. */

import { $, $$, announce, clone, fill, words } from "@vault/page";
import type { Id, ScenarioBody } from "../../kinds";
import { newId, NotKeptError, send, today } from "../acts";
import { type Desk, day, number, onSubmit } from "../desk";
import { asking, doing, field, own, show } from "../forms";
import type { CallRow } from "../overview";
import type { Cohort } from "./engine";
import { idsOf } from "./letters";
import { personOf, points } from "./people";
import { cohortsOf } from "./result";
import { askedIn } from "./rules";
import { composedOf, draftOf, emptyWork, type Run, runOf, type Work } from "./work";

const LONGEST = 80; // characters of a name

export interface Scenarios {
  element: HTMLElement;
  draw(): void;
}

export function scenariosOf(desk: Desk, call: CallRow, work: () => Work, opened: (work: Work) => void): Scenarios {
  const element = own(clone("cohort-scenarios"));
  const form = $<HTMLFormElement>("form.save", element);
  const compare = $<HTMLFormElement>("form.compare", element);
  let drawn: string | null = null;

  function draw(): void {
    const { scenario, name } = work();
    const open = call.scenarios.filter((one) => desk.store.scenario(one.id));
    const now = [scenario, ...open.map((one) => `${one.id}${one.version}`)].join();
    if (now === drawn) return;
    drawn = now;
    if (name) field(form, "name").value = name;
    fill(element, { rows: open.map((one) => row(one.id)), count: number(open.length) });
    show(element, "compare-part", open.length > 0);
    show(element, "compare-go", open.length > 1);
    show(element, "new", Boolean(scenario));
    fill(form, { save: words(scenario ? "scenario.save" : "scenario.keep") });
  }

  function row(id: Id): HTMLElement {
    const body = desk.store.scenario(id);
    const told = call.scenarios.find((one) => one.id === id);
    const best = body?.run ? bestOf(body) : null;
    const made = clone("cohort-scenario-row", {
      name: body?.name ?? "",
      about: [best ? words("cohort.pick.points", { points: points(best.points) }) : words("scenario.unsolved"), day(told?.day)].join(" · "),
      mark: work().scenario === id ? words("scenario.open") : null,
    });
    const box = $<HTMLInputElement>("input", made);
    box.value = id;
    box.setAttribute("aria-label", words("scenario.choose", { name: body?.name ?? "" }));
    $("[data-slot=open]", made).addEventListener("click", () => {
      if (!body) return;
      const asked = askedIn(body.rules, body.options, call.seats);
      opened({
        ...emptyWork(call), asked, scenario: id, name: body.name, saved: JSON.stringify(asked),
        run: body.run ? runOf(body.run, structuredClone(asked)) : null,
      });
    });
    doing($<HTMLButtonElement>("[data-slot=drop]", made), made, async () => {
      const asked = await asking("office-ask", { title: words("scenario.drop.title"), words: words("scenario.drop", { name: `\u2068${body?.name ?? ""}\u2069` }) });
      if (!asked) return;
      await send([{ verb: "scenario.drop", call: call.id, scenario: id }]);
      call.scenarios = call.scenarios.filter((one) => one.id !== id);
      if (work().scenario === id) work().scenario = null;
      draw();
      announce(words("scenario.dropped"));
    });
    return made;
  }

  onSubmit(form, async () => {
    const now = work();
    const name = field(form, "name").value.trim().slice(0, LONGEST);
    if (!name) throw new NotKeptError(words("scenario.name"));
    const epoch = desk.store.epoch(call.id)?.id;
    if (!epoch) throw new NotKeptError(words("problem.no_key"));
    const id = now.scenario ?? newId();
    const before = call.scenarios.find((one) => one.id === id);
    const version = (before?.version ?? 0) + 1;
    const current = now.run?.asked && JSON.stringify(now.run.asked) === JSON.stringify(now.asked);
    const body: ScenarioBody = {
      name, rules: structuredClone(now.asked.wishes), options: structuredClone(now.asked.options),
      ...(now.run && current ? { run: composedOf(now.run) } : {}),
    };
    const frame = await desk.session.sealItem({ scope: call.id, epoch, item: id, version, kind: "scenario", body });
    await send([{ verb: "scenario.save", id, call: call.id, epoch, version, frame }]);
    desk.store.keep(id, "scenario", body);
    const row = { id, epoch, version, day: today() };
    if (before) Object.assign(before, row);
    else call.scenarios.push(row);
    Object.assign(now, { scenario: id, name, saved: JSON.stringify(now.asked) });
    desk.drafts.done(draftOf(call));
    draw();
    announce(words("scenario.kept"));
  });
  $("[data-slot=new]", element).addEventListener("click", () => {
    field(form, "name").value = "";
    opened({ ...work(), scenario: null, name: "", saved: "" });
  });
  onSubmit(compare, async () => {
    const two = $$<HTMLInputElement>("input:checked", compare).map((one) => one.value);
    const [one, other] = two.map((id) => desk.store.scenario(id));
    if (two.length !== 2 || !one || !other) throw new NotKeptError(words("scenario.two"));
    const place = $("[data-slot=compared]", element);
    place.replaceChildren(compared(desk, one, other));
    $("h3", place).focus();
  });
  draw();
  return { element, draw };
}

function bestOf(body: ScenarioBody): Cohort | null {
  return body.run ? (cohortsOf(runOf(body.run, null).answer)[0] ?? null) : null;
}

/** Who is in both cohorts, who in one of them alone; what each has in points. */
function compared(desk: Desk, one: ScenarioBody, other: ScenarioBody): HTMLElement {
  const chosen = [one, other].map((body): Id[] => {
    const best = bestOf(body);
    return best && body.run ? idsOf(best.rows, body.run) : [];
  });
  const [first = [], second = []] = chosen;
  const both = first.filter((id) => second.includes(id));
  const told = (body: ScenarioBody) => {
    const best = bestOf(body);
    return best ? words("cohort.pick.points", { points: points(best.points) }) : words("scenario.unsolved");
  };
  const scores = new Map<Id, number>();
  for (const body of [one, other]) {
    const run: Run | null = body.run ? runOf(body.run, null) : null;
    for (const row of run?.question.instance.rows ?? []) scores.set(run?.question.rows[String(row.number)] ?? "", row.score);
  }
  const list = (ids: Id[]) => ids.map((id) => personOf(desk, id, { points: scores.get(id) ?? null }));
  const only = words("scenario.only");
  const made = clone("cohort-compared", {
    one: one.name, other: other.name, "one-points": told(one), "other-points": told(other), only,
    "one-people": list(first.filter((id) => !both.includes(id))),
    "other-people": list(second.filter((id) => !both.includes(id))),
    both: list(both),
    "both-title": words("scenario.both", { count: both.length, number: number(both.length) }),
  });
  return made;
}
