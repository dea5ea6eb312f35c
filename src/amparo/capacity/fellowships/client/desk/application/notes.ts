/** What the office wrote down about an application, for colleagues who hold the call's key. */

import { $, announce, clone, fill, words } from "@vault/page";
import { writeOn } from "../acts";
import { day, type Desk } from "../desk";
import { own, read, sending, told } from "../forms";
import type { ApplicationView } from "../store";

export function notesPart(desk: Desk, view: ApplicationView): HTMLElement {
  const made = own(clone("office-notes"));
  fill(made, {
    rows: [...view.notes].reverse().map((one) =>
      clone("office-note", {
        kind: one.body.letter ? words("note.letter", { kind: words(`letter.kind.${one.body.letter}`) }) : null,
        name: desk.store.name(one.author) || words("not_known"),
        day: day(one.day),
        words: told(one.body.words),
      }),
    ),
  });
  const form = $<HTMLFormElement>("form", made);
  sending(desk, form, `note:${view.id}`, async () => {
    await writeOn(desk, view, [{ kind: "note", body: { words: read(form).text("words") } }]);
    form.reset();
    announce(words("application.kept"));
  });
  return made;
}
