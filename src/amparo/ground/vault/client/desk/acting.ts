/** What is done on a desk: sealed here, sent as one batch, kept by the server whole or not at all. */

import { ApiError, words } from "@vault/page";
import { VaultError } from "@vault/bytes";
import { postActs } from "@vault/signing";

export interface Act {
  verb: string;
  [member: string]: unknown;
}

/** Why nothing was kept, in words for the person who asked. What they typed stays where it is. */
export class NotKeptError extends Error {
  constructor(
    readonly words: string,
    readonly code = "",
  ) {
    super(words);
  }
}

/** Any failure as a sentence. */
export function because(problem: unknown): string {
  if (problem instanceof NotKeptError) return problem.words;
  if (problem instanceof ApiError) {
    const told = problem.body as { refused?: { words?: string } } | null;
    if (told?.refused?.words) return told.refused.words;
    if (problem.status === 0) return words("problem.offline");
    if (problem.status === 401) return words("problem.signed_out");
    if (problem.status === 413) return words("problem.too_large");
    return words("problem.server", { status: problem.status });
  }
  if (problem instanceof VaultError) return words(`refused.${problem.code}`);
  return words("problem.page");
}

/** Post acts: all of them are done, or none. Raises NotKeptError. */
export async function send<Done = Record<string, unknown>>(acts: Act[]): Promise<Done[]> {
  try {
    return (await postActs<Done>("acts/", acts)).done;
  } catch (problem) {
    const status = problem instanceof ApiError ? problem.status : -1;
    throw new NotKeptError(because(problem), String(status));
  }
}

export const newId = (): string => crypto.randomUUID();

export const today = (): string => new Date().toISOString().slice(0, 10);
