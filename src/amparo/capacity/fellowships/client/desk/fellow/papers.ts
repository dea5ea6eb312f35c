/** Letters for embassies and hosts, and the certificate: merged on this device, as Word documents. */

import { $, announce, clone, fill, ui, words } from "@vault/page";
import { merged } from "@vault/desk/docx";
import type { CertificateBody, LetterMadeBody } from "../../kinds";
import { NotKeptError, today } from "../acts";
import { coded, day, type Desk, inLanguage, options } from "../desk";
import { field, own, read, sending } from "../forms";
import type { FellowView } from "../store";
import { PAPERS } from "./fields";
import { consentFor, entriesOf } from "./plan";
import { keep } from "./write";

const LETTER = ["{day}", "", "{to}", "", "{person}", "", "{words}", "", "{signed}"];
const CERTIFICATE = ["{heading}", "", "{person}", "", "{words}", "", "{programme}", "{day}", "", "{signed}"];

export function papersPart(desk: Desk, view: FellowView): HTMLElement {
  const made = own(clone("fellow-papers"));
  letter(desk, view, $<HTMLFormElement>("form.letter", made));
  certificate(desk, view, $<HTMLFormElement>("form.certificate", made));
  return made;
}

function letter(desk: Desk, view: FellowView, form: HTMLFormElement): void {
  options(field<HTMLSelectElement>(form, "kind"), coded("paper", PAPERS), "invitation");
  sending(desk, form, `paper:${view.id}`, async () => {
    const said = read(form);
    const body: LetterMadeBody = { kind: said.text("kind") as LetterMadeBody["kind"], to: said.text("to"), words: said.text("words") };
    const values = { to: body.to, person: said.text("person"), words: body.words, day: day(today()), signed: said.text("signed") };
    const file = await merged(values, LETTER, field(form, "template").files?.[0], words("paper.unreadable"));
    await keep(desk, view, [{ kind: "letter_made", body }]);
    ui.download(file, `${words(`paper.${body.kind}`)}.docx`);
    form.reset();
    announce(words("paper.made"));
  });
}

function certificate(desk: Desk, view: FellowView, form: HTMLFormElement): void {
  const before = entriesOf(view.entries, "certificate").at(-1) ?? null;
  const call = desk.store.calls.get(view.row.call);
  field(form, "name").value = before?.body.name ?? view.summary?.name ?? "";
  field(form, "given_on").value = before?.body.given_on ?? view.row.ended_on ?? today();
  field(form, "public").checked = before?.body.public ?? false;
  field(form, "words").value = words("certificate.words");
  fill(form, { given: before ? words("certificate.given", { day: day(before.body.given_on) }) : "" });
  sending(desk, form, `certificate:${view.id}`, async () => {
    const said = read(form);
    const open = field(form, "public").checked;
    if (open && !consentFor(view.entries, "certificate", today())) throw new NotKeptError(words("certificate.consent"));
    const body: CertificateBody = { name: said.text("name"), given_on: said.text("given_on"), public: open };
    const values = {
      heading: words("certificate.heading"), person: body.name, words: said.text("words"),
      programme: inLanguage(call?.names ?? {}), day: day(body.given_on), signed: said.text("signed"),
    };
    const file = await merged(values, CERTIFICATE, field(form, "template").files?.[0], words("paper.unreadable"));
    await keep(desk, view, [{ kind: "certificate", body, before }]);
    ui.download(file, `${words("certificate.heading")}.docx`);
    announce(words("certificate.made"));
  });
}
