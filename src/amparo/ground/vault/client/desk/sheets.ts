/**
 * How large a spreadsheet is once unfolded, found out before a library unfolds it.
 *
 * An XLSX file is a ZIP of XML: a few kilobytes can hold gigabytes, and one cell at the far corner,
 * or one that only says so, makes a table of seventeen thousand million cells. So each part is
 * unfolded here piece by piece, looked at and thrown away. What the file says of its own sizes
 * counts for nothing.
 */

export const MOST = {
  parts: 1000,
  bytes: 80_000_000, // all parts, unfolded
  cells: 300_000, // written ones
  area: 1_500_000, // rows times columns, empty ones too
};

export class TooLargeError extends Error {}

interface Part {
  name: string;
  method: number;
  data: Blob;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/** Raises TooLargeError; any other Error for what is no such file. */
export async function measure(file: Blob): Promise<void> {
  const left = { bytes: MOST.bytes, cells: MOST.cells };
  for (const part of await parts(file)) {
    const look = /\.xml$/i.test(part.name) ? new Look(left) : null;
    const reader = unfolded(part).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      left.bytes -= step.value.length;
      try {
        if (left.bytes < 0) throw new TooLargeError();
        look?.take(step.value);
      } catch (problem) {
        await reader.cancel();
        throw problem;
      }
    }
  }
}

function unfolded({ method, data }: Part): ReadableStream<Uint8Array> {
  const stream = data.stream();
  if (method === 0) return stream;
  if (method !== 8) throw new Error("packed in a way that spreadsheets are not");
  return stream.pipeThrough(new DecompressionStream("deflate-raw"));
}

/** What lies in a ZIP, by its directory at the end. */
async function parts(file: Blob): Promise<Part[]> {
  const start = Math.max(0, file.size - 65_557);
  const tail = new DataView(await file.slice(start).arrayBuffer());
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("no ZIP");
  const count = tail.getUint16(at + 10, true);
  if (count > MOST.parts) throw new TooLargeError();
  const from = tail.getUint32(at + 16, true);
  const bytes = await file.slice(from, from + tail.getUint32(at + 12, true)).arrayBuffer();
  const directory = new DataView(bytes);
  const found: Part[] = [];
  for (let place = 0; found.length < count; ) {
    if (directory.getUint32(place, true) !== ENTRY) throw new Error("no entry");
    const size = directory.getUint32(place + 20, true);
    const length = directory.getUint16(place + 28, true);
    const more = directory.getUint16(place + 30, true) + directory.getUint16(place + 32, true);
    const local = directory.getUint32(place + 42, true);
    const head = new DataView(await file.slice(local, local + 30).arrayBuffer());
    if (head.getUint32(0, true) !== LOCAL) throw new Error("no part");
    const begin = local + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    found.push({
      name: new TextDecoder().decode(bytes.slice(place + 46, place + 46 + length)),
      method: directory.getUint16(place + 10, true),
      data: file.slice(begin, begin + size),
    });
    place += 46 + length + more;
  }
  return found;
}

const TAG = /<(?:[\w.-]+:)?(c|dimension)(\s[^<>]*)?>/g;
const REFERENCE = /\sr(?:ef)?\s*=\s*["']([A-Z]{1,3}\d{1,7})(?::([A-Z]{1,3}\d{1,7}))?["']/;
const LONGEST = 20_000; // of one tag

/** The cells of one part, while it unfolds. */
class Look {
  private readonly decoder = new TextDecoder();
  private rest = "";
  private rows = 0;
  private columns = 0;

  constructor(private readonly left: { cells: number }) {}

  take(piece: Uint8Array): void {
    const text = this.rest + this.decoder.decode(piece, { stream: true });
    const open = text.lastIndexOf("<");
    const whole = open < 0 || text.includes(">", open);
    const told = whole ? text : text.slice(0, open);
    this.rest = whole ? "" : text.slice(open);
    if (this.rest.length > LONGEST || told.includes("<!DOCTYPE")) throw new TooLargeError();
    for (const [, , attributes] of told.matchAll(TAG)) {
      if (--this.left.cells < 0) throw new TooLargeError();
      const reference = REFERENCE.exec(attributes ?? "");
      // One that we cannot read, another reader may.
      if (!reference) throw new TooLargeError();
      for (const cell of reference.slice(1)) if (cell) this.reach(cell);
    }
  }

  private reach(cell: string): void {
    let column = 0;
    const letters = /^[A-Z]+/.exec(cell)?.[0] ?? "";
    for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
    this.columns = Math.max(this.columns, column);
    this.rows = Math.max(this.rows, Number(cell.slice(letters.length)));
    if (this.rows * this.columns > MOST.area) throw new TooLargeError();
  }
}

/** Whether a text of separated values has more of them than we read. */
export function isTooMany(text: string): boolean {
  let left = MOST.area;
  for (const found of text.matchAll(/[,;\t\n]/g)) if (found && --left < 0) return true;
  return false;
}
