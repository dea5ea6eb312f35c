/**
 * What this person's keys opened: requests and cases, in memory only, gone with the lock.
 *
 * The newest version of an item wins. What does not open, or says another thing than its row, is
 * kept as a warning and shown; it is never read as words.
 */

import { api } from "@vault/page";
import type { Payload } from "@vault/canonical";
import type { Opened, Sealed } from "@vault/holder";
import type { Session } from "@vault/session";
import type { Bodies, Day, Id, Kind, RequestBody, SummaryBody } from "../kinds";
import type { CaseRow, ItemRow, Overview, SubmissionRow } from "./overview";
import { fold, textOf } from "@vault/desk/search";

/** One entry of a case's timeline: the newest version of an item. */
export interface Entry<K extends Kind = Kind> {
  row: Id;
  item: Id;
  version: number;
  epoch: Id;
  day: Day;
  kind: K;
  author: Id;
  body: Bodies[K];
}

/** Something of a case or request that was refused; `code` is VaultError's, or "rollback". */
export interface Warning {
  row: Id;
  day: Day;
  code: string;
}

export interface CaseView {
  id: Id;
  row: CaseRow;
  summary: SummaryBody | null;
  /** Oldest first; the newest version of each item. */
  entries: Entry[];
  warnings: Warning[];
  /** Whether everything of it was opened. */
  whole: boolean;
  /** Folded, for `matcher`. */
  text: string;
}

export interface SubmissionView {
  id: Id;
  row: SubmissionRow;
  request: RequestBody | null;
  warning: string;
  text: string;
}

const FIRST = 60; // fetched before all others, for the first screen
const FRAMES = 40; // asked for at once
const AT_ONCE = 2; // requests whose frames are on their way or being opened

type Listener = () => void;
interface Wanted {
  sealed: Omit<Sealed, "frame">;
  place: Id;
}

export class Store {
  overview: Overview | null = null;
  cases = new Map<Id, CaseView>();
  submissions = new Map<Id, SubmissionView>();
  progress = { done: 0, total: 0 };
  private opened = new Map<Id, Payload>();
  private refused = new Map<Id, string>();
  private highest = new Map<Id, number>();
  private listeners = new Set<Listener>();
  private generation = 0;
  private told = 0;

  constructor(private readonly session: Session) {}

  get me(): Id {
    return this.session.me?.id ?? "";
  }

  /** What a colleague is called here; "" for who is not known. */
  name(keyring: Id | "" | null | undefined): string {
    return this.overview?.keyrings.find((row) => row.id === keyring)?.label ?? "";
  }

  /** Who may work on cases here, with the names that colleagues call them. */
  colleagues(): { id: Id; label: string }[] {
    const people = new Map(this.session.overview?.people.map((one) => [one.keyring, one]));
    const team = new Set(this.overview?.team ?? []);
    return (this.overview?.keyrings ?? [])
      .filter((row) => team.has(row.id) && row.state === "active" && people.get(row.id)?.role !== "partner")
      .filter((row) => people.get(row.id)?.ended === null)
      .map((row) => ({ id: row.id, label: row.label ?? row.id.slice(0, 8) }));
  }

  /** The living epoch of a case's compartment that I can seal to; undefined where there is none. */
  epoch(scope: Id, compartment = "main") {
    return this.overview?.epochs.find(
      (row) => row.scope === scope && row.compartment === compartment && !row.retired_on,
    );
  }

  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(now = true): void {
    const at = performance.now();
    if (!now && at - this.told < 1500) return;
    this.told = at;
    for (const listener of this.listeners) listener();
  }

  /** Forget everything that was opened. */
  clear(): void {
    this.generation += 1;
    this.overview = null;
    this.cases = new Map();
    this.submissions = new Map();
    this.opened = new Map();
    this.refused = new Map();
    this.highest = new Map();
    this.progress = { done: 0, total: 0 };
  }

  /**
   * Take an overview (or fetch one) and open what is new in it, what is needed first at first.
   *
   * Resolves when everything is open; `ready` is called when the keys are known to fit, before
   * anything is opened.
   */
  async load(given?: Overview, ready: () => Promise<void> = async () => undefined): Promise<void> {
    const generation = ++this.generation;
    const overview = given ?? (await api.get<Overview>("overview/"));
    const { org, me, directory, keyrings, epochs, grants } = overview;
    await this.session.load({ org, me, directory, keyrings, epochs, grants });
    if (generation !== this.generation) return;
    this.overview = overview;
    // The Workers have them now; the page has no use for them.
    overview.grants = [];
    await ready();
    if (generation !== this.generation) return;
    this.place(overview);
    const wanted = this.wanted(overview);
    this.progress = { done: 0, total: wanted.length };
    await this.open([wanted.slice(0, FIRST)], generation);
    this.changed();
    const parts: Wanted[][] = [];
    for (let at = FIRST; at < wanted.length; at += FRAMES) parts.push(wanted.slice(at, at + FRAMES));
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.open(parts, generation)));
    if (generation === this.generation) this.changed();
  }

  private place(overview: Overview): void {
    const cases = new Map<Id, CaseView>();
    for (const row of overview.cases) {
      const before = this.cases.get(row.id);
      cases.set(row.id, before ? { ...before, row } : blank(row));
    }
    this.cases = cases;
    const submissions = new Map<Id, SubmissionView>();
    for (const row of overview.submissions) {
      const before = this.submissions.get(row.id);
      submissions.set(
        row.id,
        before ? { ...before, row } : { id: row.id, row, request: null, warning: "", text: "" },
      );
    }
    this.submissions = submissions;
    for (const one of cases.values()) this.gather(one);
  }

  /** What is sealed and not open yet: new requests, then summaries by urgency, then the rest. */
  private wanted(overview: Overview): Wanted[] {
    const requests: Wanted[] = [];
    const later: Wanted[] = [];
    const heads: Wanted[] = [];
    const rest: Wanted[] = [];
    for (const row of overview.submissions) {
      if (this.known(row.id)) continue;
      const expect = { scope: row.door, item: row.id, version: 1, epoch: row.epoch };
      const sealed = { id: row.id, expect: { ...expect, kind: "request", unsigned: true } };
      (row.case === null ? requests : later).push({ sealed, place: row.id });
    }
    const due = (row: CaseRow) => (row.state === "closed" ? "z" : (row.next_action ?? "y"));
    const cases = [...overview.cases].sort((a, b) => (due(a) < due(b) ? -1 : 1));
    for (const row of cases) {
      const newest = newestOf(row.items);
      for (const item of newest.values()) {
        if (this.known(item.id)) continue;
        const { version, epoch } = item;
        const sealed = { id: item.id, expect: { scope: row.id, item: item.item, version, epoch } };
        (item.item === row.id ? heads : rest).push({ sealed, place: row.id });
      }
    }
    return [...requests, ...heads, ...rest, ...later];
  }

  private known(row: Id): boolean {
    return this.opened.has(row) || this.refused.has(row);
  }

  /** Take parts from the front until none is left; several do so at once. */
  private async open(parts: Wanted[][], generation: number): Promise<void> {
    for (let part = parts.shift(); part; part = parts.shift()) {
      if (!part.length) continue;
      const ids = part.map((one) => one.sealed.id);
      const { frames } = await api.post<{ frames: Record<Id, string> }>("frames/", { ids });
      if (generation !== this.generation) return;
      await this.openPart(part, frames, generation);
      if (generation !== this.generation) return;
    }
  }

  private async openPart(
    part: Wanted[],
    frames: Record<Id, string>,
    generation: number,
  ): Promise<void> {
    const places = new Map(part.map((one) => [one.sealed.id, one.place]));
    const touched = new Set<Id>();
    const sealed: Sealed[] = [];
    for (const one of part) {
      const frame = frames[one.sealed.id];
      if (frame) sealed.push({ ...one.sealed, frame });
      else {
        this.refused.set(one.sealed.id, "missing");
        this.progress.done += 1;
      }
      touched.add(one.place);
    }
    const take = (one: Opened) => {
      if (generation !== this.generation) return;
      if (one.payload) this.opened.set(one.id, one.payload);
      else this.refused.set(one.id, one.error ?? "open");
      touched.add(places.get(one.id) ?? "");
      this.progress.done += 1;
    };
    await this.session.openMany(sealed, take);
    if (generation !== this.generation) return;
    for (const place of touched) {
      const found = this.cases.get(place);
      if (found) this.gather(found);
      const request = this.submissions.get(place);
      if (request) this.read(request);
    }
    this.changed(false);
  }

  private read(view: SubmissionView): void {
    const payload = this.opened.get(view.id);
    view.request = payload ? (payload.body as unknown as RequestBody) : null;
    view.warning = this.refused.get(view.id) ?? "";
    view.text = view.request ? fold(textOf(view.request)) : "";
  }

  /** Put together what of a case is open. */
  private gather(view: CaseView): void {
    const newest = newestOf(view.row.items);
    view.entries = [];
    view.warnings = [];
    view.whole = true;
    for (const row of newest.values()) {
      const before = this.highest.get(row.item) ?? 0;
      if (row.version < before) view.warnings.push({ row: row.id, day: row.day, code: "rollback" });
      const payload = this.opened.get(row.id);
      if (payload && row.version >= before) {
        this.highest.set(row.item, row.version);
        const { kind, author, body } = payload;
        const { id, item, version, epoch, day } = row;
        view.entries.push({ row: id, item, version, epoch, day, kind, author, body } as never);
      }
      const code = this.refused.get(row.id);
      if (code) view.warnings.push({ row: row.id, day: row.day, code });
      if (!payload && !code) view.whole = false;
    }
    view.entries.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
    const summaries = view.entries.filter((one) => one.kind === "summary");
    const own = summaries.find((one) => one.item === view.id) ?? summaries.at(-1);
    view.summary = (own?.body as SummaryBody | undefined) ?? null;
    view.text = fold(view.entries.map((one) => textOf(one.body)).join("\n"));
  }

  /** A case that was just opened here, with its first key. */
  begin(row: CaseRow, epoch: Overview["epochs"][number]): void {
    this.overview?.cases.push(row);
    this.overview?.epochs.push(epoch);
    this.cases.set(row.id, { ...blank(row), whole: true });
    const from = row.submission ? this.submissions.get(row.submission) : undefined;
    if (from) Object.assign(from.row, { state: "taken", case: row.id });
  }

  /** What was just written and kept by the server: it is not fetched again. */
  take(place: Id, row: ItemRow, payload: Pick<Payload, "kind" | "body">): void {
    const view = this.cases.get(place);
    if (!view) return;
    view.row.items.push(row);
    this.opened.set(row.id, { ...payload, author: this.me } as Payload);
    this.gather(view);
    this.changed();
  }
}

/** The newest row of each item. */
export function newestOf(rows: ItemRow[]): Map<Id, ItemRow> {
  const found = new Map<Id, ItemRow>();
  for (const row of rows) {
    const before = found.get(row.item);
    if (!before || row.version > before.version) found.set(row.item, row);
  }
  return found;
}

function blank(row: CaseRow): CaseView {
  return { id: row.id, row, summary: null, entries: [], warnings: [], whole: false, text: "" };
}

/** The newest entries of one kind, oldest first. */
export function entriesOf<K extends Kind>(view: CaseView, kind: K): Entry<K>[] {
  return view.entries.filter((one) => one.kind === kind) as Entry<K>[];
}
