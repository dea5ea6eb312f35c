/** What every desk's views share: days and numbers as people read them, forms, lists. */

import { $, announce, ui, words } from "@vault/page";
import type { Session } from "@vault/session";
import { because } from "./acting";
import type { Drafts } from "./drafts";

/** 2026-11-23, or a moment in ISO 8601. */
export type Day = string;

/** What a desk opened, in memory only; gone with the lock. */
export interface DeskStore<O> {
  progress: { done: number; total: number };
  /** Take an overview (or fetch one) and open it; `ready` once the keys are known to fit. */
  load(given?: O, ready?: () => Promise<void>): Promise<void>;
  clear(): void;
  on(listener: () => void): () => void;
}

/** A desk of any room: `S` its store, `C` what the page says that this reader may do. */
export interface AnyDesk<S, C> {
  session: Session;
  store: S;
  drafts: Drafts;
  can: C;
  /** Go to another view: "#/case/…". */
  go(hash: string): void;
  /** Fetch the overview again and open what is new in it. */
  refresh(): Promise<void>;
}

/** A view: what stands under `main`, and what to do when the store changes or it is left. */
export interface View {
  element: HTMLElement;
  title: string;
  changed?(): void;
  left?(): void;
}

/** Makes a view for what stands after the name in the address. */
export type Maker<D> = (desk: D, rest: string[], query: URLSearchParams) => View;

/** English as most of the world writes it: the day before the month. */
const lang = () => document.documentElement.lang.replace(/^en$/, "en-GB") || "en-GB";

/** A day as people read it; "" for none. */
export function day(told: Day | null | undefined, style: "medium" | "short" = "medium"): string {
  if (!told) return "";
  const at = new Date(told.length > 10 ? told : `${told}T12:00:00`);
  if (Number.isNaN(at.getTime())) return told;
  const time = told.length > 10 ? { timeStyle: "short" as const } : {};
  return new Intl.DateTimeFormat(lang(), { dateStyle: style, ...time }).format(at);
}

/** `<time>` of a day, or null. */
export function time(told: Day | null | undefined): HTMLTimeElement | null {
  if (!told) return null;
  const element = document.createElement("time");
  element.dateTime = told;
  element.textContent = day(told);
  return element;
}

export function daysSince(told: Day): number {
  return Math.floor((Date.now() - Date.parse(`${told.slice(0, 10)}T00:00:00Z`)) / 86_400_000);
}

/** How long ago, in words of the page's language. */
export function ago(told: Day): string {
  const days = daysSince(told);
  const style = new Intl.RelativeTimeFormat(lang(), { numeric: "auto" });
  return Math.abs(days) < 60 ? style.format(-days, "day") : style.format(-Math.round(days / 30), "month");
}

export const number = (told: number): string => new Intl.NumberFormat(lang()).format(told);

/**
 * What a form does when it is sent: once at a time, with what went wrong beside its button.
 *
 * `work` may throw; its reason is shown in the form's `[data-slot=problem]` and everything typed
 * stays. `draft` is forgotten when it succeeds.
 */
export function onSubmit(
  form: HTMLFormElement,
  work: (button: HTMLButtonElement) => Promise<void>,
  { desk, draft }: { desk?: { drafts: Drafts }; draft?: string } = {},
): void {
  if (desk && draft) desk.drafts.attach(form, draft);
  const problem = form.querySelector<HTMLElement>("[data-slot=problem]");
  if (problem) problem.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pressed = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    const button = pressed ?? $<HTMLButtonElement>("button:not([type=button])", form);
    if (button.disabled) return;
    if (problem) problem.hidden = true;
    ui.busy(button, () => work(button)).then(
      () => desk && draft && desk.drafts.done(draft),
      (error: unknown) => {
        const said = because(error);
        if (!problem) return announce(said);
        problem.textContent = said;
        problem.hidden = false;
        problem.setAttribute("role", "alert");
        problem.scrollIntoView({ block: "nearest" });
      },
    );
  });
}

/** Fill a `<select>` with values and their words; `empty` is the first, of value "". */
export function options(
  select: HTMLSelectElement,
  told: readonly (readonly [string, string])[],
  chosen: string | readonly string[] = "",
  empty?: string,
): void {
  const kept = empty === undefined ? [] : [["", empty] as const];
  select.replaceChildren(
    ...[...kept, ...told].map(([value, label]) => {
      const made = new Option(label, value);
      made.selected = typeof chosen === "string" ? chosen === value : chosen.includes(value);
      return made;
    }),
  );
}

/** Codes with their words: `coded("need", NEEDS)`. */
export function coded(list: string, codes: readonly string[]): [string, string][] {
  return codes.map((code) => [code, words(`${list}.${code}`)]);
}
