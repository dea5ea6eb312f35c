/**
 * From people to numbers and letters, and back.
 *
 * What is sent says of nobody who they are and of no letter what it means: rows are numbered by
 * chance, letters are dealt by chance, and only groups that a rule or a goal asks about are sent.
 */

import type { ApplicationState, ComposedBody, Id } from "../../kinds";
import type { Answer, Bounds, Goal, Groups, Instance, Rule } from "./engine";
import { type Asked, type Dimension, EACH, isGoal, PROMISED, thousandths, whole, type Wish } from "./rules";

export interface Candidate {
  id: Id;
  state: ApplicationState;
  /** In thousandths; null for who has no reading. */
  points: number | null;
  has: Record<Dimension, string[]>;
}

/** What letters and numbers mean: sealed with the question, never sent open. "" names a dimension. */
export type Meaning = Pick<ComposedBody, "letters" | "rows">;

export interface Question extends Meaning {
  instance: Instance;
  kept: Id[];
}

export type Chance = (below: number) => number;

/** A number below another, each with the same chance. */
export const chance: Chance = (below) => {
  const room = Math.floor(0x1_0000_0000 / below) * below;
  for (;;) {
    const [found = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (found < room) return found % below;
  }
};

export function shuffled<T>(all: readonly T[], by: Chance = chance): T[] {
  const found = [...all];
  for (let at = found.length - 1; at > 0; at--) {
    const other = by(at + 1);
    [found[at], found[other]] = [found[other] as T, found[at] as T];
  }
  return found;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz";

/** a, b, … z, aa, ab, … */
export function letter(place: number): string {
  const last = ALPHABET[place % 26] ?? "a";
  return place < 26 ? last : `${ALPHABET[Math.floor(place / 26) - 1] ?? "z"}${last}`;
}

/** One rule of one value: what a wish for each value is made of, too. */
export interface Single {
  wish: Wish;
  dimension: Dimension;
  value: string;
}

/** Every value by itself; what is said of one value goes before what is said of each. */
export function singles(wishes: readonly Wish[], candidates: readonly Candidate[]): Single[] {
  const group = ({ kind }: Wish) => (isGoal(kind) ? "aim" : kind);
  const named = new Set(wishes.map((one) => `${group(one)}/${one.dimension}/${one.value}`));
  return wishes.flatMap((wish) => {
    const dimension = wish.dimension as Dimension;
    if (wish.value !== EACH) return [{ wish, dimension, value: wish.value }];
    const counts = new Map<string, number>();
    for (const one of candidates) {
      for (const value of new Set(one.has[dimension])) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const upper = wish.kind === "most" || wish.kind === "aim_most";
    const people = whole(wish.people, 0, 500) ?? 0;
    return [...counts]
      .filter(([value, count]) => !named.has(`${group(wish)}/${dimension}/${value}`) && (!upper || count > people))
      .map(([value]) => ({ wish, dimension, value }));
  });
}

/** The question for the engine, as it reads it itself: everything in its order. */
export function questionOf(
  asked: Asked,
  candidates: readonly Candidate[],
  before: Record<string, Id> = {},
  by: Chance = chance,
): Question {
  const { options } = asked;
  const all = candidates.filter((one) => one.points !== null || options.unread || PROMISED.includes(one.state));
  const single = singles(asked.wishes, all);
  const dealt = deal(single, by);
  const numbers = numbered(all.map((one) => one.id), before, by);
  const code = (dimension: Dimension, value: string) => dealt.codes.get(dimension)?.values.get(value);
  const groupsOf = (one: Candidate): Groups => {
    const found: Groups = {};
    for (const [dimension, { name, values }] of dealt.codes) {
      const letters = [...new Set(one.has[dimension])].flatMap((value) => values.get(value) ?? []).sort();
      if (letters.length) found[name] = letters;
    }
    return ordered(found);
  };
  const rows = all
    .map((one) => ({ number: numbers.get(one.id) ?? 0, score: one.points ?? 0, groups: groupsOf(one) }))
    .sort((a, b) => a.number - b.number);
  const bounds = new Map<string, Bounds>();
  const goals: Goal[] = [];
  for (const { wish, dimension, value } of single) {
    const name = dealt.codes.get(dimension)?.name ?? "";
    const told = code(dimension, value) ?? "";
    const people = whole(wish.people, 0, 500) ?? 0;
    if (isGoal(wish.kind)) {
      const lost = thousandths(wish.points) ?? 0;
      const short = wish.kind === "aim_least" ? lost : 0;
      goals.push({ dimension: name, letter: told, target: people, short, over: lost - short });
      continue;
    }
    const row = bounds.get(`${name}/${told}`) ?? { dimension: name, letter: told };
    bounds.set(`${name}/${told}`, { ...row, [wish.kind]: people });
  }
  const pinned = (inside: boolean) =>
    options.pins.filter((one) => one.in === inside).map((one) => one.id);
  const out = new Set(pinned(false));
  const kept = all.filter((one) => PROMISED.includes(one.state) || pinned(true).includes(one.id)).map((one) => one.id);
  const numbersOf = (ids: Iterable<Id>) => [...ids].flatMap((id) => numbers.get(id) ?? []).sort((a, b) => a - b);
  const stay = kept.filter((id) => !out.has(id));
  const instance: Instance = {
    format: 1,
    seats: { least: whole(options.least, 0, 500) ?? 0, most: whole(options.most, 1, 500) ?? 1 },
    letters: dealt.letters,
    rows,
    rules: [...bounds.values()],
    goals,
    kept: numbersOf(stay),
    excluded: numbersOf(out),
    alternatives: { count: whole(options.count, 0, 20) ?? 3, different: whole(options.different, 1, 500) ?? 2 },
    band: thousandths(options.band) ?? 0,
    seconds: whole(options.seconds, 1, 60) ?? 30,
    ...(options.lottery ? { seed: options.seed.trim() } : {}),
  };
  const told: Record<string, Id> = {};
  for (const one of all) told[String(numbers.get(one.id))] = one.id;
  return { instance, letters: dealt.meaning, rows: told, kept: stay };
}

interface Dealt {
  codes: Map<Dimension, { name: string; values: Map<string, string> }>;
  letters: Groups;
  meaning: Record<string, Record<string, string>>;
}

function deal(single: readonly Single[], by: Chance): Dealt {
  const values = new Map<Dimension, Set<string>>();
  for (const { dimension, value } of single) {
    const known = values.get(dimension) ?? new Set();
    values.set(dimension, known.add(value));
  }
  const codes: Dealt["codes"] = new Map();
  const letters: Groups = {};
  const meaning: Dealt["meaning"] = {};
  shuffled([...values], by).forEach(([dimension, known], at) => {
    const name = letter(at);
    const dealt = new Map(shuffled([...known], by).map((value, place): [string, string] => [value, letter(place)]));
    codes.set(dimension, { name, values: dealt });
    letters[name] = [...dealt.values()].sort();
    meaning[name] = { "": dimension };
    for (const [value, told] of dealt) meaning[name][told] = value;
  });
  return { codes, letters: ordered(letters), meaning };
}

function ordered(groups: Groups): Groups {
  return Object.fromEntries(Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Numbers by chance; who had one keeps it, so that a second look gives the same answer. */
function numbered(ids: readonly Id[], before: Record<string, Id>, by: Chance): Map<Id, number> {
  const had = new Map(Object.entries(before).map(([number, id]): [Id, number] => [id, Number(number)]));
  const found = new Map<Id, number>();
  let last = Math.max(0, ...had.values());
  for (const id of shuffled(ids, by)) found.set(id, had.get(id) ?? ++last);
  return found;
}

/** What a rule of an answer is about, in the values that it was made of. */
export function meantBy(rule: Rule, { letters }: Meaning): { dimension: Dimension; value: string } | null {
  const known = letters[rule.dimension ?? ""];
  const value = known?.[rule.letter ?? ""];
  return known && value !== undefined ? { dimension: known[""] as Dimension, value } : null;
}

export function idsOf(rows: readonly number[], meaning: Meaning): Id[] {
  return rows.flatMap((one) => meaning.rows[String(one)] ?? []);
}

/** Whoever is in some cohort of the band but not in all: points do not tell them apart. */
export function inBand(answer: Answer): { sure: number[]; open: number[] } {
  const tied = [answer.best, answer.drawn, ...answer.alternatives].flatMap((one) => (one?.tied ? [one.rows] : []));
  const counts = new Map<number, number>();
  for (const row of tied.flat()) counts.set(row, (counts.get(row) ?? 0) + 1);
  const sure = [...counts].filter(([, count]) => count === tied.length).map(([row]) => row);
  const open = [...counts].filter(([, count]) => count < tied.length).map(([row]) => row);
  return { sure, open };
}
