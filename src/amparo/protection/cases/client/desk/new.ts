/** A case from a call, a message or a visit: written down by staff, sealed like any other. */

import { $, announce, clone, words } from "@vault/page";
import type { RequestBody } from "../kinds";
import { NotKeptError, today } from "./acts";
import { caseFields, readCase } from "./caseform";
import { type Desk, onSubmit, type View } from "./desk";
import { openCase } from "./opening";

export function newView(desk: Desk): View {
  const element = clone("desk-new");
  const form = $<HTMLFormElement>("form", element);
  let drawn = false;

  function render(): void {
    if (drawn || !desk.store.overview) return;
    drawn = true;
    caseFields(desk, form, {});
    (form.elements.namedItem("asked_on") as HTMLInputElement).value = today();
    onSubmit(form, save, { desk, draft: "new" });
  }

  async function save(): Promise<void> {
    const told = new FormData(form);
    const asked_on = String(told.get("asked_on") || today());
    if (asked_on > today()) throw new NotKeptError(words("missing.future"));
    const happening = String(told.get("happening") ?? "").trim();
    if (!happening) throw new NotKeptError(words("missing.happening"));
    const chosen = readCase(desk, form, { asked_on });
    const came_by = String(told.get("came_by") ?? "call") as NonNullable<RequestBody["came_by"]>;
    const request: RequestBody = {
      form: "help",
      version: 0,
      language: "",
      for: chosen.summary.child ? "child" : "",
      answers: { happening },
      files: [],
      came_by,
    };
    const contact = (name: string) => String(told.get(name) ?? "").trim();
    const safe = {
      channel: contact("channel"),
      hours: contact("hours"),
      code_phrase: contact("code_phrase"),
      words: contact("never"),
    };
    const rejected = chosen.summary.priority === "rejected";
    const more = Object.values(safe).some(Boolean) ? [{ kind: "safe_contact" as const, body: safe }] : [];
    const id = await openCase(desk, {
      ...chosen,
      request,
      opened_on: asked_on,
      more,
      ...(rejected ? { closed: { keep_days: desk.store.overview?.retention.intake_days ?? 90 } } : {}),
    });
    desk.drafts.done("new");
    desk.go(`#/case/${id}`);
    announce(words("triage.opened"));
  }

  render();
  return { element, title: words("new"), changed: render };
}
