/** The steps that make one way to open a keyring: six words, a passkey, a paper. */

import type { Session } from "./session";
import type { NewWay } from "./keys-server";
import { day, fingerprintSlots, items, Left, on, pressed, qr, show, told, wrong } from "./keys-screen";
import { $, announce, given, words } from "./page";
import { createPasskey, hasPasskeys } from "./passkeys";
import { asShown } from "./phrases";
import { newPhrase } from "./receipt";

export interface Place {
  /** "make" while the keyring is made; "one" where a single way is added or replaced. */
  flow: "make" | "one";
}

function step(name: string, place: Place, slots = {}): HTMLElement {
  const screen = show(name, place.flow === "make" ? slots : { ...slots, steps: null });
  const current = screen.querySelector(`[data-step="${name.split("-")[1] ?? ""}"]`);
  current?.setAttribute("aria-current", "step");
  return screen;
}

/** Six words, shown, typed back, and made slow to guess. */
export async function phraseWay(session: Session, place: Place): Promise<NewWay> {
  const language = document.documentElement.lang.toLowerCase();
  const phrase = await newPhrase(language);
  for (;;) {
    const shown = step("keys-phrase", place, { words: items(phrase) });
    if ((await pressed(shown)) === "leave") throw new Left();
    const back = step("keys-phrase-back", place);
    const field = $<HTMLInputElement>("input", back);
    for (;;) {
      const did = await pressed(back);
      if (did === "leave") throw new Left();
      if (did === "again") break;
      const typed = (await asShown(field.value)).split(" ");
      if (typed.join(" ") === phrase.join(" ").normalize("NFKC")) {
        step("keys-busy", place, { doing: words("sealing-phrase") });
        announce(words("sealing-phrase"));
        const content = await session.blobForPhrase(phrase.join(" "));
        return { id: crypto.randomUUID(), kind: "phrase", label: "", hint: "", content };
      }
      const at = phrase.findIndex((word, index) => word.normalize("NFKC") !== typed[index]);
      wrong(back, words("phrase-differs", { place: at + 1 }));
    }
  }
}

/** A passkey of this device; null where it cannot, or where somebody would rather not. */
export async function passkeyWay(session: Session, place: Place): Promise<NewWay | null> {
  if (!hasPasskeys()) {
    const screen = step("keys-passkey-none", place);
    await pressed(screen);
    return null;
  }
  const screen = step("keys-passkey", place);
  const name = $<HTMLInputElement>("input", screen);
  for (;;) {
    const did = await pressed(screen);
    if (did === "leave") throw new Left();
    if (did === "skip") return null;
    const label = name.value.trim().slice(0, 80);
    announce(words("touch-twice"));
    try {
      const hint = await createPasskey(`${given<string>("house")} · ${label || given<string>("account")}`);
      const content = await session.blobForPasskey(hint);
      const way: NewWay = { id: crypto.randomUUID(), kind: "passkey", label, hint, content };
      // A device may make a passkey and then not seal with it: proved before anybody relies on it.
      if (!(await session.opens({ kind: "passkey", hint, blob: content }))) throw new Left();
      return way;
    } catch (problem) {
      const locked = told(problem);
      if (session.state === "locked") throw problem;
      wrong(screen, problem instanceof Left || problem instanceof Error ? words("passkey-failed") : locked);
    }
  }
}

function groupsOf(typed: string): string[] {
  const signs = typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
  return signs.replace(/^AGESECRETKEY1/, "").match(/.{1,4}/g) ?? [];
}

/** A key on paper: shown and printed once, then typed back from the paper. */
export async function paperWay(session: Session, place: Place): Promise<NewWay> {
  const made = await session.blobForPaper();
  const fingerprint = session.me ? (await fingerprintSlots(session.me.fingerprint))["groups"] : null;
  for (;;) {
    const paper = step("keys-paper", place, {
      groups: items(made.groups),
      fingerprint,
      day: day(new Date().toISOString()),
      qr: qr(made.paper),
    });
    on(paper, "print", () => print());
    let did = "print";
    while (did === "print") did = await pressed(paper);
    if (did === "leave") throw new Left();
    const back = step("keys-paper-back", place);
    const field = $<HTMLTextAreaElement>("textarea", back);
    for (;;) {
      did = await pressed(back);
      if (did === "leave") throw new Left();
      if (did === "again") break;
      const typed = groupsOf(field.value);
      const at = made.groups.findIndex((group, index) => group !== typed[index]);
      if (at >= 0 || typed.length !== made.groups.length) {
        wrong(back, words(at >= 0 ? "paper-differs" : "paper-longer", { place: at + 1 }));
        continue;
      }
      const way = { kind: "paper", secret: field.value, blob: made.content } as const;
      if (await session.opens(way)) {
        const { content } = made;
        return { id: crypto.randomUUID(), kind: "paper", label: "", hint: "", content };
      }
      wrong(back, words("code-open"));
    }
  }
}
