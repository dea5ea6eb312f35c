/** Answers to a sender: sealed to the key that only their secret derives. */

import { clone, words } from "@vault/page";
import type { Id, RequestBody } from "../kinds";
import { newId, NotKeptError, send, sealPart, rowOf } from "./acts";
import { type Desk, onSubmit } from "./desk";
import type { CaseView } from "./store";

/** Whether anybody can read an answer there. */
export function canAnswer(request: RequestBody | null | undefined): boolean {
  return /^age1/.test(request?.inbox ?? "");
}

/** Send an answer; where there is a case, its timeline keeps what was said. Raises NotKeptError. */
export async function sendReply(
  desk: Desk,
  submission: Id,
  request: RequestBody,
  said: string,
  view?: CaseView,
): Promise<void> {
  const row = desk.store.submissions.get(submission)?.row;
  const epoch = row?.epoch ?? view?.entries[0]?.epoch;
  if (!canAnswer(request) || !epoch) throw new NotKeptError(words("problem.no_inbox"));
  const item = newId();
  const frame = await desk.session.sealReply(request.inbox ?? "", {
    scope: submission,
    epoch,
    item,
    version: 1,
    kind: "reply",
    body: { words: said },
  });
  const kept = view && (await sealPart(desk, view.id, { kind: "reply_sent", body: { words: said } }));
  const acts = [{ verb: "reply", submission, id: item, frame }];
  if (kept) acts.push({ verb: "case.items", case: view.id, items: [kept.act] } as never);
  await send(acts);
  if (row) row.answered_on ??= new Date().toISOString().slice(0, 10);
  if (kept) desk.store.take(view.id, rowOf(kept.act), { kind: kept.kind, body: kept.body as never });
  desk.store.changed();
}

/** The form for an answer; `sent` is called when it is on its way. */
export function replyForm(
  desk: Desk,
  submission: Id,
  request: RequestBody,
  view: CaseView | undefined,
  sent: () => void,
): HTMLFormElement {
  const form = clone<HTMLFormElement>("desk-reply");
  const field = form.elements.namedItem("words") as HTMLTextAreaElement;
  onSubmit(
    form,
    async () => {
      await sendReply(desk, submission, request, field.value, view);
      field.value = "";
      sent();
    },
    { desk, draft: `reply:${submission}` },
  );
  return form;
}
