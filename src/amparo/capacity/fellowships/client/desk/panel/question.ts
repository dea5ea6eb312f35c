/**
 * What the engine is asked when readers are looked for, and what its answer says here.
 *
 * Numbers and letters go out, drawn anew for every question and in no order: what they stand for
 * stays in the maps beside it.
 */

import type { Id } from "../../kinds";

/** One file that readers are wanted for. */
export interface FileTold {
  id: Id;
  /** Languages in which it can be read; none: anybody reads it. */
  languages: readonly string[];
  themes: readonly string[];
  /** The reviewers who have it, or have read it. */
  readers: readonly Id[];
  /** The reviewers who must not read it. */
  kept: ReadonlySet<Id>;
}

/** One reviewer of the call. */
export interface ReaderTold {
  id: Id;
  languages: readonly string[];
  themes: readonly string[];
  /** How many files they take at most. */
  most: number;
  declared: boolean;
  ended: boolean;
}

export interface Instance {
  format: 1;
  readings: number;
  files: { number: number; languages: string[]; themes: string[] }[];
  reviewers: {
    number: number;
    languages: string[];
    themes: string[];
    most: number;
    declared: "all" | number[];
    conflicts: number[];
  }[];
  pinned: { file: number; reviewer: number }[];
  forbidden: { file: number; reviewer: number }[];
}

export interface Question {
  instance: Instance;
  files: Map<number, Id>;
  readers: Map<number, Id>;
  /** What a letter stands for. */
  languages: Map<string, string>;
  themes: Map<string, string>;
}

/** What the engine answers (`assigning/readings.py`). */
export interface Answer {
  pairs: { file: number; reviewer: number; themes: string[]; languages: string[]; pinned: boolean }[];
  short: {
    file: number; has: number; needs: number; barred: Partial<Record<Barred, number>>; full: number;
    region: number; elsewhere: number;
  }[];
  loads: { reviewer: number; files: number; most: number }[];
  even: boolean;
}

export const BARRED = ["conflict", "undeclared", "forbidden", "language"] as const;
export type Barred = (typeof BARRED)[number];

/** Something in an order that nobody can foresee (Fisher and Yates). */
export function mixed<T>(list: readonly T[]): T[] {
  const made = [...list];
  const drawn = crypto.getRandomValues(new Uint32Array(made.length));
  for (let at = made.length - 1; at > 0; at -= 1) {
    const other = (drawn[at] ?? 0) % (at + 1);
    [made[at], made[other]] = [made[other] as T, made[at] as T];
  }
  return made;
}

/** "a" to "z", then "aa", "ab", …: one letter or two for each thing that is named. */
export class Letters {
  readonly meaning = new Map<string, string>();
  private known = new Map<string, string>();

  /** Things with the same `key` have one letter; it stands for the first of them. */
  constructor(private readonly key: (told: string) => string = (told) => told) {}

  of(told: string): string {
    const key = this.key(told);
    const before = this.known.get(key);
    if (before) return before;
    const place = this.known.size;
    if (place >= 26 * 27) throw new RangeError("there are no more letters");
    const last = String.fromCharCode(97 + (place % 26));
    const letter = place < 26 ? last : String.fromCharCode(96 + Math.floor(place / 26)) + last;
    this.known.set(key, letter);
    this.meaning.set(letter, told);
    return letter;
  }

  all(told: readonly string[]): string[] {
    return [...new Set(told.map((one) => this.of(one)))].sort();
  }
}

/** A language without its region or script: who reads one, reads the other. */
export const spoken = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";

/** How many files each reviewer has of these. */
export function loadOf(files: readonly Pick<FileTold, "readers">[]): Map<Id, number> {
  const load = new Map<Id, number>();
  for (const one of files) for (const id of one.readers) load.set(id, (load.get(id) ?? 0) + 1);
  return load;
}

/**
 * Readers for every file up to `readings`, with those who have it already kept. With `more` it is
 * so many readers beside them, for files that were read and are too close to call.
 *
 * `load` says how many each reviewer has of all files, where these are some of them.
 */
export function question(
  files: readonly FileTold[],
  readers: readonly ReaderTold[],
  readings: number,
  { more = false, load = loadOf(files) }: { more?: boolean; load?: ReadonlyMap<Id, number> } = {},
): Question {
  const languages = new Letters(spoken);
  const themes = new Letters();
  // Who has more readers than are wanted is not asked about: the engine pins no more than that.
  const wanted = mixed(files.filter((one) => more || one.readers.length <= readings));
  const fileOf = new Map(wanted.map((one, at) => [one.id, at + 1]));
  const pinned = new Map<Id, number[]>();
  if (!more) {
    for (const one of wanted) {
      for (const id of one.readers) pinned.set(id, [...(pinned.get(id) ?? []), fileOf.get(one.id) ?? 0]);
    }
  }
  // Somebody who left keeps what they read, and gets nothing more.
  const mine = mixed(readers.filter((one) => (one.declared && !one.ended) || pinned.has(one.id)));
  const readerOf = new Map(mine.map((one, at) => [one.id, at + 1]));
  const reviewers = mine.map((one, at) => {
    const theirs = pinned.get(one.id) ?? [];
    const open = one.declared && !one.ended;
    const elsewhere = (load.get(one.id) ?? 0) - theirs.length;
    return {
      number: at + 1,
      languages: languages.all(one.languages),
      themes: themes.all(one.themes),
      most: open ? Math.max(theirs.length, one.most - elsewhere, 0) : theirs.length,
      declared: open ? ("all" as const) : [...theirs].sort(less),
      conflicts: wanted
        .filter((file) => file.kept.has(one.id) && !theirs.includes(fileOf.get(file.id) ?? 0))
        .map((file) => fileOf.get(file.id) ?? 0)
        .sort(less),
    };
  });
  const pairs = wanted.flatMap((one) =>
    one.readers.flatMap((id) => {
      const reviewer = readerOf.get(id);
      return reviewer ? [{ file: fileOf.get(one.id) ?? 0, reviewer }] : [];
    }),
  );
  const instance: Instance = {
    format: 1,
    readings,
    files: wanted.map((one, at) => ({
      number: at + 1,
      languages: languages.all(one.languages),
      themes: themes.all(one.themes),
    })),
    reviewers,
    pinned: more ? [] : pairs,
    forbidden: more ? pairs : [],
  };
  return {
    instance,
    files: new Map(wanted.map((one, at) => [at + 1, one.id])),
    readers: new Map(mine.map((one, at) => [at + 1, one.id])),
    languages: languages.meaning,
    themes: themes.meaning,
  };
}

const less = (a: number, b: number): number => a - b;

/** One reader that is proposed for a file, and why them. */
export interface Proposed {
  reader: Id;
  languages: string[];
  themes: string[];
  /** How many could be given it at all, themselves among them. */
  able: number;
}

/** Why a file has too few: how many reviewers are out of question because of what. */
export interface Lacking {
  has: number;
  needs: number;
  why: [because: Barred | "full" | "region" | "elsewhere", count: number][];
}

export interface Proposal {
  /** By file: those it does not have yet. */
  pairs: Map<Id, Proposed[]>;
  lacking: Map<Id, Lacking>;
  even: boolean;
}

/** The answer in what it stands for; what was there before is left out. */
export function proposal({ instance, files, readers, languages, themes }: Question, answer: Answer): Proposal {
  const able = new Map<number, number>();
  for (const file of instance.files) {
    const count = instance.reviewers.filter(
      (one) =>
        one.declared === "all" && one.most > 0 && !one.conflicts.includes(file.number) &&
        !instance.forbidden.some((pair) => pair.file === file.number && pair.reviewer === one.number) &&
        (!file.languages.length || file.languages.some((letter) => one.languages.includes(letter))),
    ).length;
    able.set(file.number, count);
  }
  const said = (letters: string[], from: Map<string, string>) => letters.map((one) => from.get(one) ?? "").filter(Boolean);
  const pairs = new Map<Id, Proposed[]>();
  for (const pair of answer.pairs) {
    const file = files.get(pair.file);
    const reader = readers.get(pair.reviewer);
    if (pair.pinned || !file || !reader) continue;
    const made = {
      reader,
      languages: said(pair.languages, languages),
      themes: said(pair.themes, themes),
      able: able.get(pair.file) ?? 0,
    };
    pairs.set(file, [...(pairs.get(file) ?? []), made]);
  }
  const lacking = new Map<Id, Lacking>();
  for (const one of answer.short) {
    const file = files.get(one.file);
    if (!file) continue;
    const why: Lacking["why"] = BARRED.map((bar) => [bar, one.barred[bar] ?? 0]);
    why.push(["full", one.full], ["region", one.region], ["elsewhere", one.elsewhere]);
    lacking.set(file, { has: one.has, needs: one.needs, why: why.filter(([, count]) => count > 0) });
  }
  return { pairs, lacking, even: answer.even };
}
