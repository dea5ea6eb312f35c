/** Who reads an application and what they said of it, side by side. */

import { $, clone, fill, words } from "@vault/page";
import type { ReviewBody } from "../../kinds";
import { day, type Desk, inLanguage, number } from "../desk";
import { show, told } from "../forms";
import type { CallRow, CriterionRow, ReadingRow } from "../overview";
import type { ApplicationView } from "../store";

export function readingsPart(desk: Desk, view: ApplicationView): HTMLElement {
  const call = desk.store.calls.get(view.call.id) ?? view.call;
  const shown = view.row.readings.filter((one) => one.state !== "withdrawn");
  const reviews = shown.flatMap((row) => {
    const review = view.reviews.get(row.id);
    return review ? [{ row, review, name: reader(desk, call, row) }] : [];
  });
  const made = clone("office-readings", {
    rows: shown.map((row) =>
      clone("office-reading", {
        name: reader(desk, call, row),
        state: words(`reader.${row.state}`),
        day: day(row.done_on ?? row.day),
      }),
    ),
    criteria: call.criteria.map((criterion) => criterionRow(criterion, reviews.map((one) => one.review))),
    advice: [cell("th", words("review.advice"), "row"), ...reviews.map(({ review }) => cell("td", advice(review)))],
    confidence: [
      cell("th", words("review.confidence"), "row"),
      ...reviews.map(({ review }) => cell("td", words(`confidence.${review.confidence}`))),
    ],
    said: [cell("th", words("review.words"), "row"), ...reviews.map(({ review }) => cell("td", review.words))],
    posts: view.posts.map(({ row, words: said }) =>
      clone("office-note", {
        kind: null, name: desk.store.name(row.by) || words("not_known"), day: day(row.day), words: told(said),
      }),
    ),
  });
  $("thead tr", made).append(...reviews.map((one) => cell("th", one.name)));
  show(made, "none", !shown.length);
  show(made, "table", reviews.length > 0);
  show(made, "posts-part", view.posts.length > 0);
  $<HTMLAnchorElement>("[data-slot=panel]", made).href = `#/panel/${call.id}`;
  fill(made, { wanted: words("readings.wanted", { of: number(call.readings) }) });
  return made;
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
