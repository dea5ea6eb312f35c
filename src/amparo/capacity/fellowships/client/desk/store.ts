/**
 * What this person's keys opened of calls and fellowships: in memory only, gone with the lock.
 *
 * What does not open, or says another thing than its row, is kept as a warning and shown; it is
 * never read as words. Applications come first, so that they are searched soonest.
 */

import { api } from "@vault/page";
import type { Payload } from "@vault/canonical";
import type { Opened, Sealed } from "@vault/holder";
import type { Session } from "@vault/session";
import { fold, textOf } from "@vault/desk/search";
import type { DeskStore } from "@vault/desk/view";
import type {
  ApplicationBody, BlindCopyBody, CohortBody, ConflictBody, Day, FacetsBody, FellowBodies, FellowKind,
  Id, LetterBody, NoteBody, OfficeBodies, OfficeKind, ProfileBody, RedactionBody, ReferenceBody,
  ReviewBody, ScenarioBody, ScreeningBody, SummaryBody,
} from "../kinds";
import type {
  ApplicationRow, CallRow, FellowRow, ItemRow, LetterRow, MyReading, Overview, PostRow, ReferenceRow,
  ReviewerRow,
} from "./overview";

/** The newest version of one item. */
export interface Entry<B = object> {
  row: Id;
  item: Id;
  version: number;
  day: Day;
  kind: string;
  author: Id;
  body: B;
}

/** Something that was refused; `code` is VaultError's, or "rollback". */
export interface Warning {
  row: Id;
  code: string;
}

export interface ApplicationView {
  id: Id;
  call: CallRow;
  row: ApplicationRow;
  /** As it was sent; null while it is not open, or when it was taken back. */
  body: ApplicationBody | null;
  facets: Entry<FacetsBody> | null;
  screening: Entry<ScreeningBody> | null;
  redaction: Entry<RedactionBody> | null;
  conflicts: Entry<ConflictBody>[];
  notes: Entry<NoteBody>[];
  /** By reading. */
  reviews: Map<Id, ReviewBody>;
  letters: { row: LetterRow; body: LetterBody | null }[];
  references: { row: ReferenceRow; body: ReferenceBody | null }[];
  posts: PostView[];
  warnings: Warning[];
  /** Everything of it that is open, folded for search. */
  text: string;
}

/** What was said of a file, and the judgements that were laid open with it. */
export interface PostView {
  row: PostRow;
  words: string;
  reviews: LaidOpen[];
}

/** A file before me, as a reviewer. */
export interface ReadingView {
  id: Id;
  row: MyReading;
  copy: BlindCopyBody | null;
  own: ReviewBody | null;
  posts: PostView[];
  warning: string;
}

export interface FellowView {
  id: Id;
  row: FellowRow;
  summary: SummaryBody | null;
  /** Oldest first; the newest version of each item. */
  entries: Entry[];
  warnings: Warning[];
  text: string;
}

/** A judgement as colleagues who judged the same file see it. */
export interface LaidOpen {
  by: Id;
  review: ReviewBody;
}

export interface PostBody {
  words: string;
  reviews?: LaidOpen[];
}

interface Wanted {
  sealed: Omit<Sealed, "frame">;
  place: string;
}

type Listener = () => void;

const LONG = new Set(["application", "blind_copy"]);

const FIRST = 60; // entries that the first screen needs
const FRAMES = 300; // of one request
const LARGE = 60; // of one request, where a frame holds what somebody wrote on all questions
const AT_ONCE = 2; // requests
const SAYS = 1500; // milliseconds between two news of progress

export class Store implements DeskStore<Overview> {
  overview: Overview | null = null;
  calls = new Map<Id, CallRow>();
  applications = new Map<Id, ApplicationView>();
  readings = new Map<Id, ReadingView>();
  fellows = new Map<Id, FellowView>();
  progress = { done: 0, total: 0 };
  private opened = new Map<Id, Payload>();
  private refused = new Map<Id, string>();
  private listeners = new Set<Listener>();
  private generation = 0;
  private told = 0;

  constructor(private readonly session: Session) {}

  get me(): Id {
    return this.session.me?.id ?? "";
  }

  /** What a colleague is called here; "" for who is not known. */
  name(keyring: Id | null | undefined): string {
    return this.overview?.keyrings.find((row) => row.id === keyring)?.label ?? "";
  }

  /** Colleagues of one kind with living keys, with the names that are known here. */
  people(kind: keyof Overview["people"]): { id: Id; label: string }[] {
    const ended = new Map(this.session.overview?.people.map((one) => [one.keyring, one.ended]));
    return (this.overview?.people[kind] ?? [])
      .filter((id) => ended.get(id) === null)
      .map((id) => ({ id, label: this.name(id) || id.slice(0, 8) }));
  }

  /** The living epoch of a call or a fellowship; undefined where there is none. */
  epoch(scope: Id) {
    return this.overview?.epochs.find(
      (row) => row.scope === scope && row.compartment === "main" && !row.retired_on,
    );
  }

  reviewer(id: Id): ReviewerRow | undefined {
    for (const call of this.calls.values()) {
      const found = call.reviewers.find((row) => row.id === id);
      if (found) return found;
    }
    return undefined;
  }

  /** What a reviewer declared; null while it is not open. */
  profile(id: Id): ProfileBody | null {
    return (this.opened.get(id)?.body as ProfileBody | undefined) ?? null;
  }

  scenario(id: Id): ScenarioBody | null {
    return (this.opened.get(id)?.body as ScenarioBody | undefined) ?? null;
  }

  cohort(id: Id): CohortBody | null {
    return (this.opened.get(id)?.body as CohortBody | undefined) ?? null;
  }

  /** The applications of one call, as they came. */
  of(call: Id): ApplicationView[] {
    return [...this.applications.values()].filter((one) => one.call.id === call);
  }

  on(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed(now = true): void {
    const at = performance.now();
    if (!now && at - this.told < SAYS) return;
    this.told = at;
    for (const listener of this.listeners) listener();
  }

  clear(): void {
    this.generation += 1;
    this.overview = null;
    this.calls = new Map();
    this.applications = new Map();
    this.readings = new Map();
    this.fellows = new Map();
    this.opened = new Map();
    this.refused = new Map();
    this.progress = { done: 0, total: 0 };
  }

  async load(given?: Overview, ready: () => Promise<void> = async () => undefined): Promise<void> {
    const generation = ++this.generation;
    const overview = given ?? (await api.get<Overview>("overview/"));
    const { org, me, directory, keyrings, epochs, grants } = overview;
    await this.session.load({ org, me, directory, keyrings, epochs, grants });
    if (generation !== this.generation) return;
    this.overview = overview;
    overview.grants = [];
    this.place(overview);
    await ready();
    if (generation !== this.generation) return;
    const wanted = this.wanted(overview);
    this.progress = { done: 0, total: wanted.length };
    await this.open([wanted.slice(0, FIRST)], generation);
    this.changed();
    const parts: Wanted[][] = [];
    for (let at = FIRST; at < wanted.length; at += parts.at(-1)?.length ?? 0) {
      parts.push(wanted.slice(at, at + (LONG.has(wanted[at]?.sealed.expect.kind ?? "") ? LARGE : FRAMES)));
    }
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.open(parts, generation)));
    if (generation === this.generation) this.changed();
  }

  private place(overview: Overview): void {
    this.calls = new Map(overview.calls.map((row) => [row.id, row]));
    this.applications = new Map();
    for (const call of overview.calls) {
      for (const row of call.applications) this.applications.set(row.id, blank(call, row));
    }
    this.readings = new Map(
      overview.readings.map((row) => [
        row.id,
        { id: row.id, row, copy: null, own: null, posts: [], warning: "" },
      ]),
    );
    this.fellows = new Map(
      overview.fellowships.map((row) => [
        row.id,
        { id: row.id, row, summary: null, entries: [], warnings: [], text: "" },
      ]),
    );
    for (const one of this.applications.values()) this.gather(one);
    for (const one of this.readings.values()) this.read(one);
    for (const one of this.fellows.values()) this.follow(one);
  }

  /** What is sealed and not open yet, what is needed first at first. */
  private wanted(overview: Overview): Wanted[] {
    const mine: Wanted[] = [];
    const heads: Wanted[] = [];
    const items: Wanted[] = [];
    const rest: Wanted[] = [];
    const add = (list: Wanted[], place: string, id: Id, expect: Sealed["expect"], own = false) => {
      const before = this.opened.get(id);
      // A declaration, a judgement, an application: what changed since is opened again.
      if ((before && (before.version ?? -1) >= expect.version) || this.refused.has(id)) return;
      list.push({ sealed: { id, expect, ...(own ? { mine: true } : {}) }, place });
    };
    for (const row of overview.readings) {
      const expect = { scope: row.application, item: row.id, epoch: this.me };
      add(mine, `r:${row.id}`, row.id, { ...expect, version: 1, kind: "blind_copy" }, true);
      if (row.version) {
        const own = { ...expect, version: row.version, kind: "review" };
        add(mine, `r:${row.id}`, `${row.id}/own`, own, true);
      }
    }
    for (const row of overview.fellowships) {
      for (const item of newestOf(row.items)) {
        const { version, epoch } = item;
        const expect = { scope: row.id, item: item.item, version, epoch };
        add(item.item === row.id ? heads : rest, `f:${row.id}`, item.id, expect);
      }
    }
    for (const call of overview.calls) {
      for (const row of call.reviewers) {
        if (!row.epoch) continue;
        const expect = { scope: call.id, item: row.id, version: row.version, epoch: row.epoch };
        add(items, `c:${call.id}`, row.id, { ...expect, kind: "profile" });
      }
      for (const [kind, list] of [["scenario", call.scenarios], ["cohort", call.cohorts]] as const) {
        for (const row of list) {
          const version = "version" in row ? row.version : 1;
          const expect = { scope: call.id, item: row.id, version, epoch: row.epoch, kind };
          add(rest, `c:${call.id}`, row.id, expect);
        }
      }
      for (const row of call.applications) this.wantedOf(call, row, heads, items, rest, add);
    }
    for (const row of overview.posts) {
      const mineToo = row.to !== null;
      const epoch = mineToo ? this.me : (row.epoch ?? "");
      const expect = { scope: row.application, item: row.post, version: 1, epoch, kind: "post" };
      add(rest, `p:${row.application}`, row.id, expect, mineToo);
    }
    return [...mine, ...heads, ...items, ...rest];
  }

  private wantedOf(
    call: CallRow,
    row: ApplicationRow,
    heads: Wanted[],
    items: Wanted[],
    rest: Wanted[],
    add: (list: Wanted[], place: string, id: Id, expect: Sealed["expect"]) => void,
  ): void {
    const place = `a:${row.id}`;
    if (row.epoch) {
      const expect = { scope: call.id, item: row.id, version: row.version, epoch: row.epoch };
      const unsigned = row.came === "brought" ? {} : { unsigned: true };
      add(heads, place, row.id, { ...expect, kind: "application", ...unsigned });
    }
    for (const item of newestOf(row.items)) {
      const { version, epoch } = item;
      add(items, place, item.id, { scope: row.id, item: item.item, version, epoch });
    }
    for (const one of row.readings) {
      if (one.state !== "done" || !one.epoch) continue;
      const expect = { scope: row.id, item: one.id, version: one.version, epoch: one.epoch };
      add(items, place, `${one.id}/review`, { ...expect, kind: "review" });
    }
    const theirs = [
      ...row.letters.filter((one) => one.direction === "from").map((one) => [one, "letter"] as const),
      ...row.references.map((one) => [one, "reference"] as const),
    ];
    for (const [one, kind] of theirs) {
      if (!one.epoch) continue;
      const expect = { scope: call.id, item: one.id, version: 1, epoch: one.epoch };
      add(rest, place, one.id, { ...expect, kind, unsigned: true });
    }
  }

  /** Take parts from the front until none is left; several do so at once. */
  private async open(parts: Wanted[][], generation: number): Promise<void> {
    for (let part = parts.shift(); part; part = parts.shift()) {
      if (!part.length) continue;
      const ids = part.map((one) => one.sealed.id);
      const { frames } = await api.post<{ frames: Record<Id, string> }>("frames/", { ids });
      if (generation !== this.generation) return;
      const touched = new Set<string>();
      const places = new Map(part.map((one) => [one.sealed.id, one.place]));
      const sealed: Sealed[] = [];
      for (const one of part) {
        const frame = frames[one.sealed.id];
        touched.add(one.place);
        if (frame) sealed.push({ ...one.sealed, frame });
        else {
          this.refused.set(one.sealed.id, "missing");
          this.progress.done += 1;
        }
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
      for (const place of touched) this.touch(place);
      this.changed(false);
    }
  }

  private touch(place: string): void {
    const id = place.slice(2);
    const application = this.applications.get(id);
    if (application) this.gather(application);
    for (const one of this.readings.values()) {
      if (place === `r:${one.id}` || place === `p:${one.row.application}`) this.read(one);
    }
    const fellow = this.fellows.get(id);
    if (fellow) this.follow(fellow);
  }

  /** Put together what of an application is open. */
  private gather(view: ApplicationView): void {
    const { row } = view;
    const body = <B>(id: Id): B | null => (this.opened.get(id)?.body as B | undefined) ?? null;
    view.body = body<ApplicationBody>(row.id);
    const entries = this.entriesOf(row.items);
    const last = <B>(kind: OfficeKind) =>
      (entries.filter((one) => one.kind === kind).at(-1) as Entry<B> | undefined) ?? null;
    const all = <B>(kind: OfficeKind) => entries.filter((one) => one.kind === kind) as Entry<B>[];
    view.facets = last<FacetsBody>("facets");
    view.screening = last<ScreeningBody>("screening");
    view.redaction = last<RedactionBody>("redaction");
    view.conflicts = all<ConflictBody>("conflict");
    view.notes = all<NoteBody>("note");
    view.reviews = new Map();
    for (const one of row.readings) {
      const review = body<ReviewBody>(`${one.id}/review`);
      if (review && one.state === "done") view.reviews.set(one.id, review);
    }
    view.letters = row.letters.map((one) => ({ row: one, body: body<LetterBody>(one.id) }));
    view.references = row.references.map((one) => ({ row: one, body: body<ReferenceBody>(one.id) }));
    view.posts = this.postsOf(row.id);
    const ids = [row.id, ...row.items.map((one) => one.id), ...row.letters.map((one) => one.id)];
    view.warnings = ids.flatMap((id) => {
      const code = this.refused.get(id);
      return code ? [{ row: id, code }] : [];
    });
    const told = [view.body, ...entries.map((one) => one.body), ...view.letters.map((one) => one.body)];
    view.text = fold(told.map((one) => (one ? textOf(one) : "")).join("\n"));
  }

  private read(view: ReadingView): void {
    const own = this.opened.get(`${view.id}/own`);
    view.copy = (this.opened.get(view.id)?.body as BlindCopyBody | undefined) ?? null;
    view.own = (own?.body as ReviewBody | undefined) ?? null;
    view.posts = this.postsOf(view.row.application);
    view.warning = this.refused.get(view.id) ?? "";
  }

  private follow(view: FellowView): void {
    view.entries = this.entriesOf(view.row.items);
    const summaries = view.entries.filter((one) => one.kind === "summary");
    const head = summaries.find((one) => one.item === view.id) ?? summaries.at(-1);
    view.summary = (head?.body as SummaryBody | undefined) ?? null;
    view.warnings = view.row.items.flatMap((one) => {
      const code = this.refused.get(one.id);
      return code ? [{ row: one.id, code }] : [];
    });
    view.text = fold(view.entries.map((one) => textOf(one.body)).join("\n"));
  }

  private entriesOf(rows: ItemRow[]): Entry[] {
    return newestOf(rows)
      .flatMap((row) => {
        const payload = this.opened.get(row.id);
        if (!payload) return [];
        const { kind, author, body } = payload;
        const { id, item, version, day } = row;
        return [{ row: id, item, version, day, kind, author, body: body as object }];
      })
      .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  }

  private postsOf(application: Id): PostView[] {
    const seen = new Set<Id>();
    return (this.overview?.posts ?? []).flatMap((row) => {
      const payload = this.opened.get(row.id);
      if (row.application !== application || !payload || seen.has(row.post)) return [];
      if (payload.author !== row.by) return [];
      seen.add(row.post);
      const { words = "", reviews = [] } = payload.body as Partial<PostBody>;
      return [{ row, words, reviews }];
    });
  }

  // --- what was just written here, and kept by the server: it is not fetched again --------------

  /** A new version of an item of an application or a fellow. */
  take(place: Id, row: ItemRow, kind: OfficeKind | FellowKind, body: object): void {
    this.opened.set(row.id, { kind, body, author: this.me } as never);
    const application = this.applications.get(place);
    if (application) {
      application.row.items.push(row);
      this.gather(application);
    }
    const fellow = this.fellows.get(place);
    if (fellow) {
      fellow.row.items.push(row);
      this.follow(fellow);
    }
  }

  /** A body under any other id: a review, a post, a profile, a scenario, a cohort. */
  keep(id: Id, kind: string, body: object, place = ""): void {
    this.opened.set(id, { kind, body, author: this.me } as never);
    if (place) this.touch(place);
  }
}

export type OfficePart<K extends OfficeKind = OfficeKind> = { kind: K; body: OfficeBodies[K] };
export type FellowPart<K extends FellowKind = FellowKind> = { kind: K; body: FellowBodies[K] };

/** The newest row of each item. */
export function newestOf(rows: ItemRow[]): ItemRow[] {
  const found = new Map<Id, ItemRow>();
  for (const row of rows) {
    const before = found.get(row.item);
    if (!before || row.version > before.version) found.set(row.item, row);
  }
  return [...found.values()];
}

function blank(call: CallRow, row: ApplicationRow): ApplicationView {
  return {
    id: row.id, call, row, body: null, facets: null, screening: null, redaction: null,
    conflicts: [], notes: [], reviews: new Map(), letters: [], references: [], posts: [],
    warnings: [], text: "",
  };
}
