/** Files and voices that were chosen: cleaned or hashed, sealed, sent, and listed. */

import { $, announce, ApiError, clone, words } from "@vault/page";
import { cleaned, type Kept, MOST_BYTES, nameOf, upload } from "./files";
import { type caller, type DoorPublic, SealingError } from "./sealing";
import { canRecord, recorder } from "./voice";

export interface Keeping {
  call: ReturnType<typeof caller>;
  /** The door as it was verified last. */
  door(): DoorPublic;
  /** Where sealed files go. */
  blobs: string;
  most: number;
  files: Kept[];
}

/** Why something did not work, in the page's words. */
export function sentence(error: unknown, params: Record<string, string> = {}): string {
  if (error instanceof ApiError) {
    const told = (error.body as { words?: string } | null)?.words;
    return told ?? words(error.status ? "refused" : "no_line");
  }
  const code = error instanceof SealingError ? error.code : "broken";
  return words(["picture", "canvas"].includes(code) ? code : "broken", params);
}

/** Show the files of one question, each with a way to remove it. */
function listed(told: Keeping, question: string): void {
  const rows = told.files
    .filter((one) => one.question === question)
    .map((one) => {
      const sum = one.sha256.slice(0, 16);
      const row = clone("kept", { name: one.name, how: words(one.kept), sum });
      $("button", row).addEventListener("click", () => {
        told.files.splice(told.files.indexOf(one), 1);
        listed(told, question);
      });
      return row;
    });
  $(`[data-kept="${question}"]`).replaceChildren(...rows);
}

async function keep(
  told: Keeping,
  question: string,
  made: Blob,
  name: string,
  kept: Kept["kept"],
): Promise<void> {
  if (told.files.length >= told.most) return announce(words("too_many"));
  if (made.size > MOST_BYTES) return announce(words("too_large"));
  const row = clone("sending", { name });
  const bar = $<HTMLProgressElement>("progress", row);
  $(`[data-kept="${question}"]`).append(row);
  try {
    const sealed = await told.call("file", { blob: made }, (part) => {
      bar.value = part / 2;
    });
    const address = `${told.blobs}?epoch=${told.door().epoch.id}`;
    const token = $<HTMLMetaElement>('meta[name="csrf"]').content;
    const blob = await upload(address, sealed.frame, token, (part) => {
      bar.value = 0.5 + part / 2;
    });
    const { sha256 } = sealed;
    told.files.push({ blob, name, type: made.type, size: made.size, sha256, kept, question });
  } catch (error) {
    announce(sentence(error, { name }));
  }
  listed(told, question);
}

let photographs = 0;

/** What a file input holds: photographs without where and when, evidence as it is. */
export async function chosen(
  told: Keeping,
  input: HTMLInputElement,
  question: string,
): Promise<void> {
  const picked = Array.from(input.files ?? []);
  input.value = "";
  for (const file of picked) {
    const evidence = input.dataset.kept === "evidence";
    try {
      const made = evidence ? file : await cleaned(file);
      photographs += 1;
      const name = nameOf(file, made, photographs);
      await keep(told, question, made, name, evidence ? "evidence" : "clean");
    } catch (error) {
      announce(sentence(error, { name: file.name }));
    }
  }
}

/** Let a question be answered by voice, where this browser can record. */
export function speaking(told: Keeping, box: HTMLElement, question: string): void {
  if (!canRecord()) return;
  let count = 0;
  recorder(box, (voice) => {
    count += 1;
    const end = voice.type.includes("mp4") ? "m4a" : (voice.type.split("/")[1] ?? "webm");
    return keep(told, question, voice, `${words("voice")}-${count}.${end}`, "clean");
  });
}
