/** The answer as people: who is in, what it costs, what else is as good, or why nothing is possible. */

import { $, announce, clone, fill, words } from "@vault/page";
import type { Id } from "../../kinds";
import { type Desk, number } from "../desk";
import { asking, doing, field, show } from "../forms";
import type { CallRow } from "../overview";
import { allEased, kindOf, type Line, linesOf } from "./answers";
import type { Answer, Cohort, Eased, Rule } from "./engine";
import { idsOf, inBand, meantBy } from "./letters";
import { labelOf, nameFor, namesOf, personOf, points, written } from "./people";
import { difference } from "./resolve";
import { type Asked, PROMISED } from "./rules";
import type { Run } from "./work";

const OTHERS = 30; // of those who are not in it

export interface Acts {
  /** Another of its cohorts is looked at. */
  look(place: number): void;
  /** Ask again, with a rule eased; not there where a question is asked again as it was. */
  ease?(asked: Asked): Promise<void>;
  /** The same where a frozen question was asked again: the question itself is eased. */
  easeAgain?(changes: readonly Eased[]): Promise<void>;
  pin?(id: Id, inside: boolean, why: string): Promise<void>;
  freeze(cohort: Cohort): Promise<void>;
}

export interface Shown {
  run: Run;
  place: number;
  /** Whether it still answers what is asked now. */
  current: boolean;
  /** Of the cohort that this one would take the place of. */
  before?: readonly Id[];
}

/** The cohorts of an answer, in the order in which they are offered. */
export function cohortsOf({ best, drawn, alternatives }: Answer): Cohort[] {
  const same = (one: Cohort, other: Cohort | null) => other !== null && one.rows.join() === other.rows.join();
  return [
    ...(drawn ? [drawn] : []),
    ...(best && !(drawn && same(best, drawn)) ? [best] : []),
    ...alternatives.filter((one) => !same(one, drawn)),
  ];
}

export function resultOf(desk: Desk, call: CallRow, shown: Shown, acts: Acts): HTMLElement {
  const { run, place, current } = shown;
  const { answer } = run;
  const made = clone("cohort-result", {
    status: statusOf(answer),
    unfinished: answer.unfinished.length
      ? words("cohort.unfinished", { what: listed(answer.unfinished.map((one) => words(`cohort.part.${one}`))) })
      : null,
  });
  show(made, "stale", !current);
  show(made, "clash", Boolean(answer.clash));
  if (answer.clash) clashed(desk, $("[data-slot=clash]", made), shown, acts);
  const all = cohortsOf(answer);
  const cohort = all[place] ?? all[0];
  show(made, "found", Boolean(cohort));
  if (cohort) found(desk, call, made, shown, all, cohort, acts);
  return made;
}

function statusOf({ status, gap, best }: Answer): string {
  if (status === "best_so_far" || (status === "stopped" && best)) return words("cohort.status.best_so_far", { gap: points(gap ?? 0) });
  return words(`cohort.status.${status}`);
}

function listed(told: string[]): string {
  return new Intl.ListFormat(document.documentElement.lang || "en").format(told);
}

/** "At least 3: Africa". */
export function saidOf(rule: Rule, run: Run, desk: Desk, call: CallRow | null): string {
  if (rule.kind === "keep") {
    return words("cohort.rule.keep", { name: `\u2068${namesOf(desk, idsOf([rule.row ?? 0], run.question))}\u2069` });
  }
  const kind = kindOf(rule, upward(run));
  const people = number(rule.number ?? 0);
  const meant = meantBy(rule, run.question);
  if (!meant) return words(`cohort.rule.${kind}`, { people });
  const known = call ? written(desk.store.of(call.id)) : new Map<string, string>();
  return words(`cohort.rule.${kind}`, { people, what: labelOf(meant.dimension, meant.value, known) });
}

function upward({ question }: Run): (rule: Rule) => boolean {
  return (rule) =>
    question.instance.goals.some((one) => one.dimension === rule.dimension && one.letter === rule.letter && one.over > 0);
}

function clashed(desk: Desk, place: HTMLElement, shown: Shown, acts: Acts): void {
  const { run } = shown;
  const { clash } = run.answer;
  if (!clash) return;
  const call = callOf(desk, run);
  /** What a button does to the rules; null where these are nothing that can be eased. */
  const easing = (changes: readonly Eased[]): (() => Promise<void>) | null => {
    const { ease, easeAgain } = acts;
    if (!shown.current) return null;
    if (!run.asked) return easeAgain && changes.some((one) => one.rule.kind !== "keep") ? () => easeAgain(changes) : null;
    const next = allEased(run.asked, changes, run.question);
    return ease && next ? () => ease(next) : null;
  };
  const line = (one: Eased, alone: boolean): HTMLElement => {
    const needed = number(one.needed);
    const made = clone("cohort-clash-row", {
      said: saidOf(one.rule, run, desk, call),
      needed: words(one.rule.kind === "keep" ? "cohort.needed.keep" : "cohort.needed", { needed }),
    });
    const next = easing([one]);
    const button = $<HTMLButtonElement>("button", made);
    button.hidden = !next || !alone;
    button.textContent = words(one.rule.kind === "keep" ? "cohort.let_go" : "cohort.ease", { needed });
    doing(button, made, async () => next?.());
    return made;
  };
  fill(place, {
    rules: clash.rules.map((one) => line(one, true)),
    changes: clash.changes.map((one) => line(one, false)),
    "changes-people": words("cohort.changes", { count: clash.people, number: number(clash.people) }),
  });
  const several = clash.changes.length > 1;
  show(place, "all-part", several);
  const all = easing(clash.changes);
  const button = $<HTMLButtonElement>("[data-slot=all]", place);
  button.hidden = !all;
  doing(button, $("[data-slot=all-part]", place), async () => all?.());
}

function callOf(desk: Desk, run: Run): CallRow | null {
  const first = Object.values(run.question.rows).find((id) => desk.store.applications.has(id));
  return first ? (desk.store.applications.get(first)?.call ?? null) : null;
}

function found(desk: Desk, call: CallRow, made: HTMLElement, shown: Shown, all: Cohort[], cohort: Cohort, acts: Acts): void {
  const { run, current, before } = shown;
  const { answer, question } = run;
  const scores = new Map(question.instance.rows.map((one) => [one.number, one.score]));
  const ids = (rows: readonly number[]) => idsOf(rows, question);
  const byPoints = (rows: readonly number[]) => [...rows].sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0) || a - b);
  const picks = all.map((one) => {
    const row = clone("cohort-pick", { name: titleOf(one, answer, all), about: aboutOf(desk, one, answer, run) });
    const input = $<HTMLInputElement>("input", row);
    input.checked = one === cohort;
    input.addEventListener("change", () => acts.look(all.indexOf(one)));
    return row;
  });
  const kept = new Set(question.instance.kept);
  const person = (row: number, inside: boolean): HTMLElement => {
    const [id = ""] = ids([row]);
    const state = desk.store.applications.get(id)?.row.state;
    const promised = state !== undefined && PROMISED.includes(state);
    const marks = [
      ...(promised ? [words(`state.${state}`)] : kept.has(row) ? [words("cohort.mark.kept")] : []),
      ...(inside && cohort.enter.includes(row) ? [words("cohort.mark.other")] : []),
    ];
    const button = clone<HTMLButtonElement>("cohort-pin-button", {});
    button.textContent = words(inside ? "cohort.leave_out" : "cohort.put_in");
    button.setAttribute("aria-label", words(inside ? "cohort.leave_out.who" : "cohort.put_in.who", { name: nameFor(desk, id) }));
    button.addEventListener("click", () => void pinned(desk, id, !inside, acts));
    const may = acts.pin && current && !promised && desk.store.applications.has(id);
    return personOf(desk, id, { points: scores.get(row) ?? null, marks, acts: may ? [button] : [] });
  };
  const inside = new Set(cohort.rows);
  const others = question.instance.rows.map((one) => one.number).filter((row) => !inside.has(row));
  const band = inBand(answer);
  const prices = cohort === answer.best;
  const moved = before ? difference(before, ids(cohort.rows)) : null;
  fill(made, {
    picks,
    title: words("cohort.people", { count: cohort.rows.length, number: number(cohort.rows.length), points: points(cohort.points) }),
    people: byPoints(cohort.rows).map((row) => person(row, true)),
    lines: linesOf(cohort, answer, question, upward(run)).map((one) => lineRow(desk, call, run, one, prices)),
    "band-said": band.open.length ? words("cohort.band", { count: band.open.length, number: number(band.open.length), points: points(question.instance.band) }) : null,
    band: byPoints(band.open).map((row) => personOf(desk, ids([row])[0] ?? "", { points: scores.get(row) ?? null, marks: inside.has(row) ? [words("cohort.mark.in")] : [] })),
    others: byPoints(others).slice(0, OTHERS).map((row) => person(row, false)),
    "others-title": words("cohort.others", { count: others.length, number: number(others.length) }),
    moved: moved ? movedOf(desk, moved) : null,
    seed: question.instance.seed ? words("cohort.seed", { seed: `\u2068${question.instance.seed}\u2069` }) : null,
  });
  show(made, "picks-part", all.length > 1);
  show(made, "band-part", band.open.length > 0);
  show(made, "others-part", others.length > 0);
  const button = $<HTMLButtonElement>("[data-slot=freeze]", made);
  button.disabled = !current;
  doing(button, $("[data-slot=freeze-part]", made), () => acts.freeze(cohort));
}

export function movedOf(desk: Desk, { enter, leave }: { enter: readonly Id[]; leave: readonly Id[] }): string {
  const none = words("cohort.nobody");
  return words("cohort.moved", {
    enter: enter.length ? namesOf(desk, enter) : none,
    leave: leave.length ? namesOf(desk, leave) : none,
  });
}

function titleOf(cohort: Cohort, answer: Answer, all: Cohort[]): string {
  if (cohort === answer.drawn) return words("cohort.pick.drawn");
  if (cohort === answer.best) return words("cohort.pick.best");
  return words("cohort.pick.other", { number: number(all.filter((one) => one !== answer.best && one !== answer.drawn).indexOf(cohort) + 1) });
}

function aboutOf(desk: Desk, cohort: Cohort, answer: Answer, run: Run): string {
  const told = points(cohort.points);
  if (cohort === answer.best || !answer.best) return words("cohort.pick.points", { points: told });
  const names = (rows: number[]) => namesOf(desk, idsOf(rows, run.question));
  const behind = cohort.tied ? words("cohort.pick.tied", { points: told }) : words("cohort.pick.behind", { points: told, behind: points(cohort.behind) });
  if (!cohort.enter.length && !cohort.leave.length) return behind;
  return `${behind} ${words("cohort.pick.differs", { enter: names(cohort.enter) || words("cohort.nobody"), leave: names(cohort.leave) || words("cohort.nobody") })}`;
}

function lineRow(desk: Desk, call: CallRow, run: Run, line: Line, prices: boolean): HTMLElement {
  const { price, lost } = line;
  const names = (rows: number[]) => namesOf(desk, idsOf(rows, run.question)) || words("cohort.nobody");
  const soft = line.kind === "aim_least" || line.kind === "aim_most";
  const told: string[] = [];
  if (lost) told.push(words("cohort.lost", { points: points(lost) }));
  if (prices && price) {
    told.push(
      price.points || price.enter.length
        ? words("cohort.price", { points: points(price.points), enter: names(price.enter), leave: names(price.leave) })
        : words("cohort.free"),
    );
  }
  const made = clone("cohort-line", {
    said: saidOf(line.rule, run, desk, call),
    got: number(line.got),
    met: line.met ? null : words(soft ? "cohort.not_met" : "cohort.broken"),
    tight: line.tight && line.dimension ? words("cohort.tight") : null,
    price: told.join(" "),
  });
  made.classList.toggle("unmet", !line.met);
  return made;
}

async function pinned(desk: Desk, id: Id, inside: boolean, acts: Acts): Promise<void> {
  const told = await asking(
    "cohort-pin",
    { title: words(inside ? "cohort.pin.in.ask" : "cohort.pin.out.ask", { name: `\u2068${nameFor(desk, id)}\u2069` }) },
    (form) => field(form, "why").focus(),
    (form) => (field(form, "why").value.trim() ? "" : words("cohort.pin.why")),
  );
  if (!told) return;
  announce(words("cohort.pin.again"));
  await acts.pin?.(id, inside, String(told.get("why") ?? "").trim());
}
