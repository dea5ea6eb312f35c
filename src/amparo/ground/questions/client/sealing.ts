/** What the page and its Worker say to each other. Only the Worker seals and opens. */

import type { Bytes } from "@vault/bytes";
import type { Entry, Epoch, Organisation } from "@vault/directory";

/** What a door shows to a sender's browser before it seals. */
export interface DoorPublic {
  org: Organisation;
  entries: Entry[];
  epoch: Epoch;
}

export interface Slotted {
  id: string;
  frame: string; // base64
}

/** An answer. Without words it was not written by anybody we can vouch for. */
export interface Letter {
  id: string;
  words: string | null;
}

export interface Calls {
  /** Verifies directory and epoch; gives the organisation's short fingerprint. */
  door(asked: { door: DoorPublic }): Promise<{ short: string }>;
  /** Derives what the secret leads to; the inbox's key stays in the Worker. */
  receipt(asked: { secret: Bytes }): Promise<{ lookup: string; recipient: string }>;
  /** Hashes a file first, then seals it. */
  file(
    asked: { blob: Blob },
    progress?: (fraction: number) => void,
  ): Promise<{ frame: Blob; sha256: string }>;
  /** To the door's key. Version 1, unless told. */
  seal(asked: Sealed): Promise<{ frame: string }>;
  /** To the secret's own key: a row's writer reads it again, and nobody else. */
  own(asked: Sealed & { version: number }): Promise<{ frame: string }>;
  /** What `own` sealed. */
  mine(asked: {
    kind: string;
    item: string;
    frame: string;
    version: number;
  }): Promise<{ body: Record<string, unknown> }>;
  open(asked: {
    slots: Slotted[];
    scope: string;
    kind: string;
  }): Promise<{ letters: Letter[] }>;
}

interface Sealed {
  kind: string;
  item: string;
  body: object;
  version?: number;
}

export type Name = keyof Calls;

interface Answer {
  id: number;
  done?: unknown;
  fraction?: number;
  code?: string;
}

/** The Worker refused; `code` is a word for the page to find its sentence by. */
export class SealingError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

type Waiting = {
  done(value: unknown): void;
  failed(error: Error): void;
  progress?: (fraction: number) => void;
};

/** A Worker to call by name. Broken, it fails everything that waits. */
export function caller(worker: Worker) {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = (event: MessageEvent<Answer>) => {
    const { id, done, fraction, code } = event.data;
    const asked = waiting.get(id);
    if (fraction !== undefined) return asked?.progress?.(fraction);
    waiting.delete(id);
    if (code) asked?.failed(new SealingError(code));
    else asked?.done(done);
  };
  worker.onerror = () => {
    for (const asked of waiting.values()) asked.failed(new SealingError("worker"));
    waiting.clear();
  };
  return function call<N extends Name>(
    name: N,
    asked: Parameters<Calls[N]>[0],
    progress?: (fraction: number) => void,
  ): ReturnType<Calls[N]> {
    last += 1;
    const id = last;
    return new Promise((done, failed) => {
      waiting.set(id, { done, failed, ...(progress ? { progress } : {}) });
      worker.postMessage({ id, name, asked });
    }) as ReturnType<Calls[N]>;
  };
}
