/** Letters between an applicant and the office, and what those who vouch for them said. */

import { $, announce, clone, fill, words } from "@vault/page";
import { asked, fileList } from "@questions/asked";
import { type Act, newId, NotKeptError, sealParts, send, today } from "../acts";
import { coded, day, type Desk, options } from "../desk";
import { doing, field, own, read, sending, show, told } from "../forms";
import type { LetterBody, NoteBody } from "../../kinds";
import type { ApplicationView } from "../store";

const KINDS = ["words", "offer", "wait", "no"] as const;
type Kind = (typeof KINDS)[number];

export function lettersPart(desk: Desk, view: ApplicationView): HTMLElement {
  const made = own(clone("office-letters"));
  const theirs = view.letters.filter((one) => one.row.direction === "from");
  const unread = theirs.filter((one) => one.body && !one.row.shown_on).map((one) => one.row.id);
  fill(made, {
    rows: view.letters.map(({ row, body }) => {
      const to = row.direction === "to";
      const shown = to
        ? told(words(row.shown_on ? "letter.shown" : "letter.waits", { day: day(row.shown_on) }))
        : body ? letter(desk, body, row.epoch) : told(words("application.sealed"));
      if (to) shown.className = "meta";
      return clone("office-letter", {
        who: words(to ? "letter.to" : "letter.from"),
        day: day(row.day),
        fresh: !to && !row.shown_on ? words("letter.unread") : null,
        body: shown,
      });
    }),
  });
  show(made, "none", !view.letters.length);
  const readNow = $<HTMLButtonElement>("[data-slot=read]", made);
  readNow.hidden = !unread.length;
  doing(readNow, made, async () => {
    await send([{ verb: "letter.read", ids: unread }]);
    for (const one of view.row.letters) if (unread.includes(one.id)) one.shown_on = today();
    desk.store.changed();
    announce(words("letter.read"));
  });
  const form = $<HTMLFormElement>("form", made);
  const open = canAnswer(view);
  form.hidden = !open;
  show(made, "no-inbox", !open && Boolean(view.body));
  if (open) write(desk, view, form);
  return made;
}

function letter(desk: Desk, body: { words: string; files?: never[] | unknown }, epoch: string | null): HTMLElement {
  const shown = told(body.words);
  const files = body.files as Parameters<typeof fileList>[1] | undefined;
  if (!files?.length || !epoch) return shown;
  const box = document.createElement("div");
  box.className = "stack";
  box.append(shown, fileList(desk, files, epoch));
  return box;
}

/** Sealed so that only they can open it; what was said stays here as a note, for colleagues. */
function write(desk: Desk, view: ApplicationView, form: HTMLFormElement): void {
  options(field<HTMLSelectElement>(form, "kind"), coded("letter.kind", KINDS), "words");
  sending(desk, form, `letter:${view.id}`, async () => {
    const said = read(form);
    await writeTo(desk, view, { words: said.text("words"), kind: said.text("kind") as Kind });
    form.reset();
    desk.store.changed();
    announce(words("letter.sent"));
  });
}

/** Seal a letter to whoever applied, and send it with `more` as one batch. */
export async function writeTo(desk: Desk, view: ApplicationView, body: LetterBody, more: Act[] = []): Promise<void> {
  const { session, store } = desk;
  const epoch = store.epoch(view.call.id)?.id;
  if (!epoch) throw new NotKeptError(words("problem.no_key"));
  const item = newId();
  const fields = { scope: view.id, epoch, item, version: 1, kind: "letter", body };
  const frame = await session.sealReply(view.body?.inbox ?? "", fields);
  const note: NoteBody = { words: body.words, letter: body.kind };
  const items = await sealParts(desk, view.call.id, view.id, [{ kind: "note", body: note }]);
  await send([
    { verb: "letter", application: view.id, id: item, frame },
    { verb: "application.items", application: view.id, items },
    ...more,
  ]);
  view.row.letters.push({ id: item, direction: "to", epoch: null, day: today(), shown_on: null });
  for (const { id, item: at, version, epoch: key } of items) {
    store.take(view.id, { id, item: at, version, epoch: key, day: today() }, "note", note);
  }
}

/** Whether they can read an answer: they left a key, and can come back. */
export function canAnswer(view: ApplicationView): boolean {
  return view.row.answerable && /^age1/.test(view.body?.inbox ?? "");
}

/** Who vouches for them, by the names that the applicant gave, and what they said. */
export function referencesPart(desk: Desk, view: ApplicationView): HTMLElement | null {
  if (!view.references.length) return null;
  const names = new Map(view.body?.references?.map((one) => [one.id, one.name]));
  return clone("office-references", {
    rows: view.references.map(({ row, body }) =>
      clone("office-reference", {
        name: names.get(row.id) || words("reference.unnamed"),
        state: words(`reference.${row.state}`),
        day: day(row.day),
        body: body ? asked(desk, body, row.epoch ?? "") : null,
      }),
    ),
  });
}
