/** The ceremony: from nothing to a keyring with two ways to open it, paper among them. */

import type { Session } from "./session";
import { type Founding, type NewWay, server, type State } from "./keys-server";
import { fingerprintSlots, Left, pressed, show, tried } from "./keys-screen";
import { $, given, words } from "./page";
import { paperWay, passkeyWay, phraseWay } from "./keys-ways";

/** Gives what the server then knows; null where the person went back. */
export async function makeKeys(session: Session, state: State): Promise<State | null> {
  const founds = !state.org;
  if (founds && !given<boolean>("may-found")) {
    show("keys-nobody-founded");
    return null;
  }
  const shown = state.org ? await fingerprintSlots(state.org.fingerprint) : {};
  const why = show("keys-why", {
    ...shown,
    founder: founds ? undefined : null,
    joiner: founds ? null : undefined,
    broken: state.me?.state === "making" ? undefined : null,
  });
  why.querySelector('[data-step="why"]')?.setAttribute("aria-current", "step");
  if ((await pressed(why)) === "leave") throw new Left();
  const outside = $<HTMLInputElement>("#outside", why).checked;
  await session.createKeyring(state.org?.fingerprint ?? "");
  // The ways are sealed after the founding, so that each knows the organisation.
  const founding: Founding | null = founds ? await session.foundOrganisation() : null;
  const ways: NewWay[] = [await phraseWay(session, { flow: "make" })];
  const passkey = await passkeyWay(session, { flow: "make" });
  if (passkey) ways.push(passkey);
  ways.push(await paperWay(session, { flow: "make" }));
  return await keep(session, ways, founding, outside);
}

/** Nothing that was made is lost to a line that breaks: it is sent again. */
async function keep(
  session: Session,
  ways: NewWay[],
  founding: Founding | null,
  outside: boolean,
): Promise<State> {
  const me = session.me;
  if (!me) throw new Left();
  let kept: State | undefined;
  const screen = show("keys-keep", { doing: words("keeping") });
  while (!kept) {
    const done = await tried(screen, async () => {
      // An answer that got lost on its way back: then it is all there already.
      const state = await server.state();
      const there = state.me?.id === me.id ? state.me.state : "";
      if (there === "active" || (there === "waiting" && !founding)) kept = state;
      else kept = await server.keep(me, ways, founding, outside);
    });
    if (!done && (await pressed(screen)) === "leave") throw new Left();
  }
  return kept;
}
