/** Files and voices that were chosen: cleaned or hashed, sealed, sent, and listed. */

import { $, ApiError, clone, words } from "@vault/page";
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
  /** How many files a question takes, where it takes fewer. */
  room?(question: string): number;
  files: Kept[];
  /** What is still being sealed and sent: whether it was kept. */
  going: Map<Promise<boolean>, { question: string; name: string }>;
  /** Each ends the recording of one question, if it runs. */
  ends: (() => Promise<void>)[];
  /** Called when something that was going has come to its end. */
  changed?(): void;
}

/** What a page begins with: nothing chosen yet. */
export function keepingOf(told: Pick<Keeping, "call" | "door" | "blobs" | "most">): Keeping {
  return { ...told, files: [], going: new Map(), ends: [] };
}

/** End what is recorded and wait for what is on its way; whether all of it was kept. */
export async function settled(told: Keeping): Promise<boolean> {
  await Promise.all(told.ends.map((end) => end()));
  let whole = true;
  while (told.going.size) {
    const kept = await Promise.all(told.going.keys());
    whole &&= kept.every(Boolean);
  }
  return whole;
}

/** Follow work until it ends, so that nothing is sent without it. */
function follow(told: Keeping, question: string, name: string, work: Promise<boolean>): void {
  told.going.set(work, { question, name });
  void work.then(() => {
    told.going.delete(work);
    told.changed?.();
  });
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
export function listed(told: Keeping, question: string): void {
  const rows = told.files
    .filter((one) => one.question === question)
    .map((one) => {
      const sum = one.sha256.slice(0, 16);
      const heard = one.kept === "clean" && one.type.startsWith("audio/");
      const row = clone("kept", {
        name: one.name,
        how: heard ? null : words(one.kept),
        sum: one.kept === "evidence" ? sum : null,
      });
      $("button", row).addEventListener("click", () => {
        told.files.splice(told.files.indexOf(one), 1);
        listed(told, question);
      });
      return row;
    });
  $(`[data-kept="${question}"]`).replaceChildren(...rows);
}

/** Say beside the question why something of it was not kept; the next change takes it away. */
function refuse(told: Keeping, question: string, why: string): boolean {
  listed(told, question);
  const row = document.createElement("li");
  row.className = "errors";
  row.setAttribute("role", "alert");
  row.textContent = why;
  $(`[data-kept="${question}"]`).append(row);
  return false;
}

async function keep(
  told: Keeping,
  question: string,
  made: Blob,
  name: string,
  kept: Kept["kept"],
): Promise<boolean> {
  const here = told.files.filter((one) => one.question === question).length;
  if (told.files.length >= told.most || here >= (told.room?.(question) ?? told.most)) {
    return refuse(told, question, words("too_many"));
  }
  if (made.size > MOST_BYTES) return refuse(told, question, words("too_large"));
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
    return refuse(told, question, sentence(error, { name }));
  }
  listed(told, question);
  return true;
}

let photographs = 0;

/** What a file input holds: photographs without where and when, evidence as it is. */
export function chosen(told: Keeping, input: HTMLInputElement, question: string): void {
  const picked = Array.from(input.files ?? []);
  const evidence = input.dataset.kept === "evidence";
  input.value = "";
  const one = async (file: File): Promise<boolean> => {
    try {
      const made = evidence ? file : await cleaned(file);
      photographs += 1;
      const name = nameOf(file, made, photographs);
      return await keep(told, question, made, name, evidence ? "evidence" : "clean");
    } catch (error) {
      return refuse(told, question, sentence(error, { name: file.name }));
    }
  };
  // One after the other: a slow line carries one file sooner than two.
  let before: Promise<unknown> = Promise.resolve();
  for (const file of picked) {
    const work = before.then(() => one(file));
    follow(told, question, file.name, work);
    before = work;
  }
}

/** Let a question be answered by voice, where this browser can record. */
export function speaking(told: Keeping, box: HTMLElement, question: string): void {
  if (!canRecord()) return;
  let count = 0;
  const end = recorder(box, (voice) => {
    count += 1;
    const ending = voice.type.includes("mp4") ? "m4a" : (voice.type.split("/")[1] ?? "webm");
    const name = `${words("voice")}-${count}.${ending}`;
    follow(told, question, name, keep(told, question, voice, name, "clean"));
  });
  told.ends.push(end);
}
