/**
 * The Worker: keys live here and nowhere else. It answers one request after another, and forgets
 * everything, itself included, after ten minutes in which nobody touched the page.
 */

import type { Bytes } from "./bytes";
import { VaultError } from "./bytes";
import * as ceremony from "./ceremony";
import * as holding from "./holder";
import type { Operations, ToPage, ToWorker } from "./messages";

/** What a Worker's own global has, of which the page's types know nothing. */
interface Scope {
  postMessage(message: ToPage, transfer?: Transferable[]): void;
  addEventListener(kind: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
  close(): void;
}

const AT_ONCE = 12;

export function serve(): void {
  const scope = globalThis as unknown as Scope;
  let holder: holding.Holder | undefined;
  let idle = 600_000;
  let touched = Date.now();
  const asked = new Map<number, (answer: { first: Bytes; second: Bytes } | null) => void>();
  let questions = 0;

  function lock(): void {
    holder = undefined;
    scope.postMessage({ locked: true });
    scope.close();
  }

  function held(): holding.Holder {
    if (!holder) throw new VaultError("locked");
    return holder;
  }

  const prf: ceremony.Prf = (request) =>
    new Promise((resolve, reject) => {
      const question = ++questions;
      asked.set(question, (answer) => {
        asked.delete(question);
        if (answer) resolve(answer);
        else reject(new VaultError("passkey"));
      });
      scope.postMessage({ question, prf: request });
    });

  async function take(found: holding.Holder) {
    holder = found;
    return ceremony.publicOf(found);
  }

  const operations: Operations = {
    unlock: async (way) => take(await ceremony.unlock(way, prf)),
    createKeyring: async (org) => take(await ceremony.createKeyring(org)),
    handOver: async (port) => {
      port.postMessage(holding.written(held()));
      port.close();
    },
    takeOver: (port) =>
      new Promise((resolve, reject) => {
        port.onmessage = ({ data }: MessageEvent<Bytes>) => {
          port.close();
          holding
            .hold(holding.readSecrets(data))
            .then(take)
            .then(() => resolve(), reject);
        };
      }),
    load: (vault) => holding.load(held(), vault),
    openOne: (sealed) => holding.openOne(held(), sealed),
    sealItem: (fields) => holding.sealItem(held(), fields),
    sealReply: (recipient, fields) => holding.sealReply(held(), recipient, fields),
    sealTo: (keyring, fields) => holding.sealTo(held(), keyring, fields),
    newEpoch: (told) => holding.newEpoch(held(), told),
    grant: (epoch, keyring, until) => holding.grant(held(), epoch, keyring, until),
    sealBlob: (blob, epoch, progress) => holding.sealBlob(held(), blob, epoch, progress),
    openBlob: (blob, epoch, progress) => holding.openBlob(held(), blob, epoch, progress),
    blobForPhrase: (phrase) => ceremony.blobForPhrase(held(), phrase),
    blobForPaper: () => ceremony.blobForPaper(held()),
    blobForPasskey: (hint) => ceremony.blobForPasskey(held(), hint, prf),
    opens: (way) => ceremony.opens(held(), way, prf),
    foundOrganisation: () => ceremony.foundOrganisation(held()),
    draftEntry: async (draft) => ceremony.draftEntry(held(), draft),
    openHalf: (pair) => ceremony.openHalf(held(), pair),
    signAlone: (pair, body) => ceremony.signAlone(held(), pair, body),
    completeEntry: (half, body) => ceremony.completeEntry(held(), half, body),
    signActs: (hash) => ceremony.signActs(held(), hash),
    sealAnew: (epoch) => ceremony.sealAnew(held(), epoch),
    completeEpoch: (half, epoch, keyrings) =>
      ceremony.completeEpoch(held(), half, epoch, keyrings),
  };

  async function answer(message: Extract<ToWorker, { op: string }>): Promise<void> {
    const { request, op, args } = message;
    const run = operations[op] as (...given: unknown[]) => Promise<unknown>;
    const given = [...args];
    if (op === "sealBlob" || op === "openBlob") {
      given[2] = (fraction: number) => scope.postMessage({ request, progress: fraction });
    }
    try {
      scope.postMessage({ request, done: await run(...given) });
    } catch (problem) {
      const code = problem instanceof VaultError ? problem.code : "failed";
      scope.postMessage({ request, error: code, told: String(problem) });
    }
  }

  /** Many items, a few at a time, since the browser's cryptography runs beside us. */
  async function openMany(message: Extract<ToWorker, { many: unknown }>): Promise<void> {
    const { request, many } = message;
    let few: holding.Opened[] = [];
    let sentAt = Date.now();
    for (let at = 0; at < many.length; at += AT_ONCE) {
      const now = holder;
      if (!now) return;
      const together = many.slice(at, at + AT_ONCE);
      few.push(...(await Promise.all(together.map((sealed) => holding.openOne(now, sealed)))));
      if (Date.now() - sentAt > 100) {
        scope.postMessage({ request, opened: few });
        few = [];
        sentAt = Date.now();
        // Let what the person does now go first.
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    scope.postMessage({ request, opened: few, done: null });
  }

  scope.addEventListener("message", ({ data }) => {
    if (Date.now() - touched > idle) return lock(); // a lid was closed, and clocks stood still
    if ("touch" in data) touched = Date.now();
    else if ("idle" in data) idle = data.idle;
    else if ("question" in data) asked.get(data.question)?.(data.answer);
    else if ("many" in data) void openMany(data);
    else void answer(data);
  });
  setInterval(() => {
    if (Date.now() - touched > idle) lock();
  }, 1000);
}
