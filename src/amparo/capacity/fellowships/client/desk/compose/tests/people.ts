/** A small round: who somebody is stands here, and must stand in nothing that is sent. */

import type { Candidate, Chance } from "../letters";
import type { Asked, Wish } from "../rules";
import { emptyAsked, emptyWish } from "../rules";

export const REGIONS = ["AFR", "APG", "GRULAC"];

/** The same "chance" each time. */
export function steady(seed = 7): Chance {
  let now = seed;
  return (below) => {
    now = (now * 1103515245 + 12345) % 2147483648;
    return now % below;
  };
}

export function people(count: number): Candidate[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${String(at + 1).padStart(8, "0")}-0000-4000-8000-000000000000`,
    state: "eligible" as const,
    points: 20_000 + 137 * ((at * 7) % count),
    has: {
      region: [REGIONS[at % 3] ?? ""], country: ["KE"], language: at % 4 ? ["en"] : ["ar"], theme: ["land", "water"],
      gender: at % 2 ? ["woman"] : ["man"], priority: [], organisation: [at < 4 ? "red de rios" : `org ${at}`],
      coalition: [],
    },
  }));
}

export function wish(told: Partial<Wish>): Wish {
  return { ...emptyWish(), ...told };
}

export function asked(wishes: Partial<Wish>[], seats = 4, options: Partial<Asked["options"]> = {}): Asked {
  const empty = emptyAsked(seats);
  return { wishes: wishes.map(wish), options: { ...empty.options, ...options } };
}
