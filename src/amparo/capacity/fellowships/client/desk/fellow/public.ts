/** Told in public, as they agreed to it: the words, and the consent they stand on, in one batch. */

import { $, announce, clone, fill, given, words } from "@vault/page";
import type { ConsentBody } from "../../kinds";
import { NotKeptError, sealParts, send, today } from "../acts";
import { day, type Desk, options } from "../desk";
import { asking, doing, field, own, read, sending, show } from "../forms";
import type { Entry, FellowView } from "../store";
import { consentFor, entriesOf } from "./plan";

export function publicPart(desk: Desk, view: FellowView): HTMLElement | null {
  if (!desk.can.office) return null;
  const made = own(clone("fellow-public"));
  const living = consentFor(view.entries, "public", today());
  const last = living ?? entriesOf(view.entries, "consent").filter((one) => one.body.purpose === "public").at(-1) ?? null;
  const { described } = view.row;
  fill(made, {
    said: words(described ? "public.yes" : "public.no"),
    until: described && living?.body.expires_on ? words("public.until", { day: day(living.body.expires_on) }) : "",
  });
  show(made, "ended", described && !living);
  const drop = $<HTMLButtonElement>("[data-slot=drop]", made);
  drop.hidden = !described;
  doing(drop, $("[data-slot=drop-part]", made), async () => {
    if (!(await asking("office-ask", { title: words("public.drop"), words: words("public.drop_words") }))) return;
    const body: ConsentBody | null = last && { ...last.body, withdrawn_on: today() };
    const items = body ? await sealParts(desk, view.id, view.id, [{ kind: "consent", body, before: last as Entry }]) : [];
    await send([
      { verb: "profile.drop", fellowship: view.id },
      { verb: "fellowship.items", fellowship: view.id, items },
    ]);
    await desk.refresh();
    announce(words("public.dropped"));
  });
  fillForm(desk, view, $<HTMLFormElement>("form", made), last);
  return made;
}

function fillForm(desk: Desk, view: FellowView, form: HTMLFormElement, last: Entry<ConsentBody> | null): void {
  const shown = last?.body.shown;
  const language = field<HTMLSelectElement>(form, "language");
  options(language, given<[string, string][]>("languages"), document.documentElement.lang);
  const text = () => shown?.words[language.value] ?? "";
  field(form, "name").value = shown?.name ?? "";
  field(form, "year").value = String(shown?.year ?? (view.row.ended_on ?? view.row.began_on).slice(0, 4));
  field(form, "words").value = text();
  field(form, "given_on").value = today();
  field(form, "until").value = last?.body.expires_on ?? "";
  language.addEventListener("change", () => {
    if (text()) field(form, "words").value = text();
  });
  sending(desk, form, `public:${view.id}`, async () => {
    const said = read(form);
    const until = said.text("until");
    const given_on = said.text("given_on");
    if (given_on > today() || (until && until < today())) throw new NotKeptError(words("public.days"));
    const profile = {
      name: said.text("name"),
      words: { ...shown?.words, [said.text("language")]: said.text("words") },
      year: Number(said.text("year")),
    };
    const body: ConsentBody = {
      purpose: "public", audience: words("public.everybody"), given_on, expires_on: until, withdrawn_on: "",
      words: said.text("how"), shown: profile,
    };
    const items = await sealParts(desk, view.id, view.id, [{ kind: "consent", body, before: last }]);
    await send([{ verb: "profile.put", fellowship: view.id, ...profile, ...(until ? { until } : {}), items }]);
    await desk.refresh();
    announce(words("public.put"));
  });
}
