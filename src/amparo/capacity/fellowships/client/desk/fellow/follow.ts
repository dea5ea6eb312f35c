/** Three, six, twelve and twenty-four months on: asked by a letter, answered by one. */

import { $, announce, clone, fill, words } from "@vault/page";
import { type Answered, asked } from "@questions/asked";
import type { FollowUpRow } from "../overview";
import { today } from "../acts";
import { canAnswer, writeTo } from "../application/letters";
import { day, type Desk, number } from "../desk";
import { doing, field, own, read, sending, show, told } from "../forms";
import type { FellowView } from "../store";
import { dueFollowUp } from "./plan";
import { actOn } from "./write";

export function followPart(desk: Desk, view: FellowView): HTMLElement | null {
  const rows = [...view.row.follow_ups].sort((a, b) => a.months - b.months);
  if (!rows.length) return null;
  const made = own(clone("fellow-follow"));
  fill(made, { rows: rows.map((one) => followRow(desk, view, one)) });
  return made;
}

function followRow(desk: Desk, view: FellowView, row: FollowUpRow): HTMLElement {
  const application = desk.store.applications.get(view.row.application ?? "");
  const late = row.state === "planned" && row.due < today();
  const made = own(clone("fellow-follow-row", {
    name: words("follow.after", { count: row.months, months: number(row.months) }),
    state: words(`follow.${row.state}`),
    due: `${day(row.due)}${late ? ` · ${words("late")}` : ""}`,
    answer: answerOf(desk, view, row.months),
  }));
  const form = $<HTMLFormElement>("form", made);
  const open = desk.can.office && dueFollowUp(view.row.follow_ups, today())?.id === row.id;
  const reached = Boolean(application && canAnswer(application));
  form.hidden = !open || !reached;
  show(made, "unreached", open && !reached);
  if (!form.hidden && application) {
    field(form, "words").value = words("follow.letter");
    sending(desk, form, `follow:${row.id}`, async () => {
      const body = { words: read(form).text("words"), kind: "follow_up" as const, months: row.months };
      await writeTo(desk, application, body, [{ verb: "followup.asked", followup: row.id }]);
      row.state = "asked";
      desk.store.changed();
      announce(words("letter.sent"));
    });
  }
  for (const state of ["answered", "missed"] as const) {
    const button = $<HTMLButtonElement>(`[data-slot=${state}]`, made);
    button.hidden = row.state === "answered" || row.state === "missed" || row.due > today();
    doing(button, $("[data-slot=marks]", made), async () => {
      await actOn(desk, view, [{ verb: `followup.${state}`, followup: row.id }]);
      row.state = state;
      desk.store.changed();
      announce(words("accompany.kept"));
    });
  }
  return made;
}

/** What they answered, from their letter; null while there is none. */
function answerOf(desk: Desk, view: FellowView, months: number): HTMLElement | null {
  const letters = desk.store.applications.get(view.row.application ?? "")?.letters ?? [];
  const found = letters.find(({ row, body }) => row.direction === "from" && body?.kind === "follow_up" && body.months === months);
  if (!found?.body) return null;
  const body = found.body as unknown as Partial<Answered> & { words: string };
  if (!body.answers) return told(body.words);
  const answered = { form: body.form ?? "", version: body.version ?? 0, language: body.language ?? "", answers: body.answers };
  return asked(desk, answered, found.row.epoch ?? "");
}
