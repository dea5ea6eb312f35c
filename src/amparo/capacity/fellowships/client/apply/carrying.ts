/** Files that somebody keeps or carries: what they hold, and nothing of it readable. */

import { hex, sha256, utf8, VaultError } from "@vault/bytes";

const MOST_BEFORE = 100;

/** What was written so far, for its writer alone. `version` is the one it would be sent as. */
export interface DraftFile {
  amparo: "draft";
  call: string;
  item: string;
  version: number;
  own: string;
}

/** What can be sent by anybody: hashes of what proves whose it is, and two frames. */
export interface ApplicationFile {
  amparo: "application";
  call: string;
  org: string;
  item: string;
  epoch: string;
  version: number;
  lookup: string;
  token: string;
  before: string[];
  frame: string;
  own: string;
}

async function digest(said: string): Promise<string> {
  return hex(await sha256(utf8(said)));
}

/** The token of a version: nobody makes it without the secret that the lookup comes from. */
export function tokenOf(lookup: string, item: string, version: number): Promise<string> {
  return digest(`amparo/carried/v1/${lookup}/${item}/${version}`);
}

/**
 * What proves a version without giving the proof away: the server keeps the hash of the last token,
 * and a later version shows the tokens of those before.
 */
export async function proofs(
  lookup: string,
  item: string,
  version: number,
): Promise<Pick<ApplicationFile, "lookup" | "token" | "before">> {
  const before: string[] = [];
  for (let one = Math.max(1, version - MOST_BEFORE); one < version; one++) {
    before.push(await tokenOf(lookup, item, one));
  }
  const token = await digest(await tokenOf(lookup, item, version));
  return { lookup: await digest(lookup), token, before };
}

/** The file's name: four signs tell one from another, and nothing else. */
export function nameOf(file: DraftFile | ApplicationFile): string {
  return `${file.amparo}-${file.item.slice(0, 4)}.amparo`;
}

/** The same file is the same bytes. */
export function written(file: DraftFile | ApplicationFile): string {
  return `${JSON.stringify(file, Object.keys(file).sort(), 1)}\n`;
}

/** Raises VaultError "file" for what is none of ours, "call" for another call's. */
export function readFile(text: string, call: string): DraftFile | ApplicationFile {
  let told: Record<string, unknown> | null;
  try {
    told = JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    told = null;
  }
  if (typeof told !== "object" || told === null) throw new VaultError("file");
  const good =
    (told["amparo"] === "draft" || told["amparo"] === "application") &&
    typeof told["item"] === "string" &&
    typeof told["own"] === "string" &&
    Number.isInteger(told["version"]) &&
    Number(told["version"]) >= 1;
  if (!good) throw new VaultError("file");
  if (told["call"] !== call) throw new VaultError("call");
  return told as unknown as DraftFile | ApplicationFile;
}
