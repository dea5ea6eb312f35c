/** Letters, merged on this device. What merges them is loaded when a letter is written. */

import { announce, ui, words } from "@vault/page";
import type { LetterBody } from "../../kinds";
import { NotKeptError, today, write } from "../acts";
import { day, type Desk, onSubmit } from "../desk";
import type { CaseView } from "../store";
import { field, form, text, told } from "./forms";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

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
    const file = await merged(values, field(made, "template").files?.[0]);
    await write(desk, view, [{ kind: "letter", body }]);
    ui.download(file, `${words("letter.name")}.docx`);
    announce(words("letter.made"));
  }, { desk, draft: `letter:${view.id}` });
  return made;
}

/** A DOCX from a template of the house, or a plain one. Raises NotKeptError for no template. */
async function merged(values: Record<string, string>, template?: File): Promise<Blob> {
  const [{ default: Docx }, { default: Zip }] = await Promise.all([import("docxtemplater"), import("pizzip")]);
  try {
    const zip = template ? new Zip(await template.arrayBuffer()) : plain(new Zip());
    const letter = new Docx(zip, { paragraphLoop: true, linebreaks: true });
    letter.render(values);
    return letter.getZip().generate({ type: "blob", mimeType: DOCX });
  } catch {
    throw new NotKeptError(words("letter.unreadable"));
  }
}

interface Zipping {
  file(name: string, content: string): unknown;
}

/** The least that is a Word document: five lines that hold what is told. */
function plain<Z extends Zipping>(zip: Z): Z {
  const rtl = document.documentElement.dir === "rtl";
  const direction = rtl ? "<w:pPr><w:bidi/></w:pPr>" : "";
  const mark = rtl ? "<w:rPr><w:rtl/></w:rPr>" : "";
  const line = (told: string) => `<w:p>${direction}<w:r>${mark}<w:t xml:space="preserve">${told}</w:t></w:r></w:p>`;
  const lines = ["{day}", "", "{to}", "", "{person}", "", "{words}", "", "{signed}"].map(line).join("");
  const main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  const packed = "http://schemas.openxmlformats.org/package/2006";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  zip.file(
    "[Content_Types].xml",
    `${head}<Types xmlns="${packed}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${DOCX}.main+xml"/></Types>`,
  );
  zip.file(
    "_rels/.rels",
    `${head}<Relationships xmlns="${packed}/relationships"><Relationship Id="rId1" Type="${office}" Target="word/document.xml"/></Relationships>`,
  );
  zip.file("word/document.xml", `${head}<w:document xmlns:w="${main}"><w:body>${lines}<w:sectPr/></w:body></w:document>`);
  return zip;
}
