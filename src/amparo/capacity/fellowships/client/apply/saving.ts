/**
 * Saves what somebody writes while they write: one thing at a time, each with a token, so that what
 * was sent twice is kept once. It knows nothing of pages, keys or servers; `How` does.
 */

export type Kind = "save" | "send";

/** How one try ended. `later`: the line is gone; the rest is the server's word. */
export type Outcome = "done" | "later" | "elsewhere" | "closed" | "gone" | "refused" | "door";

export interface How {
  /** Whether anything is saved by itself; sending works without. */
  on(): boolean;
  /** All that is to be kept now, as one text; empty while there is nothing. */
  said(): string;
  /** What is posted for these words: sealed, under this version. */
  seal(kind: Kind, version: number): Promise<object>;
  post(kind: Kind, token: string, sealed: object): Promise<void>;
  /** What an error of `post` means. For "door" the new door is verified before this returns. */
  why(error: unknown): Promise<Outcome>;
  told(outcome: Outcome | "saving", kind: Kind): void;
  /** Runs something after some milliseconds; gives what calls it off. */
  after(wait: number, run: () => void): () => void;
  token(): string;
}

interface Attempt {
  kind: Kind;
  said: string;
  version: number;
  token: string;
  sealed?: object;
}

export const TYPED = 20_000; // milliseconds without a key before what was typed is saved
const AGAIN = [5_000, 10_000, 20_000, 40_000, 60_000];

export interface Saver {
  /** The version that the server holds; 0 before the first. */
  version: number;
  /** Something was typed. */
  typed(): void;
  save(): Promise<Outcome>;
  send(): Promise<Outcome>;
  /** The line may be back: try at once what waits. */
  online(): void;
  /** Whether there is something that nobody but this page holds. */
  unsaved(): boolean;
  /** Another copy goes on from here: what is on the page is that of `version`. */
  adopt(version: number): void;
  stop(): void;
}

export function saver(how: How): Saver {
  let kept = "";
  let waiting: Attempt | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let cancelTyped: (() => void) | undefined;
  let cancelAgain: (() => void) | undefined;
  let failed = 0;
  let stopped = false;
  const on = () => !stopped && how.on();

  async function attempt(one: Attempt): Promise<Outcome> {
    how.told("saving", one.kind);
    for (let tries = 0; ; tries++) {
      let outcome: Outcome = "done";
      try {
        one.sealed ??= await how.seal(one.kind, one.version);
        await how.post(one.kind, one.token, one.sealed);
      } catch (error) {
        outcome = await how.why(error);
      }
      if (outcome === "door" && tries < 3) {
        // The call's key is another one now: the same words are sealed again, under the same token.
        delete one.sealed;
        continue;
      }
      if (outcome === "done") {
        waiting = undefined;
        self.version = one.version;
        kept = one.said;
        failed = 0;
      } else if (outcome !== "later") {
        waiting = undefined;
      }
      return outcome;
    }
  }

  async function settled(kind: Kind): Promise<Outcome> {
    cancelTyped?.();
    cancelAgain?.();
    // What is on its way, or was when the line broke, comes first: it may have arrived.
    if (waiting && (waiting.kind !== kind || waiting.said !== how.said())) {
      const before = waiting.kind;
      const outcome = await attempt(waiting);
      if (outcome !== "done") return ended(outcome, before);
      if (before === "send") how.told("done", "send");
    }
    const said = how.said();
    if (kind === "save" && (!on() || !said || said === kept)) return "done";
    waiting ??= { kind, said, version: self.version + 1, token: how.token() };
    return ended(await attempt(waiting), kind);
  }

  function ended(outcome: Outcome, kind: Kind): Outcome {
    if (outcome === "later" && kind === "save") {
      const wait = AGAIN[Math.min(failed, AGAIN.length - 1)] ?? 0;
      failed += 1;
      cancelAgain = how.after(wait, () => void self.save());
    }
    how.told(outcome, kind);
    return outcome;
  }

  function inLine(kind: Kind): Promise<Outcome> {
    const next = line.then(() => settled(kind));
    line = next.catch(() => undefined);
    return next;
  }

  const self: Saver = {
    version: 0,
    typed() {
      cancelTyped?.();
      if (on()) cancelTyped = how.after(TYPED, () => void self.save());
    },
    save: () => inLine("save"),
    send: () => inLine("send"),
    online() {
      if (waiting?.kind === "save") void self.save();
    },
    unsaved: () => how.said() !== kept && how.said() !== "",
    adopt(version) {
      waiting = undefined;
      stopped = false;
      self.version = version;
      kept = how.said();
    },
    stop() {
      cancelTyped?.();
      cancelAgain?.();
      waiting = undefined;
      stopped = true;
    },
  };
  return self;
}
