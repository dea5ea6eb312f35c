/** Screens of the page of keys: one at a time, with its heading focused; and small things to show. */

import { hex, sha256, utf8, VaultError } from "./bytes";
import { short } from "./canonical";
import { $, $$, ApiError, clone, type Slot, words } from "./page";
import { hasWords, words as wordsOf } from "./receipt";
import { encode } from "uqr";

/** Somebody left this step; nothing is wrong. */
export class Left extends Error {}

let shown = false;

export function host(): HTMLElement {
  return $("#keys");
}

/** Put a screen in place of the one before, and its heading under a screen reader's nose. */
export function show(template: string, slots: Record<string, Slot> = {}): HTMLElement {
  const made = clone(template, slots);
  host().replaceChildren(made);
  const heading = made.querySelector<HTMLElement>("h1,h2");
  // The first screen is the page as it opened: a reader begins at its top.
  if (heading && shown) {
    heading.tabIndex = -1;
    heading.focus();
    scrollTo(0, 0);
  }
  shown = true;
  return made;
}

/** What each `[data-do]` inside does. */
export function on(within: HTMLElement, name: string, act: (button: HTMLButtonElement) => void): void {
  for (const button of $$<HTMLButtonElement>(`[data-do="${name}"]`, within)) {
    button.addEventListener("click", () => act(button));
  }
}

/** The name of the `[data-do]` that is pressed next; "submit" for a form sent. */
export function pressed(within: HTMLElement): Promise<string> {
  return new Promise((resolve) => {
    for (const button of $$<HTMLButtonElement>("[data-do]", within)) {
      button.addEventListener("click", () => resolve(button.dataset["do"] ?? ""), { once: true });
    }
    for (const form of $$<HTMLFormElement>("form", within)) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        resolve("submit");
      });
    }
  });
}

/** Do something whose refusal is said in the nearest `[data-slot=wrong]`; true when it is done. */
export async function tried(within: HTMLElement, work: () => Promise<unknown>): Promise<boolean> {
  const buttons = $$<HTMLButtonElement>("button:not([disabled])", within);
  for (const button of buttons) button.disabled = true;
  wrong(within, "");
  try {
    await work();
    return true;
  } catch (problem) {
    if (!(problem instanceof Left)) wrong(within, told(problem));
    return false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** Say what is wrong beside the field it is about; "" takes it away. */
export function wrong(within: HTMLElement, sentence: string): void {
  const place = within.querySelector<HTMLElement>("[data-wrong]");
  if (!place) return;
  place.textContent = sentence;
  place.hidden = !sentence;
  const field = place.closest(".field");
  field?.classList.toggle("wrong", Boolean(sentence));
  const input = field?.querySelector<HTMLElement>("input,textarea");
  if (!input) return;
  if (sentence) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  } else {
    input.removeAttribute("aria-invalid");
  }
}

/** The sentence for what went wrong. What nobody foresaw is said as that. */
export function told(problem: unknown): string {
  if (problem instanceof ApiError) {
    const body = problem.body as { words?: string; refused?: { words?: string } } | null;
    const said = body?.refused?.words ?? body?.words;
    if (said) return said;
    if (problem.status === 0) return words("unreachable");
    if (problem.status === 401) return words("signed-out");
    return words("refused");
  }
  if (problem instanceof VaultError) {
    const key = `code-${problem.code}`;
    const said = words(key);
    return said === key ? words("code-other", { code: problem.code }) : said;
  }
  return words("unforeseen");
}

/** Groups to read aloud, as the items of a list. */
export function items(groups: string[]): HTMLElement[] {
  return groups.map((group) => {
    const item = document.createElement("li");
    item.textContent = group;
    return item;
  });
}

function bytesOf(fingerprint: string): Uint8Array {
  return Uint8Array.from(fingerprint.slice(0, 32).match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** A fingerprint as people compare it: its groups, and the same as twelve words. */
export async function fingerprintSlots(fingerprint: string): Promise<Record<string, Slot>> {
  const language = document.documentElement.lang.toLowerCase();
  const spoken = await wordsOf(bytesOf(fingerprint), hasWords(language) ? language : "en");
  return { groups: items(short(fingerprint).split(/\s+/)), spoken: spoken.join(" ") };
}

/** What two people compare before one vouches for the other. */
export async function keyringFingerprint(recipient: string, signingKey: string): Promise<string> {
  return hex(await sha256(utf8(`${recipient}\n${signingKey}`)));
}

/** A day as this page's language writes it. */
export function day(iso: string): string {
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  return new Date(`${iso.slice(0, 10)}T12:00:00Z`).toLocaleDateString(language, {
    dateStyle: "long",
  });
}

const SVG = "http://www.w3.org/2000/svg";

/** A QR code of a text, drawn; its words stand beside it, so it is a picture for no reader. */
export function qr(text: string): SVGElement {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${size} ${size}`);
  drawing.setAttribute("class", "qr");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute("d", dark.join(""));
  drawing.append(path);
  return drawing;
}
