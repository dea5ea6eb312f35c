/** A page's side of the vault: Workers that hold the keys, and a lock. Nothing is ever stored. */

import { VaultError } from "./bytes";
import type { PublicKeyring, Way } from "./ceremony";
import type { Opened, Overview, Sealed, VaultJson } from "./holder";
import type { Operations, ToPage, ToWorker } from "./messages";
import { touch as touchPasskey } from "./passkeys";
import { worker as newWorker } from "./page";

export interface Options {
  /** How many Workers open many things (2). */
  workers?: number;
  /** Milliseconds without a touch after which everything is forgotten (ten minutes). */
  idle?: number;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(problem: Error): void;
  progress?: (fraction: number) => void;
  each?: (opened: Opened[]) => void;
}

type Direct = Omit<
  Operations,
  "unlock" | "createKeyring" | "load" | "handOver" | "takeOver" | "openOne"
>;

export interface Session extends Direct {
  readonly state: "locked" | "open";
  /** What the last `load` said, or null. */
  readonly overview: Overview | null;
  /** Who is open: public keys and fingerprint, or null. */
  readonly me: PublicKeyring | null;
  unlock(way: Way): Promise<PublicKeyring>;
  createKeyring(org?: string): Promise<PublicKeyring>;
  load(vault: VaultJson): Promise<Overview>;
  openOne(sealed: Sealed): Promise<Opened>;
  /** Open many, in the order given; `onEach` gets each with how many are done and how many in all. */
  openMany(
    sealed: Sealed[],
    onEach: (opened: Opened, done: number, total: number) => void,
  ): Promise<void>;
  /** Forget every key now. */
  lock(): void;
  /** The person is there; keys and pointer say so by themselves. */
  touch(): void;
  on(event: "lock", listener: () => void): void;
}

const OPERATIONS = [
  "sealItem", "sealReply", "sealTo", "newEpoch", "grant", "sealBlob", "openBlob", "blobForPhrase",
  "blobForPaper", "blobForPasskey", "opens", "foundOrganisation", "draftEntry", "openHalf",
  "signAlone", "completeEntry", "signActs", "sealAnew",
  "completeEpoch",
] as const satisfies (keyof Direct)[];

/** One Worker and what is asked of it. */
class Line {
  private readonly worker = newWorker();
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;

  constructor(
    idle: number,
    private readonly onLock: () => void,
  ) {
    this.worker.addEventListener("message", (event: MessageEvent<ToPage>) => this.hear(event.data));
    this.worker.addEventListener("error", () => this.onLock());
    this.tell({ idle });
  }

  tell(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  ask<T>(op: keyof Operations, args: unknown[], transfer: Transferable[] = []): Promise<T> {
    const progress = args.find((given) => typeof given === "function") as Waiting["progress"];
    const plain = args.filter((given) => typeof given !== "function");
    return new Promise<T>((resolve, reject) => {
      const request = ++this.requests;
      this.waiting.set(request, { resolve: resolve as Waiting["resolve"], reject, progress });
      this.tell({ request, op, args: plain }, transfer);
    });
  }

  many(sealed: Sealed[], each: (opened: Opened[]) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = ++this.requests;
      this.waiting.set(request, { resolve: () => resolve(), reject, each });
      this.tell({ request, many: sealed });
    });
  }

  private hear(said: ToPage): void {
    if ("locked" in said) return this.onLock();
    if ("question" in said) {
      const { question } = said;
      void touchPasskey(said.prf).then((answer) => this.tell({ question, answer }));
      return;
    }
    const waiting = this.waiting.get(said.request);
    if (!waiting) return;
    if ("progress" in said) return waiting.progress?.(said.progress);
    if ("opened" in said) waiting.each?.(said.opened);
    if ("error" in said) waiting.reject(new VaultError(said.error, said.told));
    else if ("done" in said) waiting.resolve(said.done);
    else return;
    this.waiting.delete(said.request);
  }

  end(): void {
    this.worker.terminate();
    for (const waiting of this.waiting.values()) waiting.reject(new VaultError("locked"));
    this.waiting.clear();
  }
}

/** A session without keys yet. The page names the Worker: `<meta name="worker" content="…">`. */
export function connect({ workers = 2, idle = 600_000 }: Options = {}): Promise<Session> {
  let lines: Line[] = [];
  let me: PublicKeyring | null = null;
  let overview: Overview | null = null;
  let touched = Date.now();
  let told = 0;
  const listeners: (() => void)[] = [];

  function lock(): void {
    if (!lines.length) return;
    for (const line of lines) line.end();
    lines = [];
    const was = me;
    me = overview = null;
    if (was) for (const listener of listeners) listener();
  }

  function touch(): void {
    touched = Date.now();
    if (touched - told < Math.min(5000, idle / 10)) return;
    told = touched;
    for (const line of lines) line.tell({ touch: true });
  }

  function primary(): Line {
    return lines[0] ?? raise("locked");
  }

  function raise(code: string): never {
    throw new VaultError(code);
  }

  /** Fresh Workers, the first of which gets the keys; it hands them to the others itself. */
  async function begin(op: "unlock" | "createKeyring", given: unknown): Promise<PublicKeyring> {
    lock();
    touched = told = Date.now();
    const line = new Line(idle, lock);
    lines = [line];
    try {
      me = await line.ask<PublicKeyring>(op, [given]);
    } catch (problem) {
      line.end();
      lines = [];
      throw problem;
    }
    return me;
  }

  async function helpers(): Promise<void> {
    while (lines.length && lines.length < workers) {
      const line = new Line(idle, lock);
      lines.push(line);
      const { port1, port2 } = new MessageChannel();
      const taken = line.ask("takeOver", [port2], [port2]);
      await primary().ask("handOver", [port1], [port1]);
      await taken;
    }
  }

  const session = {
    get state() {
      return me ? "open" : "locked";
    },
    get me() {
      return me;
    },
    get overview() {
      return overview;
    },
    unlock: (way: Way) => begin("unlock", way),
    createKeyring: (org = "") => begin("createKeyring", org),
    async load(vault: VaultJson) {
      await helpers();
      const said = await Promise.all(lines.map((line) => line.ask<Overview>("load", [vault])));
      return (overview = said[0] ?? raise("locked"));
    },
    openOne: (sealed: Sealed) => primary().ask<Opened>("openOne", [sealed]),
    async openMany(sealed: Sealed[], onEach: (one: Opened, done: number, of: number) => void) {
      primary();
      // What one epoch opens goes to one Worker, so that its grant is opened once.
      const shares: Sealed[][] = lines.map(() => []);
      for (const one of sealed) {
        const share = parseInt(one.expect.epoch.slice(-4), 16) % shares.length || 0;
        shares[share]?.push(one);
      }
      let done = 0;
      const each = (opened: Opened[]) => {
        for (const one of opened) onEach(one, ++done, sealed.length);
      };
      await Promise.all(lines.map((line, at) => line.many(shares[at] ?? [], each)));
    },
    lock,
    touch,
    on(_event: "lock", listener: () => void) {
      listeners.push(listener);
    },
    ...Object.fromEntries(
      OPERATIONS.map((op) => [op, async (...args: unknown[]) => primary().ask(op, args)]),
    ),
  };
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(kind, touch, { passive: true, capture: true });
  }
  // The page's own clock, besides each Worker's: a page shown again after a night is locked.
  const look = () => {
    if (lines.length && Date.now() - touched > idle) lock();
  };
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", lock);
  return Promise.resolve(session as unknown as Session);
}
