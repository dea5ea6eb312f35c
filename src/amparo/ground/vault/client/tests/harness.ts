/** Tests in node: each is a sentence, run by `config/tests/test_client.py`, which knows them. */

import { VaultError } from "../bytes";

declare const process: { argv: string[]; stdout: { write(text: string): void } };

/** What Python made for TypeScript to read. */
export interface Vectors {
  receipts: {
    secret: string;
    lookup: string;
    identity: string;
    recipient: string;
    groups: string[];
    words: Record<string, string[]>;
  }[];
  lists: Record<string, string[]>;
  typed: { typed: string; secret: string }[];
  frames: { n: number; size: number }[];
  identity: string;
  recipient: string;
  frame: string;
  large: string;
  plain: string;
  mixed: string;
  payload: string;
  organisation: string;
  author: string;
  author_key: string;
  canonical: { value: unknown; text: string }[];
}

type Test = (vectors: Vectors) => Promise<void> | void;

const tests: [string, Test][] = [];
/** What TypeScript made for Python to read. */
export const made: Record<string, unknown> = {};

export function test(name: string, run: Test): void {
  tests.push([name, run]);
}

export function equal(found: unknown, wanted: unknown, told = ""): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${told} ${one?.slice(0, 300)} is not ${other?.slice(0, 300)}`);
}

/** That something is refused, with one of these codes. */
export async function refused(
  run: () => unknown,
  ...codes: string[]
): Promise<void> {
  try {
    await run();
  } catch (problem) {
    if (problem instanceof VaultError && codes.includes(problem.code)) return;
    throw new Error(`refused otherwise: ${String(problem)}`);
  }
  throw new Error(`not refused (${codes.join()})`);
}

/** Take away what browsers got late: Ed25519 (Chromium 137) and X25519 (Chromium 133). */
function likeOlderBrowsers(): void {
  const { importKey } = crypto.subtle;
  const late = ["Ed25519", "X25519"];
  const older = (...args: Parameters<SubtleCrypto["importKey"]>) => {
    const asked = args[2] as string | { name: string };
    if (late.includes(typeof asked === "string" ? asked : asked.name)) {
      return Promise.reject(new DOMException("not here", "NotSupportedError"));
    }
    return importKey.apply(crypto.subtle, args);
  };
  Object.defineProperty(crypto.subtle, "importKey", { value: older });
}

export async function main(): Promise<void> {
  if (process.argv[3] === "older") likeOlderBrowsers();
  const node = "node:fs";
  const { readFileSync } = (await import(node)) as { readFileSync(at: string, as: string): string };
  const vectors = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Vectors;
  const results: Record<string, string> = {};
  for (const [name, run] of tests) {
    try {
      await run(vectors);
      results[name] = "";
    } catch (problem) {
      results[name] = problem instanceof Error ? (problem.stack ?? "?") : String(problem);
    }
  }
  process.stdout.write(JSON.stringify({ results, made }));
}
