/** A reviewer's side: what they must not read, the files before them, and what they judge. */

import { $, $$, announce, clone, fill, given, ui, words } from "@vault/page";
import type { BlindCopyBody, CriterionScores, Id, ProfileBody, ReviewBody } from "../kinds";
import { newId, NotKeptError, send } from "./acts";
import { type Desk, inLanguage, type Maker, number, onSubmit } from "./desk";
import type { CallRow, CriterionRow } from "./overview";
import type { ReadingView } from "./store";
import { posts, say, who } from "./talk";

const LONGEST = 20_000; // signs of any of these texts

/** The files before me, by call: what is still to read first. */
export const readingsView: Maker = (desk) => {
  const element = clone("desk-readings");

  function render(): void {
    const { store } = desk;
    const waiting = (store.overview?.me_reviewer ?? []).filter((one) => !one.declared_on);
    fill(element, {
      undeclared: waiting.map((one) =>
        linked("desk-undeclared", `#/declare/${one.call}`, inLanguage(store.calls.get(one.call)?.names ?? {})),
      ),
    });
    const calls = [...new Set([...store.readings.values()].map((one) => one.row.call))];
    fill(element, { calls: calls.map((id) => ofCall(desk, id)) });
    $("[data-slot=none]", element).hidden = calls.length > 0 || waiting.length > 0;
  }

  render();
  return { element, title: words("readings"), changed: render };
};

function ofCall(desk: Desk, id: Id): HTMLElement {
  const call = desk.store.calls.get(id);
  const mine = [...desk.store.readings.values()].filter((one) => one.row.call === id);
  const todo = mine.filter((one) => one.row.state === "assigned");
  const done = mine.filter((one) => one.row.state === "done");
  const box = clone("desk-readings-call", {
    name: inLanguage(call?.names ?? {}),
    count: words("readings.left", { count: todo.length, number: number(todo.length) }),
    progress: words("readings.progress", { done: number(done.length), of: number(mine.length) }),
    rows: [...todo, ...done].map((one) => readingRow(desk, one, mine.indexOf(one) + 1)),
  });
  const bar = $<HTMLProgressElement>("progress", box);
  Object.assign(bar, { max: mine.length, value: done.length });
  $<HTMLAnchorElement>("a[data-slot=declared]", box).href = `#/declare/${id}`;
  return box;
}

function readingRow(desk: Desk, view: ReadingView, place: number): HTMLElement {
  const { row, copy, own } = view;
  // The first answer that tells something, not the languages that somebody speaks.
  const first = (copy?.answers.find((one) => one.said.length > 60) ?? copy?.answers[0])?.said ?? "";
  const made = clone("desk-reading-row", {
    title: words("reading.file", { number: number(place) }),
    begins: first.length > 120 ? `${first.slice(0, 120)} …` : first,
    state: words(row.state === "done" ? "reading.done" : own ? "reading.begun" : "reading.new"),
    talk: row.discussed ? words("reading.open_talk") : null,
    points: own && row.state === "done" ? points(desk, view) : null,
  });
  $<HTMLAnchorElement>("a", made).href = `#/reading/${row.id}`;
  return made;
}

function points(desk: Desk, { row, own }: ReadingView): string {
  return own ? pointsOf(own, desk.store.calls.get(row.call)?.criteria ?? []) : "";
}

function pointsOf({ scores }: ReviewBody, criteria: CriterionRow[]): string {
  return words("reading.points", {
    points: number(total(scores, criteria)),
    most: number(criteria.reduce((all, one) => all + one.most * one.weight, 0)),
  });
}

/** Points of a review: each criterion as often as it counts. */
export function total(scores: CriterionScores, criteria: CriterionRow[]): number {
  return criteria.reduce((all, one) => all + (scores[one.key] ?? 0) * one.weight, 0);
}

/** One file: the copy without a name beside the judgement, and the discussion once it is open. */
export const readingView: Maker = (desk, [id = ""]) => {
  const view = desk.store.readings.get(id);
  if (!view) return { element: clone("desk-nothing"), title: words("readings") };
  const call = desk.store.calls.get(view.row.call);
  if (!call) return { element: clone("desk-nothing"), title: words("readings") };
  const element = clone("desk-reading");
  let drawn = false;

  function render(): void {
    const now = desk.store.readings.get(id);
    if (!now) return desk.go("#/readings");
    fill(element, { warning: now.warning ? words(`refused.${now.warning}`) : null });
    if (!now.copy || drawn) return talk(now);
    drawn = true;
    fill(element, { copy: copyOf(now.copy), left: leftOut(now.copy) });
    judgement(desk, call as CallRow, now, $("[data-slot=judge]", element));
    giveBack(desk, call as CallRow, now, $<HTMLFormElement>("form.back", element));
    talk(now);
  }

  function talk(now: ReadingView): void {
    const box = $("[data-slot=talk]", element);
    box.hidden = !now.row.discussed;
    const here = desk.store.calls.get(now.row.call);
    if (!now.row.discussed || !here) return;
    const names = now.row.others.map((one) => who(desk, one.keyring)).join(", ");
    fill(box, {
      posts: posts(desk, here, now.posts),
      others: names ? words("talk.with", { names }) : words("talk.alone"),
    });
    const form = $<HTMLFormElement>("form", box);
    const laid = now.posts.some((one) => one.reviews.some((other) => other.by === desk.store.me));
    $("[data-slot=with-review]", form).hidden = laid || !now.own;
    if (form.dataset["ready"]) return;
    form.dataset["ready"] = "yes";
    onSubmit(form, () => postFrom(desk, now, form), { desk, draft: `post:${now.row.application}` });
  }

  render();
  return { element, title: words("reading.title"), changed: render };
};

/** The answers of a blind copy, as they were written. */
export function copyOf(copy: BlindCopyBody): HTMLElement {
  const list = document.createElement("dl");
  list.className = "answers";
  for (const one of copy.answers) {
    const term = document.createElement("dt");
    term.textContent = one.label;
    const answer = document.createElement("dd");
    answer.textContent = one.said;
    answer.dir = "auto";
    if (copy.language) answer.lang = copy.language;
    list.append(term, answer);
  }
  return list;
}

export function leftOut(copy: BlindCopyBody): string | null {
  if (!copy.left_out) return null;
  return words("copy.left_out", { count: copy.left_out, number: number(copy.left_out) });
}

/** The form of a judgement: points and a reason for each criterion, how sure, a word in all. */
function judgement(desk: Desk, call: CallRow, view: ReadingView, place: HTMLElement): void {
  const form = clone<HTMLFormElement>("desk-judge");
  const fixed = view.row.state === "done" && call.discussion;
  fill(form, {
    criteria: call.criteria.map((one) => criterion(one, view.own)),
    fixed: fixed ? words("judge.fixed") : null,
  });
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  if (view.own) {
    field("words").value = view.own.words;
    for (const radio of $$<HTMLInputElement>("[name=confidence]", form)) {
      radio.checked = radio.value === String(view.own.confidence);
    }
    for (const radio of $$<HTMLInputElement>("[name=advice]", form)) {
      radio.checked = radio.value === view.own.advice;
    }
  }
  for (const one of $$<HTMLInputElement>("input, textarea, button", form)) one.disabled = fixed;
  const later = $<HTMLButtonElement>("button[value=later]", form);
  later.hidden = view.row.state === "done";
  $<HTMLButtonElement>("button[value=done]", form).hidden = fixed;
  onSubmit(
    form,
    async (button) => {
      const done = button.value !== "later";
      const judged = readJudgement(form, call, done);
      const first = done && view.row.state !== "done";
      if (first && (await ui.dialog("desk-judged", { points: pointsOf(judged, call.criteria) })) !== "yes") {
        throw new NotKeptError(words("judge.not_yet"));
      }
      await keep(desk, call, view, judged, done);
      announce(words(done ? "judge.kept" : "judge.later"));
      if (done) desk.go("#/readings");
    },
    { desk, draft: `judge:${view.id}:${view.row.version}` },
  );
  place.replaceChildren(form);
}

function criterion(one: CriterionRow, own: ReviewBody | null): HTMLElement {
  const made = clone("desk-criterion", {
    name: inLanguage(one.names),
    about: inLanguage(one.about) || null,
    weight: one.weight > 1 ? words("criterion.weight", { count: one.weight, number: number(one.weight) }) : null,
    points: Array.from({ length: one.most + 1 }, (_, value) => {
      const label = clone<HTMLLabelElement>("desk-choice", { label: number(value) });
      const input = $<HTMLInputElement>("input", label);
      Object.assign(input, { type: "radio", name: `score:${one.key}`, value: String(value) });
      input.checked = own?.scores[one.key] === value;
      return label;
    }),
  });
  const reason = $<HTMLTextAreaElement>("textarea", made);
  reason.name = `reason:${one.key}`;
  reason.id = `reason-${one.key}`;
  reason.maxLength = LONGEST;
  reason.value = own?.rationale[one.key] ?? "";
  $<HTMLLabelElement>("label.reason", made).htmlFor = reason.id;
  return made;
}

/** What the form says. Raises NotKeptError where a judgement that is done misses something. */
function readJudgement(form: HTMLFormElement, call: CallRow, done: boolean): ReviewBody {
  const told = new FormData(form);
  const body: ReviewBody = {
    scores: {},
    rationale: {},
    confidence: Number(told.get("confidence") ?? 2) as ReviewBody["confidence"],
    words: String(told.get("words") ?? "").trim(),
    advice: String(told.get("advice") ?? "") as ReviewBody["advice"],
  };
  for (const one of call.criteria) {
    const points = told.get(`score:${one.key}`);
    const reason = String(told.get(`reason:${one.key}`) ?? "").trim();
    if (points !== null) body.scores[one.key] = Number(points);
    if (reason) body.rationale[one.key] = reason;
    if (!done) continue;
    const name = inLanguage(one.names);
    if (points === null) throw new NotKeptError(words("missing.points", { name }));
    if (!reason) throw new NotKeptError(words("missing.rationale", { name }));
  }
  if (done && told.get("confidence") === null) throw new NotKeptError(words("missing.confidence"));
  return body;
}

/** Seal a judgement to the office and to oneself, and keep it. */
async function keep(
  desk: Desk,
  call: CallRow,
  view: ReadingView,
  body: ReviewBody,
  done: boolean,
): Promise<void> {
  const { session, store } = desk;
  const epoch = store.epoch(call.id)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const version = view.row.version + 1;
  const told = { scope: view.row.application, item: view.id, version, kind: "review", body };
  const review = await session.sealItem({ ...told, epoch });
  const own = await session.sealTo(store.me, { ...told, epoch: store.me });
  const act = { verb: "reading.review", reading: view.id, version, epoch, review, own, done };
  const [answer] = await send<{ state: "assigned" | "done"; version: number }>([act]);
  if (!answer) return;
  Object.assign(view.row, { state: answer.state, version: answer.version });
  store.keep(`${view.id}/own`, "review", body, `r:${view.id}`);
  store.changed();
}

/** *I know who this is*: the file goes back for good, with words to the office if there are any. */
function giveBack(desk: Desk, call: CallRow, view: ReadingView, form: HTMLFormElement): void {
  onSubmit(form, async () => {
    const said = String(new FormData(form).get("words") ?? "").trim();
    if ((await ui.dialog("desk-give-back")) !== "yes") return;
    const act: Record<string, unknown> = { verb: "reading.return", reading: view.id };
    const epoch = desk.store.epoch(call.id)?.id;
    if (said && epoch) {
      const post = newId();
      const told = { scope: view.row.application, item: post, version: 1, kind: "post" };
      const frame = await desk.session.sealItem({ ...told, epoch, body: { words: said } });
      Object.assign(act, { post, epoch, frame });
    }
    await send([act as never]);
    desk.store.readings.delete(view.id);
    desk.store.changed();
    announce(words("reading.returned"));
    desk.go("#/readings");
  });
}

/** Say something to the office and to those who have judged this file, too. */
async function postFrom(desk: Desk, view: ReadingView, form: HTMLFormElement): Promise<void> {
  const told = new FormData(form);
  const said = String(told.get("words") ?? "").trim();
  const reviews = told.get("review") === "yes" && view.own ? [{ by: desk.store.me, review: view.own }] : [];
  const { application, call, others } = view.row;
  await say(desk, {
    application, call, to: others.map((one) => one.keyring), mine: true,
    body: { words: said, ...(reviews.length ? { reviews } : {}) },
  });
  form.reset();
}

/** What I can read, how much, and what I must not: sealed to the office, before any file comes. */
export const declareView: Maker = (desk, [callId = ""]) => {
  const me = desk.store.overview?.me_reviewer.find((one) => one.call === callId);
  const call = desk.store.calls.get(callId);
  if (!me || !call) return { element: clone("desk-nothing"), title: words("declare") };
  const element = clone("desk-declare", { name: inLanguage(call.names) });
  const form = $<HTMLFormElement>("form", element);
  const boxes = (name: string, list: readonly (readonly [string, string])[]) =>
    list.map(([value, label]) => {
      const made = clone<HTMLLabelElement>("desk-choice", { label });
      Object.assign($<HTMLInputElement>("input", made), { type: "checkbox", name, value });
      return made;
    });
  const countries = given<[string, string, string][]>("countries");
  fill(form, {
    languages: boxes("languages", given<[string, string][]>("languages")),
    themes: boxes("themes", given<[string, string][]>("themes")),
    again: me.declared_on ? words("declare.again") : null,
  });
  const select = $<HTMLSelectElement>("select[name=countries]", form);
  select.replaceChildren(...countries.map(([code, name]) => new Option(name, code)));
  onSubmit(
    form,
    async () => {
      const told = new FormData(form);
      const list = (name: string) =>
        String(told.get(name) ?? "").split(/[,،、;\n]/u).map((one) => one.trim()).filter(Boolean);
      const body: ProfileBody = {
        languages: told.getAll("languages").map(String),
        themes: told.getAll("themes").map(String),
        most: Number(told.get("most") || 50),
        organisations: list("organisations"),
        coalitions: list("coalitions"),
        countries: told.getAll("countries").map(String),
        people: list("people"),
        words: String(told.get("words") ?? "").trim(),
      };
      if (!body.languages.length) throw new NotKeptError(words("missing.languages"));
      if (told.get("complete") !== "yes") throw new NotKeptError(words("missing.complete"));
      const epoch = desk.store.epoch(callId)?.id;
      if (!epoch) throw new NotKeptError(words("problem.no_key"));
      const version = me.version + 1;
      const sealed = { scope: callId, epoch, item: me.id, version, kind: "profile", body };
      const frame = await desk.session.sealItem(sealed);
      await send([{ verb: "reviewer.declare", reviewer: me.id, epoch, version, frame }]);
      Object.assign(me, { version, declared_on: new Date().toISOString().slice(0, 10) });
      announce(words("declare.done"));
      desk.go("#/readings");
    },
    { desk, draft: `declare:${callId}` },
  );
  return { element, title: words("declare") };
};

function linked(template: string, href: string, name: string): HTMLElement {
  const made = clone(template, { name });
  $<HTMLAnchorElement>("a", made).href = href;
  return made;
}
