/**
 * What people ask of a cohort, as they typed it: places, rules, goals, the band, the lottery.
 *
 * Nothing here is sent: `letters.ts` makes numbers and letters of it.
 */

import type { ApplicationState, Id } from "../../kinds";

export const DIMENSIONS = [
  "region", "country", "language", "theme", "gender", "priority", "organisation", "coalition",
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Hard: at least, at most. Soft, for points: aim at so many or more, or at so many or fewer. */
export const WISHES = ["least", "most", "aim_least", "aim_most"] as const;
export type WishKind = (typeof WISHES)[number];
/** A rule for each value by itself: "at most 2 of any one organisation". */
export const EACH = "*";

export interface Wish {
  kind: WishKind;
  dimension: Dimension | "";
  value: string;
  people: string;
  /** Of a goal: points lost for each person short of it, or over. */
  points: string;
}

/** Somebody who is in or out by hand, and why. */
export interface Pin {
  id: Id;
  in: boolean;
  why: string;
}

export const CANDIDATES: readonly ApplicationState[] = ["eligible", "shortlisted", "offered", "accepted", "waiting"];
/** They have an offer or said yes: no cohort leaves them out. */
export const PROMISED: readonly ApplicationState[] = ["offered", "accepted"];

export interface Options {
  states: ApplicationState[];
  points: "raw" | "adjusted";
  /** Whether who has no reading yet takes part, with no points. */
  unread: boolean;
  least: string;
  most: string;
  band: string;
  lottery: boolean;
  seed: string;
  count: string;
  different: string;
  seconds: string;
  pins: Pin[];
}

export interface Asked {
  wishes: Wish[];
  options: Options;
}

export interface Fault {
  /** "least", "band", "wish-2-people"; "" where it is none of one field. */
  field: string;
  code: string;
}

export function emptyAsked(seats: number): Asked {
  return {
    wishes: [],
    options: {
      states: [...CANDIDATES], points: "raw", unread: false, least: String(seats), most: String(seats), band: "0",
      lottery: false, seed: "", count: "3", different: "2", seconds: "30", pins: [],
    },
  };
}

export function emptyWish(): Wish {
  return { kind: "least", dimension: "", value: "", people: "", points: "1" };
}

/** A scenario that was sealed: whatever of it is no longer what it should be falls back. */
export function askedIn(rules: object[], options: object, seats: number): Asked {
  const empty = emptyAsked(seats);
  return {
    wishes: rules.map((one) => ({ ...emptyWish(), ...(one as Partial<Wish>) })),
    options: { ...empty.options, ...(options as Partial<Options>) },
  };
}

export const isGoal = (kind: WishKind): boolean => kind === "aim_least" || kind === "aim_most";

const ZEROES = [0x30, 0x660, 0x6f0, 0xff10];

/** Digits of any of our scripts as 0 to 9, and one sign for the fraction. */
function plain(typed: string): string {
  return Array.from(typed.trim(), (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    const zero = ZEROES.find((one) => code >= one && code < one + 10);
    return zero === undefined ? (sign === "," || sign === "٫" ? "." : sign) : String(code - zero);
  }).join("");
}

/** A whole number from `least` to `most`; null for anything else. */
export function whole(typed: string, least: number, most: number): number | null {
  const said = plain(typed);
  if (!/^\d{1,6}$/.test(said)) return null;
  const found = Number(said);
  return found >= least && found <= most ? found : null;
}

/** Points with up to three places behind the point, as thousandths; null for anything else. */
export function thousandths(typed: string, most = 1000): number | null {
  const said = plain(typed);
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(said)) return null;
  const [units = "0", rest = ""] = said.split(".");
  const found = Number(units) * 1000 + Number(rest.padEnd(3, "0"));
  return found <= most * 1000 ? found : null;
}

const SEATS = 500;
/** As the engine takes it: a date or a hexadecimal number, which tell of nobody. */
const SEED = /^[0-9a-f]+(-[0-9a-f]+)*$/;
const RULES = 60; // that people write; those for each value become more

/** All that is wrong with what was typed, field by field; `known` says which values there are. */
export function faultsOf({ wishes, options }: Asked, known: (dimension: Dimension, value: string) => boolean): Fault[] {
  const found: Fault[] = [];
  const add = (field: string, code: string) => found.push({ field, code });
  const least = whole(options.least, 0, SEATS);
  const most = whole(options.most, 1, SEATS);
  if (least === null) add("least", "whole");
  if (most === null) add("most", "places");
  if (least !== null && most !== null && least > most) add("least", "above_most");
  if (thousandths(options.band) === null) add("band", "points");
  if (options.lottery && (!SEED.test(options.seed.trim()) || options.seed.trim().length > 64)) add("seed", "seed");
  if (whole(options.count, 0, 20) === null) add("count", "count");
  if (whole(options.different, 1, SEATS) === null) add("different", "different");
  if (whole(options.seconds, 1, 60) === null) add("seconds", "seconds");
  if (!options.states.length) add("states", "states");
  if (wishes.length > RULES) add("", "too_many");
  const seen = new Map<string, number>();
  wishes.forEach((wish, at) => {
    const field = (part: string) => `wish-${at}-${part}`;
    const people = whole(wish.people, 0, SEATS);
    if (!wish.dimension || !wish.value) add(field("what"), "what");
    else if (wish.value !== EACH && !known(wish.dimension, wish.value)) add(field("what"), "nobody");
    if (people === null) add(field("people"), "whole");
    else if (wish.kind === "least" && most !== null && people > most) add(field("people"), "above_places");
    if (isGoal(wish.kind) && !thousandths(wish.points)) add(field("points"), "goal_points");
    // Two floors, caps or goals of one thing cannot both be meant.
    const key = `${isGoal(wish.kind) ? "aim" : wish.kind}/${wish.dimension}/${wish.value}`;
    if (wish.dimension && wish.value && seen.has(key)) add(field("what"), "twice");
    seen.set(key, at);
    const other = seen.get(`${wish.kind === "most" ? "least" : "most"}/${wish.dimension}/${wish.value}`);
    if (people === null || other === undefined || isGoal(wish.kind)) return;
    const there = whole(wishes[other]?.people ?? "", 0, SEATS);
    if (there === null) return;
    if (wish.kind === "most" ? there > people : people > there) add(field("people"), "floor_above_cap");
  });
  return found;
}
