/** Seals what a sender writes and attaches, and opens what waits for them. Nothing is kept. */

import { sha256 } from "@noble/hashes/sha2.js";
import { frameStream, open, seal } from "@vault/age";
import { type Bytes, fromBase64, hex, text, toBase64, VaultError } from "@vault/bytes";
import { parseCanonical, payload, type Payload, readPayload, short } from "@vault/canonical";
import { type Directory, type Epoch, verifyDirectory, verifyEpoch } from "@vault/directory";
import { derive, type Derived } from "@vault/receipt";
import type { Calls, DoorPublic, Letter, Name, Slotted } from "@questions/sealing";

let directory: Directory | undefined;
let epoch: Epoch | undefined;
let receipt: Derived | undefined;

function ready(): { directory: Directory; epoch: Epoch } {
  if (!directory || !epoch) throw new VaultError("door");
  return { directory, epoch };
}

async function door(told: DoorPublic): Promise<{ short: string }> {
  const found = await verifyDirectory(told.entries, told.org, false);
  await verifyEpoch(told.epoch, found);
  directory = found;
  epoch = told.epoch;
  return { short: short(found.fingerprint) };
}

/** SHA-256 of a file of any size, piece by piece. */
async function digest(blob: Blob): Promise<string> {
  const total = sha256.create();
  const reader = blob.stream().getReader();
  for (;;) {
    const next = await reader.read();
    if (next.done) return hex(total.digest());
    total.update(next.value);
  }
}

async function letters(slots: Slotted[], submission: string): Promise<Letter[]> {
  const found: Letter[] = [];
  if (!receipt) throw new VaultError("receipt");
  for (const slot of slots) {
    // Frames that hold nothing do not open: they stand where no answer is.
    const bytes = await open(receipt.inbox.identity, fromBase64(slot.frame)).catch(() => null);
    if (!bytes) continue;
    const words = await wordsOf(bytes, submission).catch(() => null);
    found.push({ id: slot.id, words });
  }
  return found;
}

async function wordsOf(bytes: Bytes, submission: string): Promise<string> {
  const { item, version, epoch: sealed } = parseCanonical(text(bytes)) as Payload;
  const expect = { scope: submission, item, version, epoch: sealed, kind: "reply" };
  const read = await readPayload<{ words?: string }>(bytes, expect, ready().directory);
  return read.body.words ?? "";
}

const calls: { [N in Name]: (asked: never, progress: (n: number) => void) => unknown } = {
  door: (asked: Parameters<Calls["door"]>[0]) => door(asked.door),
  async receipt(asked: Parameters<Calls["receipt"]>[0]) {
    receipt = await derive(asked.secret);
    return { lookup: receipt.lookup, recipient: receipt.inbox.recipient };
  },
  async file({ blob }: Parameters<Calls["file"]>[0], progress: (n: number) => void) {
    const digested = await digest(blob);
    return { sha256: digested, frame: await frameStream(blob, ready().epoch.recipient, progress) };
  },
  async seal({ kind, item, body }: Parameters<Calls["seal"]>[0]) {
    const { directory: known, epoch: to } = ready();
    const fields = { scope: to.scope, item, version: 1, epoch: to.id, kind, body };
    const bytes = await payload({ org: known.fingerprint, ...fields });
    return { frame: toBase64(await seal(to.recipient, bytes)) };
  },
  async open({ slots, submission }: Parameters<Calls["open"]>[0]) {
    return { letters: await letters(slots, submission) };
  },
};

addEventListener("message", async (event: MessageEvent) => {
  const { id, name, asked } = event.data as { id: number; name: Name; asked: never };
  try {
    const done = await calls[name](asked, (fraction) => postMessage({ id, fraction }));
    postMessage({ id, done });
  } catch (error) {
    postMessage({ id, code: error instanceof VaultError ? error.code : "broken" });
  }
});
