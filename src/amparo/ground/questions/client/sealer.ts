/**
 * Seals what a sender writes and attaches, and opens what is theirs. Nothing is kept.
 *
 * A page's Worker serves these calls; a file that is opened without a server calls them itself.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { frameStream, open, seal } from "@vault/age";
import { type Bytes, fromBase64, hex, text, toBase64, VaultError } from "@vault/bytes";
import { parseCanonical, payload, type Payload, readPayload, short } from "@vault/canonical";
import { type Directory, type Epoch, verifyDirectory, verifyEpoch } from "@vault/directory";
import { derive, type Derived } from "@vault/receipt";
import type { Calls, Letter, Name, Slotted } from "./sealing";

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

/** All calls, with a door and a receipt of their own. They raise VaultError. */
export function sealer(): Calls {
  let directory: Directory | undefined;
  let epoch: Epoch | undefined;
  let receipt: Derived | undefined;

  function ready(): { directory: Directory; epoch: Epoch } {
    if (!directory || !epoch) throw new VaultError("door");
    return { directory, epoch };
  }

  function mine(): Derived {
    if (!receipt) throw new VaultError("receipt");
    return receipt;
  }

  async function letters(slots: Slotted[], scope: string, kind: string): Promise<Letter[]> {
    const found: Letter[] = [];
    const { identity } = mine().inbox;
    for (const slot of slots) {
      // Frames that hold nothing do not open: they stand where no answer is.
      const bytes = await open(identity, fromBase64(slot.frame)).catch(() => null);
      if (!bytes) continue;
      const words = await wordsOf(bytes, scope, kind).catch(() => null);
      found.push({ id: slot.id, words });
    }
    return found;
  }

  async function wordsOf(bytes: Bytes, scope: string, kind: string): Promise<string> {
    const { item, version, epoch: sealed } = parseCanonical(text(bytes)) as Payload;
    const expect = { scope, item, version, epoch: sealed, kind };
    const read = await readPayload<{ words?: string }>(bytes, expect, ready().directory);
    return read.body.words ?? "";
  }

  return {
    async door({ door }) {
      const found = await verifyDirectory(door.entries, door.org, false);
      await verifyEpoch(door.epoch, found);
      directory = found;
      epoch = door.epoch;
      return { short: short(found.fingerprint) };
    },
    async receipt({ secret }) {
      receipt = await derive(secret);
      return { lookup: receipt.lookup, recipient: receipt.inbox.recipient };
    },
    async file({ blob }, progress) {
      const digested = await digest(blob);
      return { sha256: digested, frame: await frameStream(blob, ready().epoch.recipient, progress) };
    },
    async seal({ kind, item, body, version = 1 }) {
      const { directory: known, epoch: to } = ready();
      const fields = { scope: to.scope, item, version, epoch: to.id, kind, body };
      const bytes = await payload({ org: known.fingerprint, ...fields });
      return { frame: toBase64(await seal(to.recipient, bytes)) };
    },
    async own({ kind, item, body, version }) {
      const { directory: known, epoch: to } = ready();
      const fields = { scope: to.scope, item, version, epoch: item, kind, body };
      const bytes = await payload({ org: known.fingerprint, ...fields });
      return { frame: toBase64(await seal(mine().inbox.recipient, bytes)) };
    },
    async mine({ kind, item, frame, version }) {
      const bytes = await open(mine().inbox.identity, fromBase64(frame));
      const { directory: known, epoch: to } = ready();
      const expect = { scope: to.scope, item, version, epoch: item, kind, unsigned: true };
      return { body: (await readPayload(bytes, expect, known)).body };
    },
    async open({ slots, scope, kind }) {
      return { letters: await letters(slots, scope, kind) };
    },
  };
}

/** Answers a page's `caller`, in its Worker. */
export function serve(): void {
  const calls = sealer() as unknown as Record<
    Name,
    (asked: unknown, progress: (fraction: number) => void) => Promise<unknown>
  >;
  addEventListener("message", async (event: MessageEvent) => {
    const { id, name, asked } = event.data as { id: number; name: Name; asked: unknown };
    try {
      const done = await calls[name](asked, (fraction) => postMessage({ id, fraction }));
      postMessage({ id, done });
    } catch (error) {
      postMessage({ id, code: error instanceof VaultError ? error.code : "broken" });
    }
  });
}
