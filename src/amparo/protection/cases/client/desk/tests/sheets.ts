import { equal, test } from "@vault/tests/harness";
import { isTooMany, measure, MOST, TooLargeError } from "@vault/desk/sheets";

type Entry = [name: string, content: string | Blob];

/** A ZIP whose parts are deflated; what it says of their sizes unfolded is nothing. */
async function zip(...entries: Entry[]): Promise<Blob> {
  const out: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let [at, long] = [0, 0];
  for (const [name, content] of entries) {
    const packed = new Blob([content]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const data = await new Response(packed).blob();
    const words = new TextEncoder().encode(name);
    const head = new DataView(new ArrayBuffer(30));
    head.setUint32(0, 0x04034b50, true);
    head.setUint16(8, 8, true);
    head.setUint16(26, words.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, 8, true);
    entry.setUint32(20, data.size, true);
    entry.setUint16(28, words.length, true);
    entry.setUint32(42, at, true);
    out.push(head, words, data);
    directory.push(entry, words);
    at += 30 + words.length + data.size;
    long += 46 + words.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, long, true);
  end.setUint32(16, at, true);
  return new Blob([...out, ...directory, end]);
}

const sheet = (rows: string, dimension = '<dimension ref="A1:C2"/>') =>
  `<?xml version="1.0"?><worksheet>${dimension}<sheetData>${rows}</sheetData></worksheet>`;
const SHEET = "xl/worksheets/sheet1.xml";
const ROW = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>';

async function outcome(file: Blob): Promise<string> {
  try {
    await measure(file);
    return "taken";
  } catch (problem) {
    return problem instanceof TooLargeError ? "too large" : "unreadable";
  }
}

test("a sheet as people keep it is taken", async () => {
  const strings = new Blob(Array.from({ length: 2000 }, (_, at) => `<si><t>word ${at}</t></si>`));
  equal(await outcome(await zip([SHEET, sheet(ROW)], ["xl/sharedStrings.xml", strings])), "taken");
  equal(await outcome(new Blob(["PK and then nothing"])), "unreadable");
});

test("a sheet that unfolds to gigabytes is refused, whatever it says of its size", async () => {
  const block = " ".repeat(1 << 20);
  const bomb = await zip([SHEET, new Blob(Array.from({ length: 90 }, () => block))]);
  equal([bomb.size < 200_000, await outcome(bomb)], [true, "too large"]);
  const inside = new Blob(Array.from({ length: 30 }, () => block));
  const shared = await zip(...["a", "b", "c"].map((one): Entry => [`xl/media/${one}.png`, inside]));
  equal(await outcome(shared), "too large");
});

test("a cell in the far corner, or a sheet that says it has one, is refused", async () => {
  const corner = "XFD1048576";
  const far = [
    sheet(`<row><c r="${corner}"/></row>`, ""),
    sheet(ROW, `<dimension ref="A1:${corner}"/>`),
    sheet(ROW, `<x:dimension\n ref = 'A1:${corner}' />`),
    sheet(ROW, `<dimension ref="A1:&#88;FD1048576"/>`),
    sheet(ROW, `<dimension x=">" ref="A1:${corner}"/>`),
    `<!DOCTYPE x [<!ENTITY a "b">]>${sheet(ROW)}`,
  ];
  for (const one of far) equal(await outcome(await zip([SHEET, one])), "too large", one);
  equal(await outcome(await zip([SHEET, sheet(ROW, '<dimension ref="A1:H9000"/>')])), "taken");
});

test("more cells and more parts than anybody has are refused", async () => {
  const many = new Blob(Array.from({ length: MOST.cells / 100 + 1 }, () => '<c r="A1"/>'.repeat(100)));
  equal(await outcome(await zip([SHEET, many])), "too large");
  const parts = Array.from({ length: MOST.parts + 1 }, (_, at): Entry => [`${at}.bin`, ""]);
  equal(await outcome(await zip(...parts)), "too large");
  equal([isTooMany("a,b\n".repeat(1000)), isTooMany(",".repeat(MOST.area + 1))], [false, true]);
});
