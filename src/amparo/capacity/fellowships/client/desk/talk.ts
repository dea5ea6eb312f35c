/** What is said of a file among those who judged it and the office: one sealed copy for each. */

import { clone, words } from "@vault/page";
import type { Id, ReviewBody } from "../kinds";
import { newId, NotKeptError, send, today } from "./acts";
import { type Desk, inLanguage, number, time } from "./desk";
import { told } from "./forms";
import type { CallRow } from "./overview";
import type { ApplicationView, LaidOpen, PostBody, PostView } from "./store";

/** What was said, oldest first, with the judgements that were laid open. */
export function posts(desk: Desk, call: CallRow, list: readonly PostView[]): HTMLElement[] {
  return list.map(({ row, words: said, reviews }) => {
    const made = clone("desk-post", {
      who: row.by === desk.store.me ? words("post.me") : who(desk, row.by),
      day: time(row.day),
      words: said || null,
      reviews: reviews.length ? reviews.map((one) => laidOpen(desk, call, one)) : null,
    });
    return made;
  });
}

export const who = (desk: Desk, keyring: Id): string =>
  keyring === desk.store.me ? words("post.me") : desk.store.name(keyring) || words("post.colleague");

function laidOpen(desk: Desk, call: CallRow, { by, review }: LaidOpen): HTMLElement {
  const rows = call.criteria.flatMap((one) => {
    const points = review.scores[one.key];
    const term = document.createElement("dt");
    term.textContent = inLanguage(one.names) || one.key;
    const answer = document.createElement("dd");
    const most = number(one.most);
    answer.textContent = points === undefined ? "–" : words("review.points", { points: number(points), most });
    const why = review.rationale[one.key];
    if (why) answer.append(told(why));
    return [term, answer];
  });
  return clone("desk-laid-open", {
    who: by === desk.store.me ? words("talk.mine") : words("talk.judged", { name: who(desk, by) }),
    rows,
    advice: review.advice ? words(`advice.${review.advice}`) : null,
    confidence: words(`confidence.${review.confidence}`),
    words: review.words || null,
  });
}

interface Said {
  application: Id;
  call: Id;
  /** Reviewers who get a copy, beside the office. */
  to: readonly Id[];
  /** Whether I am one of them, and keep a copy of my own. */
  mine: boolean;
  body: PostBody;
}

/** Seal what is said to each who may read it, and keep it. Raises NotKeptError. */
export async function say(desk: Desk, { application, call, to, mine, body }: Said): Promise<void> {
  const { session, store } = desk;
  const epoch = store.epoch(call)?.id ?? store.calls.get(call)?.epoch?.id;
  if (!body.words && !body.reviews?.length) throw new NotKeptError(words("missing.words"));
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const post = newId();
  const sealed = { scope: application, item: post, version: 1, kind: "post", body };
  const forOffice = newId();
  const copies: object[] = [{ id: forOffice, epoch, frame: await session.sealItem({ ...sealed, epoch }) }];
  const own = newId();
  for (const keyring of new Set(mine ? [store.me, ...to] : to)) {
    const frame = await session.sealTo(keyring, { ...sealed, epoch: keyring });
    copies.push({ id: keyring === store.me ? own : newId(), to: keyring, frame });
  }
  await send([{ verb: "post", application, post, copies }]);
  const id = mine ? own : forOffice;
  const row = { id, post, application, by: store.me, to: mine ? store.me : null, epoch: mine ? null : epoch, day: today() };
  store.overview?.posts.push(row);
  store.keep(id, "post", body, `p:${application}`);
  store.changed();
}

/** The keyrings of those who judged a file and may read what is said of it. */
export function judges(call: CallRow, view: ApplicationView): Id[] {
  const barred = new Set(view.row.bars.map((one) => one.keyring));
  const keyrings = view.row.readings
    .filter((one) => one.state === "done")
    .flatMap((one) => call.reviewers.find((row) => row.id === one.reviewer && !row.ended_on)?.keyring ?? [])
    .filter((one) => !barred.has(one));
  return [...new Set(keyrings)];
}

/** Every judgement of a file that is here, by who gave it. */
export function judgements(call: CallRow, view: ApplicationView): LaidOpen[] {
  const barred = new Set(view.row.bars.map((one) => one.keyring));
  return view.row.readings.flatMap((row) => {
    const review: ReviewBody | undefined = view.reviews.get(row.id);
    const by = call.reviewers.find((one) => one.id === row.reviewer)?.keyring;
    return review && by && row.state === "done" && !barred.has(by) ? [{ by, review }] : [];
  });
}
