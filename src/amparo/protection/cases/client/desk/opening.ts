/** A case that begins: its first key, for the team chosen, and the first things written in it. */

import type { EpochJson } from "@vault/holder";
import type { Compartment, Day, FileBody, Id, RequestBody, RequestFile, SummaryBody } from "../kinds";
import { type Act, newId, type Part, rowOf, type SealedPart, sealPart, send, today, write } from "./acts";
import type { Desk } from "./desk";
import { fetchFile, storeFile } from "@vault/desk/files";
import type { CaseRow } from "./overview";

export interface Opening {
  summary: SummaryBody;
  /** Who gets the key, besides whoever opens it. */
  team: Id[];
  request?: RequestBody;
  submission?: Id;
  next_action?: Day | null;
  opened_on?: Day;
  more?: Part[];
  /** Closed at once (rejected, or an older case that ended), with how long it is kept. */
  closed?: { keep_days?: number };
}

export interface Prepared {
  acts: Act[];
  row: CaseRow;
  epoch: EpochJson;
  parts: SealedPart[];
}

/** Seal everything of a new case; nothing is sent. */
export async function prepare(desk: Desk, told: Opening): Promise<Prepared> {
  const { session } = desk;
  const id = newId();
  const me = desk.store.me;
  const members = [...new Set([me, ...told.team])].filter((one) => !told.summary.exclusions.includes(one));
  const epoch = await session.newEpoch({
    scope_kind: "case",
    scope: id,
    compartment: "main",
    number: 1,
    members,
    pairs: true,
  });
  const parts: SealedPart[] = [];
  const all: Part[] = [{ kind: "summary", item: id, body: told.summary }];
  if (told.request) all.push({ kind: "request", body: told.request });
  for (const part of [...all, ...(told.more ?? [])]) {
    parts.push(await sealPart(desk, id, { ...part, epoch: epoch.id }));
  }
  const items = parts.map((one) => one.act);
  const { submission, next_action = null, opened_on } = told;
  const open: Act = { verb: "case.open", case: id, epochs: [epoch], items, next_action };
  if (submission) open["submission"] = submission;
  if (opened_on) open["opened_on"] = opened_on;
  const state = told.closed ? "closed" : "active";
  const after: Act = { verb: "case.state", case: id, state, items: [], ...told.closed };
  const row: CaseRow = {
    id,
    state,
    opened_on: opened_on ?? today(),
    next_action: told.closed ? null : next_action,
    support_ended_on: null,
    closed_on: told.closed ? today() : null,
    shred_on: null,
    shred_asked_by: null,
    postponed_to: null,
    keep_days: told.closed?.keep_days ?? null,
    submission: submission ?? null,
    hold: null,
    items: [],
    replies: [],
    check_ins: [],
    referrals: [],
    reveals: [],
    lent: [],
    team: members,
  };
  return { acts: [open, after], row, epoch, parts };
}

/** What the server has kept stands on the desk at once, without asking for everything again. */
export function adopt({ store }: Desk, { row, epoch, parts }: Prepared): void {
  store.begin(row, { ...epoch, suite: "x1", made_on: epoch.day, retired_on: null, signed_by: store.me });
  for (const one of parts) store.take(row.id, rowOf(one.act), { kind: one.kind, body: one.body as never });
}

/** Open one case. Gives its id. Raises NotKeptError; nothing was kept then. */
export async function openCase(desk: Desk, told: Opening): Promise<Id> {
  const prepared = await prepare(desk, told);
  await send(prepared.acts);
  adopt(desk, prepared);
  return prepared.row.id;
}

/**
 * What was sent along, sealed again for the case's team: they may not hold the door's key.
 *
 * `progress` gets the whole's fraction. Raises what fetching, sealing and sending raise.
 */
export async function bringFiles(
  desk: Desk,
  scope: Id,
  files: RequestFile[],
  from: Id,
  progress: (fraction: number) => void,
): Promise<void> {
  const view = desk.store.cases.get(scope);
  const epoch = desk.store.epoch(scope)?.id;
  if (!view || !epoch) return;
  const parts: Part<"file">[] = [];
  const blobs: Id[] = [];
  for (const [at, file] of files.entries()) {
    const part = (half: number) => (done: number) => progress((at + (half + done) / 2) / files.length);
    const content = await fetchFile(desk, file, from, part(0));
    const blob = await storeFile(desk, content, epoch, part(1));
    blobs.push(blob);
    const { name, type, size, sha256 } = file;
    const graphic = /^(image|video)\//.test(type);
    const body: FileBody = { blob, epoch, name, type, size, sha256, graphic, words: "" };
    parts.push({ kind: "file", body });
  }
  await write(desk, view, parts, { blobs });
}

/** A new key of a compartment for these people; who is not among them reads nothing newer. */
export async function newKey(
  desk: Desk,
  scope: Id,
  compartment: Compartment,
  members: Id[],
): Promise<Act> {
  const all = desk.store.overview?.epochs ?? [];
  const before = all.filter((one) => one.scope === scope && one.compartment === compartment);
  const number = Math.max(0, ...before.map((one) => one.number)) + 1;
  const asked = { scope_kind: "case" as const, scope, compartment, number, members, pairs: true };
  const epoch = await desk.session.newEpoch(asked);
  return { verb: "case.epoch", case: scope, epoch, compartment };
}
