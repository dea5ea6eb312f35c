/** Letters, merged on this device. What merges them is loaded when a letter is written. */

import { announce, ui, words } from "@vault/page";
import { merged } from "@vault/desk/docx";
import type { LetterBody } from "../../kinds";
import { today, write } from "../acts";
import { day, type Desk, onSubmit } from "../desk";
import type { CaseView } from "../store";
import { field, form, text, told } from "./forms";

const LINES = ["{day}", "", "{to}", "", "{person}", "", "{words}", "", "{signed}"];

export function letterPanel(desk: Desk, view: CaseView): HTMLElement {
  const made = form(desk, "case-form-letter");
  onSubmit(made, async () => {
    const said = told(made);
    const body: LetterBody = {
      kind: text(said["kind"]) as LetterBody["kind"],
      to: text(said["to"]),
      words: text(said["words"]),
    };
    const values = {
      to: body.to,
      person: text(said["person"]),
      words: body.words,
      day: day(today()),
      signed: text(said["signed"]),
    };
    const file = await merged(values, LINES, field(made, "template").files?.[0], words("letter.unreadable"));
    await write(desk, view, [{ kind: "letter", body }]);
    ui.download(file, `${words("letter.name")}.docx`);
    announce(words("letter.made"));
  }, { desk, draft: `letter:${view.id}` });
  return made;
}
