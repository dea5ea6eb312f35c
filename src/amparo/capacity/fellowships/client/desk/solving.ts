/**
 * Questions to the engines on our own server: numbers and letters go out, lines of JSON come back.
 *
 * What a number or a letter means never leaves this device. Closing the connection stops the
 * engine; the server keeps nothing of what it was asked.
 */

import { api, ApiError, words } from "@vault/page";
import { NotKeptError } from "./acts";

export type Engine = "compose" | "assign" | "calibrate";

/** How far it is: what is done now, the whole from 0 to 1, the best so far in thousandths. */
export interface Progress {
  stage: string;
  fraction: number;
  best: number | null;
  bound: number | null;
}

/** One entry of a question that is wrong, as the engine names it ("rules[2]"). */
export interface EngineFault {
  where: string;
  what: string;
}

/** The engine did not take the question. */
export class EngineRefusedError extends NotKeptError {
  constructor(
    words: string,
    readonly faults: EngineFault[],
  ) {
    super(words, "engine");
  }
}

/** Stopped by the person who asked, before there was an answer. */
export class StoppedError extends NotKeptError {
  constructor() {
    super(words("solve.stopped"), "stopped");
  }
}

type Refused = { words?: string; faults?: EngineFault[] };
type Line = { progress?: Partial<Progress>; answer?: unknown; refused?: Refused };

export interface Asking {
  progress?: (step: Progress) => void;
  signal?: AbortSignal;
}

/** Ask an engine, and wait for its answer. Raises NotKeptError or ApiError. */
export async function solve<Answer>(engine: Engine, question: object, asking: Asking = {}): Promise<Answer> {
  const csrf = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
  let response: Response;
  try {
    response = await fetch(api.url(`solve/${engine}/`), {
      method: "POST",
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/x-ndjson", "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify(question),
      ...(asking.signal ? { signal: asking.signal } : {}),
    });
  } catch {
    if (asking.signal?.aborted) throw new StoppedError();
    throw new ApiError(0, null);
  }
  if (response.redirected) throw new ApiError(401, null);
  if (!response.ok || !response.body) throw await trouble(response);
  try {
    const answer = await answerIn<Answer>(response.body, asking.progress);
    if (answer === null) throw new NotKeptError(words("solve.broken"), "broken");
    return answer;
  } catch (problem) {
    if (asking.signal?.aborted) throw new StoppedError();
    if (problem instanceof NotKeptError) throw problem;
    throw new ApiError(0, null);
  }
}

/** The answer in a stream of lines, null where it ends early; each step is told as it comes. */
export async function answerIn<Answer>(
  body: ReadableStream<Uint8Array>,
  progress: (step: Progress) => void = () => undefined,
): Promise<Answer | null> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    waiting += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = waiting.split("\n");
    waiting = done ? "" : (lines.pop() ?? "");
    for (const text of lines) {
      if (!text.trim()) continue;
      const line = JSON.parse(text) as Line;
      if (line.refused) throw refusal(line.refused);
      if (line.answer !== undefined) {
        void reader.cancel().catch(() => undefined);
        return line.answer as Answer;
      }
      const { stage = "", fraction = 0, best = null, bound = null } = line.progress ?? {};
      if (line.progress) progress({ stage, fraction, best, bound });
    }
    if (done) return null;
  }
}

function refusal(told: Refused): EngineRefusedError {
  return new EngineRefusedError(told.words ?? words("solve.refused"), told.faults ?? []);
}

async function trouble(response: Response): Promise<Error> {
  const json = response.headers.get("Content-Type")?.includes("json");
  const text = json ? await response.text().catch(() => "") : "";
  try {
    const told = JSON.parse(text.trim().split("\n").pop() ?? "") as Line;
    if (told.refused) return refusal(told.refused);
  } catch {
    // Said by its status below.
  }
  if (response.status === 429 || response.status === 503) return new NotKeptError(words("solve.busy"), "busy");
  return new ApiError(response.status, null);
}
