/** Word documents, merged on this device. What merges them is loaded when one is made. */

import { NotKeptError } from "./acting";

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/**
 * A document from a template of the house, or a plain one of `lines` ("{day}", "{words}", "").
 *
 * Raises NotKeptError with `unreadable` where the template is none.
 */
export async function merged(
  values: Record<string, string>,
  lines: readonly string[],
  template: File | undefined,
  unreadable: string,
): Promise<Blob> {
  const [{ default: Docx }, { default: Zip }] = await Promise.all([import("docxtemplater"), import("pizzip")]);
  try {
    const zip = template ? new Zip(await template.arrayBuffer()) : plain(new Zip(), lines);
    const letter = new Docx(zip, { paragraphLoop: true, linebreaks: true });
    letter.render(values);
    return letter.getZip().generate({ type: "blob", mimeType: DOCX });
  } catch {
    throw new NotKeptError(unreadable);
  }
}

interface Zipping {
  file(name: string, content: string): unknown;
}

/** The least that is a Word document: a paragraph for each line. */
function plain<Z extends Zipping>(zip: Z, lines: readonly string[]): Z {
  const rtl = document.documentElement.dir === "rtl";
  const direction = rtl ? "<w:pPr><w:bidi/></w:pPr>" : "";
  const mark = rtl ? "<w:rPr><w:rtl/></w:rPr>" : "";
  const line = (told: string) => `<w:p>${direction}<w:r>${mark}<w:t xml:space="preserve">${told}</w:t></w:r></w:p>`;
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
  zip.file("word/document.xml", `${head}<w:document xmlns:w="${main}"><w:body>${lines.map(line).join("")}<w:sectPr/></w:body></w:document>`);
  return zip;
}
