/** Who reads an application and what they said of it, side by side. */

import { $, announce, clone, fill, words } from "@vault/page";
import type { ReviewBody } from "../../kinds";
import { NotKeptError } from "../acts";
import { keptFrom } from "../away";
import { day, type Desk, inLanguage, number, onSubmit, options } from "../desk";
import { asking, doing, field, own, read, sending, show, told } from "../forms";
import type { CallRow, CriterionRow, ReadingRow } from "../overview";
import { give, toldGiven, withdraw } from "../panel/giving";
import { readerName } from "../panel/people";
import type { ApplicationView } from "../store";
import { judgements, judges, posts, say } from "../talk";

export function readingsPart(desk: Desk, view: ApplicationView): HTMLElement {
  const call = desk.store.calls.get(view.call.id) ?? view.call;
  const shown = view.row.readings.filter((one) => one.state !== "withdrawn");
  const reviews = shown.flatMap((row) => {
    const review = view.reviews.get(row.id);
    return review ? [{ row, review, name: reader(desk, call, row) }] : [];
  });
  const made = own(clone("office-readings", {
    rows: shown.map((row) => readingRow(desk, call, view, row)),
    criteria: call.criteria.map((criterion) => criterionRow(criterion, reviews.map((one) => one.review))),
    advice: [cell("th", words("review.advice"), "row"), ...reviews.map(({ review }) => cell("td", advice(review)))],
    confidence: [
      cell("th", words("review.confidence"), "row"),
      ...reviews.map(({ review }) => cell("td", words(`confidence.${review.confidence}`))),
    ],
    said: [cell("th", words("review.words"), "row"), ...reviews.map(({ review }) => cell("td", review.words))],
    posts: posts(desk, call, view.posts),
  }));
  $("thead tr", made).append(...reviews.map((one) => cell("th", one.name)));
  show(made, "none", !shown.length);
  show(made, "table", reviews.length > 0);
  talking(desk, call, view, made);
  giving(desk, call, view, made);
  $<HTMLAnchorElement>("[data-slot=panel]", made).href = `#/panel/${call.id}`;
  fill(made, { wanted: words("readings.wanted", { of: number(call.readings) }) });
  return made;
}

function readingRow(desk: Desk, call: CallRow, view: ApplicationView, row: ReadingRow): HTMLElement {
  const name = reader(desk, call, row);
  const made = clone("office-reading", {
    name, state: words(`reader.${row.state}`), day: day(row.done_on ?? row.day),
  });
  const back = $<HTMLButtonElement>("button", made);
  back.hidden = row.state !== "assigned";
  doing(back, made, async () => {
    if (!(await asking("office-ask", { title: words("ask.take.title", { name }), words: words("ask.take") }))) return;
    await withdraw(desk, view, row.id);
    announce(words("readings.taken", { name }));
  });
  return made;
}

/** One more reader, by hand: whoever declared, and is not kept from it. */
function giving(desk: Desk, call: CallRow, view: ApplicationView, made: HTMLElement): void {
  const form = $<HTMLFormElement>("form.give", made);
  const has = new Set(view.row.readings.filter((one) => one.state !== "withdrawn").map((one) => one.reviewer));
  const kept = keptFrom(desk, view);
  const open = call.reviewers.filter((one) => one.declared_on && !one.ended_on && !kept.has(one.keyring) && !has.has(one.id));
  const may = ["eligible", "shortlisted"].includes(view.row.state) && open.length > 0;
  show(made, "give-part", may);
  if (!may) return;
  options(field<HTMLSelectElement>(form, "reviewer"), open.map((one) => [one.id, readerName(desk, one)]), "", words("choose"));
  onSubmit(form, async () => {
    const reviewer = read(form).text("reviewer");
    if (!reviewer) throw new NotKeptError(words("missing.person"));
    const given = await give(desk, call, [{ view, reviewer }]);
    const lines = toldGiven(given, number);
    if (!given.given) throw new NotKeptError(lines.slice(1).join(" "));
    announce(lines[0] ?? "");
  });
}

/** What is said to those who judged it: while the discussion is open. */
function talking(desk: Desk, call: CallRow, view: ApplicationView, made: HTMLElement): void {
  const to = judges(call, view);
  const open = call.discussion && call.state !== "ended" && to.length > 0;
  show(made, "posts-part", view.posts.length > 0 || open);
  const form = $<HTMLFormElement>("form.talk", made);
  form.hidden = !open;
  const all = judgements(call, view);
  const lay = $<HTMLButtonElement>("[data-slot=lay]", made);
  const laid = new Set(view.posts.flatMap((one) => one.reviews.map((other) => other.by)));
  const hidden = all.filter((one) => !laid.has(one.by));
  show(made, "lay-part", open && to.length > 1 && hidden.length > 0);
  const said = { application: view.id, call: call.id, to, mine: false };
  if (open) {
    sending(desk, form, `say:${view.id}`, async () => {
      await say(desk, { ...said, body: { words: read(form).text("words") } });
      announce(words("talk.said"));
    });
  }
  doing(lay, $("[data-slot=lay-part]", made), async () => {
    if (!(await asking("office-ask", { title: words("ask.lay.title"), words: words("ask.lay") }))) return;
    await say(desk, { ...said, body: { words: "", reviews: all } });
    announce(words("talk.laid"));
  });
}

function reader(desk: Desk, call: CallRow, row: ReadingRow): string {
  const keyring = call.reviewers.find((one) => one.id === row.reviewer)?.keyring;
  return desk.store.name(keyring) || words("not_known");
}

function cell(tag: "th" | "td", said: string, scope: "col" | "row" = "col"): HTMLTableCellElement {
  const made = document.createElement(tag);
  made.textContent = said;
  made.dir = "auto";
  if (tag === "th") made.scope = scope;
  return made;
}

const advice = (review: ReviewBody): string => (review.advice ? words(`advice.${review.advice}`) : words("advice.none"));

/** Points of each, the rationale below them: what one gave without a reason is seen. */
function criterionRow(criterion: CriterionRow, reviews: ReviewBody[]): HTMLElement {
  const row = document.createElement("tr");
  row.append(cell("th", inLanguage(criterion.names) || criterion.key, "row"));
  for (const review of reviews) {
    const points = review.scores[criterion.key];
    const made = cell("td", points === undefined ? "–" : words("review.points", { points: number(points), most: number(criterion.most) }));
    const why = review.rationale[criterion.key];
    if (why) made.append(told(why));
    row.append(made);
  }
  return row;
}
