/** What an answer says about what was asked: how each wish came out, what it cost, what to ease. */

import type { Answer, Cohort, Eased, Price, Rule, Standing } from "./engine";
import { sameRule } from "./engine";
import { meantBy, type Meaning } from "./letters";
import { type Asked, type Dimension, EACH, emptyWish, type Wish, type WishKind } from "./rules";

/** One line of the balance: what was asked of whom, how many it has, what it costs. */
export interface Line {
  rule: Rule;
  kind: WishKind | "seats_least" | "seats_most";
  dimension: Dimension | null;
  value: string;
  wanted: number;
  got: number;
  met: boolean;
  tight: boolean;
  /** Thousandths that a goal costs in this cohort. */
  lost: number;
  price: Price | null;
}

/** Whether a goal is one from above: the question says which side costs points. */
export type Upward = (rule: Rule) => boolean;

export function linesOf(cohort: Cohort, answer: Answer, meaning: Meaning, upper: Upward): Line[] {
  return cohort.standing.map((one) => lineOf(one, answer.prices, meaning, upper));
}

function lineOf({ rule, count, lost, tight }: Standing, prices: Price[], meaning: Meaning, upper: Upward): Line {
  const meant = meantBy(rule, meaning);
  const wanted = rule.number ?? 0;
  const kind = kindOf(rule, upper);
  const atMost = kind === "most" || kind === "aim_most" || kind === "seats_most";
  return {
    rule, kind, dimension: meant?.dimension ?? null, value: meant?.value ?? "", wanted, got: count,
    met: atMost ? count <= wanted : count >= wanted, tight, lost,
    price: prices.find((one) => sameRule(one.rule, rule)) ?? null,
  };
}

export function kindOf(rule: Rule, upper: Upward): Line["kind"] {
  if (rule.kind === "seats_least" || rule.kind === "seats_most") return rule.kind;
  if (rule.kind === "floor") return "least";
  if (rule.kind === "cap") return "most";
  return upper(rule) ? "aim_most" : "aim_least";
}

/** What was asked, with one rule eased to what is needed; null where it is nothing that is typed. */
export function eased(asked: Asked, { rule, needed }: Eased, meaning: Meaning): Asked | null {
  const { options, wishes } = asked;
  const number = String(needed);
  if (rule.kind === "seats_least") return { wishes, options: { ...options, least: number } };
  if (rule.kind === "seats_most") return { wishes, options: { ...options, most: number } };
  if (rule.kind === "keep") {
    const id = meaning.rows[String(rule.row)];
    const pins = options.pins.filter((one) => one.id !== id);
    return pins.length < options.pins.length ? { wishes, options: { ...options, pins } } : null;
  }
  const meant = meantBy(rule, meaning);
  if (!meant) return null;
  const kind = rule.kind === "floor" ? "least" : "most";
  const at = wishes.findIndex((one) => one.kind === kind && one.dimension === meant.dimension && one.value === meant.value);
  if (at >= 0) {
    // "At least 0" asks nothing of anybody, unless it stands against what is said of each.
    const each = wishes.some((one) => one.kind === kind && one.dimension === meant.dimension && one.value === EACH);
    if (kind === "least" && needed === 0 && !each) return { options, wishes: wishes.filter((_, place) => place !== at) };
    return { options, wishes: wishes.map((one, place) => (place === at ? { ...one, people: number } : one)) };
  }
  const each = wishes.find((one) => one.kind === kind && one.dimension === meant.dimension && one.value === EACH);
  if (!each) return null;
  const made: Wish = { ...emptyWish(), kind, dimension: meant.dimension, value: meant.value, people: number };
  return { options, wishes: [...wishes, made] };
}

/** Several at once; null where none of them could be eased. */
export function allEased(asked: Asked, changes: readonly Eased[], meaning: Meaning): Asked | null {
  let found: Asked | null = null;
  for (const one of changes) found = eased(found ?? asked, one, meaning) ?? found;
  return found;
}
