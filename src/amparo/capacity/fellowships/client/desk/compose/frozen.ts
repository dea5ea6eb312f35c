/** What was decided: frozen with its digest, told to everybody in one act, asked again when needed. */

import { $, announce, clone, fill, ui, words } from "@vault/page";
import type { CohortBody, Id } from "../../kinds";
import { type Act, newId, NotKeptError, send, today } from "../acts";
import { type Desk, day, inLanguage, number, type View } from "../desk";
import { asking, doing, field, show, told } from "../forms";
import type { CallRow } from "../overview";
import { Asker } from "./asking";
import type { Answer, Cohort } from "./engine";
import { type Decision, decisionsOf, digestOf, newSalt, recordOf } from "./freeze";
import { idsOf } from "./letters";
import { namesOf, personOf, stopped } from "./people";
import { againOf, changed, difference, easedInstance, type Now } from "./resolve";
import { cohortsOf, movedOf, resultOf, saidOf } from "./result";
import { whole } from "./rules";
import { linesOf } from "./answers";
import { composedOf, emptyWork, put, type Run, runOf } from "./work";
import { askedIn } from "./rules";

const AT_ONCE = 2000; // acts of a batch

/** The frozen cohorts of a call, the newest first. */
export function cohortList(call: CallRow): HTMLElement[] {
  return [...call.cohorts]
    .sort((a, b) => b.number - a.number)
    .map((one) => {
      const made = clone("cohort-frozen-row", {
        name: words("cohort.number", { number: number(one.number) }), day: day(one.day), digest: one.digest,
      });
      $<HTMLAnchorElement>("a", made).href = `#/compose/${call.id}/${one.id}`;
      return made;
    });
}

/** Who waits: those who did already, then by their points. */
function waitingOf(desk: Desk, run: Run, chosen: readonly Id[], before: readonly Id[], count: number): Id[] {
  const { rows, excluded } = run.question.instance;
  const out = new Set([...chosen, ...idsOf(excluded, run.question)]);
  const points = [...rows].sort((a, b) => b.score - a.score || a.number - b.number).map((one) => one.number);
  const open = (id: Id) => ["eligible", "shortlisted", "waiting"].includes(desk.store.applications.get(id)?.row.state ?? "");
  const order = [...new Set([...before, ...idsOf(points, run.question)])];
  return order.filter((id) => !out.has(id) && open(id)).slice(0, count);
}

/** Ask, seal and keep a cohort for good; goes to its page. */
export async function freeze(
  desk: Desk, call: CallRow, run: Run, cohort: Cohort, before: { id: Id; body: CohortBody } | null,
): Promise<void> {
  const chosen = idsOf(cohort.rows, run.question);
  const most = waitingOf(desk, run, chosen, [], run.question.instance.rows.length).length;
  const asked = await asking(
    "cohort-freeze",
    {
      people: words("cohort.freeze.people", { count: chosen.length, number: number(chosen.length) }),
      names: namesOf(desk, chosen),
      moved: before ? movedOf(desk, difference(before.body.chosen, chosen)) : null,
    },
    (form) => {
      field(form, "waiting").value = String(Math.min(most, before ? before.body.waiting.length : Math.ceil(chosen.length / 2)));
    },
    (form) =>
      !field(form, "words").value.trim() ? words("cohort.freeze.why")
      : whole(field(form, "waiting").value, 0, most) === null ? words("cohort.freeze.waiting", { most: number(most) })
      : "",
  );
  if (!asked) return;
  const epoch = desk.store.epoch(call.id)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const id = newId();
  const salt = newSalt();
  const composed = composedOf(run);
  const digest = await digestOf(recordOf(composed.instance, composed.answer, salt));
  const waiting = waitingOf(desk, run, chosen, before?.body.waiting ?? [], whole(String(asked.get("waiting")), 0, most) ?? 0);
  const body: CohortBody = {
    ...composed, salt, words: String(asked.get("words") ?? "").trim(), chosen, waiting,
    ...(run.asked ? { asked: { rules: run.asked.wishes, options: run.asked.options } } : before?.body.asked ? { asked: before.body.asked } : {}),
    ...(before ? { after: before.id } : {}),
  };
  const last = Math.max(0, ...call.cohorts.map((one) => one.number)) + 1;
  const frame = await desk.session.sealItem({ scope: call.id, epoch, item: id, version: 1, kind: "cohort", body });
  await send([{ verb: "cohort.freeze", id, call: call.id, number: last, digest, epoch, frame }]);
  desk.store.keep(id, "cohort", body);
  call.cohorts.push({ id, number: last, digest, epoch, decided_by: desk.store.me, day: today() });
  desk.go(`#/compose/${call.id}/${id}`);
  announce(words("cohort.frozen"));
}

/** "#/compose/<call>/<cohort>": one frozen cohort. */
export function cohortView(desk: Desk, call: CallRow, id: Id): View {
  const element = clone("cohort-page");
  const asker = new Asker();
  $("[data-slot=asking]", element).replaceChildren(asker.element);
  let run: Run | null = null;
  let place = 0;
  let checked = "";

  function render(): void {
    const row = call.cohorts.find((one) => one.id === id);
    const body = desk.store.cohort(id);
    show(element, "gone", !row);
    show(element, "closed", Boolean(row) && !body);
    show(element, "body", Boolean(row && body));
    // What was asked again has slots of the same names: it is drawn anew at the end.
    $("[data-slot=result]", element).replaceChildren();
    if (!row || !body) return;
    const newest = Math.max(...call.cohorts.map((one) => one.number)) === row.number;
    const scores = new Map((body.instance as Run["question"]["instance"]).rows.map((one) => [body.rows[String(one.number)], one.score]));
    const person = (one: Id) => {
      const state = desk.store.applications.get(one)?.row.state;
      const ended = stopped(desk).has(one);
      return personOf(desk, one, {
        points: scores.get(one) ?? null,
        marks: [...(state ? [words(`state.${state}`)] : []), ...(ended ? [words("fellow.stopped")] : [])],
      });
    };
    const then = runOf(body, null);
    const cohort = cohortsOf(then.answer).find((one) => idsOf(one.rows, then.question).join() === body.chosen.join());
    const before = body.after ? desk.store.cohort(body.after) : null;
    fill(element, {
      title: words("cohort.number", { number: number(row.number) }),
      by: words("cohort.by_whom", { name: desk.store.name(row.decided_by), day: day(row.day) }),
      digest: row.digest,
      words: told(body.words),
      chosen: body.chosen.map(person),
      "chosen-title": words("cohort.chosen", { count: body.chosen.length, number: number(body.chosen.length) }),
      waiting: body.waiting.map(person),
      moved: before ? movedOf(desk, difference(before.chosen, body.chosen)) : "",
      rules: cohort ? linesOf(cohort, then.answer, then.question, () => false).map((one) => {
        const item = document.createElement("li");
        item.textContent = words("cohort.had", { said: saidOf(one.rule, then, desk, call), got: number(one.got) });
        return item;
      }) : [],
    });
    show(element, "waiting-part", body.waiting.length > 0);
    show(element, "moved", Boolean(before));
    show(element, "seed", Boolean(then.question.instance.seed));
    fill(element, { seed: words("cohort.seed", { seed: `\u2068${then.question.instance.seed ?? ""}\u2069` }) });
    show(element, "newest", newest && call.state !== "ended");
    show(element, "older", !newest);
    void check(row.digest, body);
    if (newest) standing(body);
    result(body);
  }

  /** The digest is reckoned again here: what the server shows must be what was sealed. */
  async function check(digest: string, body: CohortBody): Promise<void> {
    if (checked === digest) return;
    checked = digest;
    const same = (await digestOf(recordOf(body.instance, body.answer, body.salt))) === digest;
    fill(element, { checked: words(same ? "cohort.digest.same" : "cohort.digest.other") });
    $("[data-slot=checked]", element).classList.toggle("errors", !same);
  }

  function now(one: Id): Now {
    const fellow = [...desk.store.fellows.values()].find((other) => other.row.application === one);
    return { state: desk.store.applications.get(one)?.row.state ?? null, fellow: fellow?.row.state ?? null };
  }

  const all = field($<HTMLFormElement>("form.again", element), "all");
  all.addEventListener("change", render);

  function standing(body: CohortBody): void {
    const found = changed(body, now, all.checked);
    const list = (ids: readonly Id[]) => (ids.length ? namesOf(desk, ids) : words("cohort.nobody"));
    fill(element, { stay: list([...found.accepted, ...found.offered]), "gone-names": list(found.gone) });
    show(element, "none-gone", !found.gone.length);
  }

  const again = $<HTMLFormElement>("form.again", element);
  const problem = $("[data-slot=problem]", again);
  problem.hidden = true;
  again.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = desk.store.cohort(id);
    if (body) void askAgain(body);
  });

  async function askAgain(body: CohortBody): Promise<void> {
    const found = changed(body, now, all.checked);
    const numbers = new Map(Object.entries(body.rows).map(([one, who]) => [who, Number(one)]));
    const of = (ids: readonly Id[]) => ids.flatMap((one) => numbers.get(one) ?? []);
    const kept = [...found.accepted, ...found.offered];
    const asked = againOf(body.instance as Run["question"]["instance"], of(kept), of([...found.gone, ...found.closed]));
    await solved(body, asked, kept);
  }

  async function solved(body: CohortBody, instance: Run["question"]["instance"], kept: Id[]): Promise<void> {
    const answer = await asker.ask<Answer>("compose", async () => instance, problem);
    if (!answer) return;
    run = { question: { instance, letters: body.letters, rows: body.rows, kept }, answer, asked: null };
    place = 0;
    render();
    $("[data-slot=result] h2", element).focus();
  }

  function result(body: CohortBody): void {
    if (!run) return;
    const now = run;
    const made = resultOf(desk, call, { run: now, place, current: true, before: body.chosen }, {
      look(other) {
        place = other;
        render();
      },
      easeAgain: (changes) => solved(body, easedInstance(now.question.instance, changes), now.question.kept),
      freeze: (cohort) => freeze(desk, call, now, cohort, { id, body }),
    });
    $("[data-slot=result]", element).replaceChildren(made);
  }

  doing($<HTMLButtonElement>("[data-slot=decide]", element), $("[data-slot=decide-part]", element), async () => {
    const body = desk.store.cohort(id);
    if (body) await decide(desk, call, body);
  });
  $("[data-slot=copy]", element).addEventListener("click", () => {
    const digest = call.cohorts.find((one) => one.id === id)?.digest ?? "";
    void navigator.clipboard.writeText(digest).then(() => announce(words("cohort.copied")), () => undefined);
  });
  $("[data-slot=file]", element).addEventListener("click", () => {
    const body = desk.store.cohort(id);
    if (body) ui.download(new Blob([JSON.stringify(body.instance, null, 1)]), `${call.slug}-instance.json`);
  });
  $("[data-slot=otherwise]", element).addEventListener("click", () => {
    const body = desk.store.cohort(id);
    if (!body?.asked) return desk.go(`#/compose/${call.id}`);
    put(call, { ...emptyWork(call), asked: askedIn(body.asked.rules, body.asked.options, call.seats) });
    desk.go(`#/compose/${call.id}`);
  });
  const link = $<HTMLAnchorElement>("[data-slot=call]", element);
  link.href = `#/compose/${call.id}`;
  link.textContent = inLanguage(call.names) || call.slug;
  render();
  return { element, title: words("cohort"), changed: render, left: () => asker.stop() };
}

/** Offers, the waiting list and everybody else, in one act that is asked for once. */
async function decide(desk: Desk, call: CallRow, body: CohortBody): Promise<void> {
  const rows = desk.store.of(call.id).map(({ id, row }) => ({ id, state: row.state }));
  const found = decisionsOf(new Set(body.chosen), new Set(body.waiting), rows);
  const all: Decision[] = [...found.offer, ...found.wait, ...found.no];
  if (!all.length) throw new NotKeptError(words("cohort.decide.nothing"));
  const line = (key: string, count: number) => words(`cohort.decide.${key}`, { count, number: number(count) });
  const asked = await asking(
    "cohort-decide",
    {
      offer: line("offer", found.offer.length),
      wait: line("wait", found.wait.length),
      no: line("no", found.no.length),
      left: found.left.length ? words("cohort.decide.left", { names: namesOf(desk, found.left.map((one) => one.id)) }) : null,
    },
  );
  if (!asked) return;
  const acts: { id: Id; act: Act }[] = all.flatMap(({ id, verbs }) =>
    verbs.map((verb) => ({ id, act: { verb: "application.state", application: id, verb_said: verb, items: [] } })),
  );
  for (let at = 0; at < acts.length; at += AT_ONCE) {
    const part = acts.slice(at, at + AT_ONCE);
    const done = await send<{ state: never; told: never }>(part.map((one) => one.act));
    done.forEach(({ state, told: said }, place) => {
      const view = desk.store.applications.get(part[place]?.id ?? "");
      if (view) Object.assign(view.row, { state, told: said });
    });
  }
  desk.store.changed();
  announce(words("cohort.decided", { count: all.length, number: number(all.length) }));
}
