/** A call's moments, in the time zone they were said in. */

import { words } from "@vault/page";
import { ago } from "./desk";
import type { CallRow } from "./overview";

/** "1 December 2026, 23:59, Africa/Nairobi". */
export function moment(at: string, zone: string): string {
  const lang = document.documentElement.lang.replace(/^en$/, "en-GB") || "en-GB";
  const shown = (timeZone: string) =>
    new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short", timeZone }).format(new Date(at));
  try {
    return `${shown(zone)} (${zone.replace(/_/g, " ")})`;
  } catch {
    return `${shown("UTC")} (UTC)`;
  }
}

/** Where a call stands by the clock, as a sentence. */
export function clock({ state, opens_at, closes_at, time_zone, decided_on }: CallRow, now = Date.now()): string {
  if (state === "draft") return words("clock.draft");
  if (state === "ended") return words("clock.ended");
  if (state === "decided") return words("clock.decided", { ago: decided_on ? ago(decided_on) : "" });
  if (Date.parse(opens_at) > now) return words("clock.opens", { at: moment(opens_at, time_zone), ago: ago(opens_at) });
  const soon = Date.parse(closes_at) > now;
  return words(soon ? "clock.open" : "clock.closed", { at: moment(closes_at, time_zone), ago: ago(closes_at) });
}
