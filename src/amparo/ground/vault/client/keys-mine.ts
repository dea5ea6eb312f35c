/** My own keys: opening them, the ways to do so, the yearly drill, and waiting to be vouched for. */

import type { Session } from "./session";
import { type Mine, type NewWay, server, type State, type WayRow } from "./keys-server";
import { day, fingerprintSlots, Left, on, pressed, show, tried, wrong } from "./keys-screen";
import { $, announce, clone, ui, words } from "./page";
import { asShown } from "./phrases";
import { paperWay, passkeyWay, phraseWay } from "./keys-ways";

/** What a screen leads back to: draw the page anew with what the server now knows. */
export type Redraw = (state: State, said?: string) => Promise<void>;

export function wayName(way: WayRow): string {
  return words(`way-${way.kind}`);
}

/** The ways to open locked keys; draws what comes next once they are open. */
export async function unlockScreen(
  session: Session,
  state: State,
  redraw: Redraw,
  locked = false,
): Promise<void> {
  const ways = await server.ways();
  const screen = show("keys-unlock", { idle: locked ? undefined : null });
  const open = async (way: WayRow & NewWay, secret: string, form: HTMLElement) => {
    await tried(form, async () => {
      announce(words(way.kind === "phrase" ? "opening-phrase" : "opening"));
      const { kind, hint, content: blob } = way;
      if (kind === "passkey") await session.unlock({ kind, hint, blob });
      else if (kind === "paper") await session.unlock({ kind, secret, blob });
      else await session.unlock({ kind, secret: await asShown(secret), blob });
      await redraw(state, words(kind === "paper" ? "opened-paper" : "opened"));
    });
  };
  const passkeys = $("[data-slot=passkeys]", screen);
  for (const way of ways.filter((one) => one.kind === "passkey")) {
    const row = clone("keys-unlock-passkey", { label: way.label || null });
    on(row, "open", () => void open(way, "", row));
    passkeys.append(row);
  }
  for (const kind of ["phrase", "paper"] as const) {
    const way = ways.find((one) => one.kind === kind);
    const form = $<HTMLFormElement>(`form[data-way="${kind}"]`, screen);
    form.hidden = !way;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const field = $<HTMLInputElement>("input,textarea", form);
      if (way && field.value.trim()) void open(way, field.value, form);
    });
  }
}

/** The page of somebody whom nobody has vouched for yet. */
export async function waitingScreen(state: State, me: Mine, redraw: Redraw): Promise<void> {
  const whom = state.call;
  const screen = show("keys-waiting", {
    ...(await fingerprintSlots(me.fingerprint)),
    whom: whom.join(" · "),
    "whom-line": whom.length ? undefined : null,
  });
  on(screen, "look", () => void tried(screen, async () => redraw(await server.state())));
  on(screen, "abandon", () => {
    void ui.dialog("keys-abandon").then(async (answer) => {
      if (answer === "yes") await tried(screen, async () => redraw(await server.abandon()));
    });
  });
}

/** My ways to open, on the page at rest. */
export function mySection(session: Session, state: State, me: Mine, redraw: Redraw): HTMLElement {
  const section = clone("keys-mine", {
    drill: me.drill_due ? undefined : null,
    drilled: me.drilled_on ? words("drilled-on", { day: day(me.drilled_on) }) : null,
  });
  const list = $("[data-slot=ways]", section);
  const order = ["passkey", "phrase", "paper"];
  const ways = [...me.blobs].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  for (const way of ways) {
    const isPasskey = way.kind === "passkey";
    const row = clone("keys-way", {
      name: wayName(way),
      label: way.label || null,
      day: words("made-on", { day: day(way.made_on) }),
      // Two stay at the least, and paper is only ever replaced.
      remove: isPasskey && me.blobs.length > 2 ? undefined : null,
      replace: isPasskey ? null : undefined,
    });
    on(row, "replace", () => void renew(way.kind === "paper" ? paperWay : phraseWay));
    on(row, "remove", () => {
      void ui.dialog("keys-remove-way", { label: way.label || wayName(way) }).then((answer) => {
        if (answer !== "yes") return;
        void tried(section, async () => redraw(await server.removeWay(way.id), words("way-removed")));
      });
    });
    list.append(row);
  }
  $("[data-slot=phrase-lacking]", section).hidden = me.blobs.some((way) => way.kind === "phrase");
  on(section, "passkey", () => void renew(passkeyWay));
  on(section, "phrase", () => void renew(phraseWay));
  on(section, "drill", () => void drill());

  async function renew(make: typeof passkeyWay): Promise<void> {
    let way: NewWay | null = null;
    try {
      way = await make(session, { flow: "one" });
    } catch (problem) {
      if (!(problem instanceof Left)) throw problem;
    }
    if (!way) return redraw(state);
    const kept = way;
    const screen = show("keys-keep", { doing: words("keeping") });
    let next: State | undefined;
    while (!next) {
      const done = await tried(screen, async () => (next = await server.addWay(kept)));
      if (!done && (await pressed(screen)) === "leave") return redraw(await server.state());
    }
    await redraw(next, words("way-kept"));
  }

  async function drill(): Promise<void> {
    const paper = (await server.ways()).find((way) => way.kind === "paper");
    const screen = show("keys-drill");
    const field = $<HTMLTextAreaElement>("textarea", screen);
    while (paper) {
      if ((await pressed(screen)) === "leave") return redraw(state);
      const way = { kind: "paper", secret: field.value, blob: paper.content } as const;
      if (await session.opens(way)) return redraw(await server.drilled(), words("drill-done"));
      wrong(screen, words("code-open"));
    }
  }
  return section;
}
