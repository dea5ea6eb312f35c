/** What the panel will read of an application: looked at by a person before it is given to anybody. */

import { $, announce, clone, fill, words } from "@vault/page";
import type { BlindCopyBody, FacetsBody, RedactionBody } from "../../kinds";
import { NotKeptError, writeOn } from "../acts";
import { draftCopy, NoCopyError } from "../blind";
import { day, type Desk, number, questionsOf } from "../desk";
import { apart, facetsOf } from "../facets";
import { field, own, read, sending, show } from "../forms";
import { copyOf, leftOut } from "../readings";
import type { ApplicationView } from "../store";

/** Whether a person looked at the copy of this very version, and let it go. */
export function seen({ redaction, row, facets }: ApplicationView): boolean {
  return Boolean(facets && redaction?.body.seen && redaction.body.version === row.version);
}

/** Those to be read by the panel whose copy nobody looked at yet. */
export function unlooked(views: readonly ApplicationView[]): ApplicationView[] {
  return views.filter((one) => ["eligible", "shortlisted"].includes(one.row.state) && !seen(one));
}

/** The copy as it would be with these words struck; the code of why there is none. */
export function drafted(view: ApplicationView, strike: string[]): BlindCopyBody | string {
  if (!view.body) return "sealed";
  const redaction: RedactionBody = { strike, seen: false, version: view.row.version };
  const questions = questionsOf(view.body.form, view.body.version);
  try {
    return draftCopy(view.body, facetsOf(view), redaction, view.call.blind, questions);
  } catch (problem) {
    if (problem instanceof NoCopyError) return problem.code;
    throw problem;
  }
}

/** The copy, the words that are struck from it, and *let it go*; `after` once it was let go. */
export function copyPart(desk: Desk, view: ApplicationView, after: () => void = () => undefined): HTMLElement {
  const made = own(clone("office-copy"));
  const form = $<HTMLFormElement>("form", made);
  const input = field(form, "strike");
  const before = view.redaction?.body;
  input.value = before?.strike.join("; ") ?? "";
  const strike = () => apart(read(form).text("strike"));

  function preview(): void {
    const copy = drafted(view, strike());
    const none = typeof copy === "string";
    fill(made, {
      copy: none ? [] : copyOf(copy),
      left: none ? "" : (leftOut(copy) ?? ""),
      none: none ? words(`copy.none.${copy}`) : "",
    });
    show(made, "none", none);
    $<HTMLButtonElement>("button[value=go]", form).disabled = none;
  }

  const done = seen(view);
  fill(made, {
    said: done && view.redaction
      ? words("copy.seen", { name: desk.store.name(view.redaction.author), day: day(view.redaction.day) })
      : words(before?.seen ? "copy.changed" : "copy.unseen"),
  });
  show(made, "given", view.row.readings.some((one) => one.state === "assigned" || one.state === "done"));
  made.toggleAttribute("open", !done && ["eligible", "shortlisted"].includes(view.row.state));
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(preview, 200);
  });
  sending(desk, form, `copy:${view.id}:${view.row.version}`, async () => {
    const struck = strike();
    const copy = drafted(view, struck);
    if (typeof copy === "string") throw new NotKeptError(words(`copy.none.${copy}`));
    await letGo(desk, view, struck);
    announce(words("copy.kept"));
    after();
  });
  preview();
  return made;
}

/** Kept as looked at, for this version alone; what it was counted by is kept with it. */
async function letGo(desk: Desk, view: ApplicationView, strike: string[]): Promise<void> {
  const body: RedactionBody = { strike, seen: true, version: view.row.version };
  const facets: FacetsBody = facetsOf(view);
  await writeOn(desk, view, [
    { kind: "redaction", body, before: view.redaction },
    ...(view.facets ? [] : [{ kind: "facets" as const, body: facets }]),
  ]);
}

/** "3 of 60", in the reader's digits. */
export const ofAll = (done: number, of: number): Record<string, string | number> => ({
  count: done, number: number(done), of: number(of),
});
