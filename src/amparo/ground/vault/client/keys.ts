/** The page of keys: what somebody sees by how far their keys have come, and what keyholders do. */

import { doorsSection, monthlyDoors, partnerSection, readDoors, renewSection } from "./keys-epochs";
import { keyholdersSection, peopleSection, proposalsSection, waitingSection } from "./keys-house";
import { makeKeys } from "./keys-make";
import { mySection, unlockScreen, waitingScreen } from "./keys-mine";
import { server, type State } from "./keys-server";
import { fingerprintSlots, Left, on, show, told } from "./keys-screen";
import { announce, clone, words } from "./page";
import { sealAllAnew } from "./renewing";
import { VaultError } from "./bytes";
import { connect, type Session } from "./session";
import { signWith } from "./signing";

/** Whether keys are being made that nothing could bring back yet. */
let making = false;
/** Whether it is we who lock, and not the clock. */
let quiet = false;

addEventListener("beforeunload", (event) => {
  if (making) event.preventDefault();
});

function forget(session: Session): void {
  quiet = true;
  session.lock();
  quiet = false;
}

async function draw(session: Session, state: State, said = ""): Promise<void> {
  const { me } = state;
  if (!me || me.state === "making") return begin(session, state);
  if (me.state === "waiting") {
    forget(session);
    return waitingScreen(state, me, (next) => draw(session, next));
  }
  if (session.state === "locked") {
    return unlockScreen(session, state, (next, words) => draw(session, next, words));
  }
  if (!state.vault || state.vault.me !== me.id) state = await server.state();
  if (state.vault) await session.load(state.vault);
  await rest(session, state, said);
}

async function begin(session: Session, state: State): Promise<void> {
  making = true;
  try {
    const made = await makeKeys(session, state);
    making = false;
    if (made) await draw(session, made, words("made"));
  } catch (problem) {
    making = false;
    forget(session);
    if (problem instanceof Left) return begin(session, await server.state());
    failed(problem);
  }
}

/** The page at rest, keys open. */
async function rest(session: Session, state: State, said: string): Promise<void> {
  const { me, org } = state;
  if (!me || !org) return;
  const redraw = (next: State, words?: string) => draw(session, next, words);
  const doors = state.organisation ? [] : await readDoors();
  const sections = [
    await proposalsSection(session, state, redraw),
    await waitingSection(session, state, redraw),
    renewSection(session, state, monthlyDoors(doors), redraw),
    partnerSection(session, state, redraw),
    mySection(session, state, me, redraw),
    doorsSection(session, state, doors, redraw),
    ...(state.may.vouch || state.may.revoke
      ? [keyholdersSection(session, state, redraw), peopleSection(session, state, redraw)]
      : []),
    await organisationSection(session, state, org.fingerprint),
  ];
  const screen = show("keys-rest", {
    said: said || undefined,
    "said-box": said ? undefined : null,
    sections: sections.filter((section) => section !== null),
  });
  on(screen, "lock", () => session.lock());
  if (said) announce(said);
  // After keyholders changed: what I can open, for any two of those of now.
  await sealAllAnew(session, state.seal_anew, server.acts).catch(() => undefined); // owed still
}

/** What others compare: shown among the rest, or alone, to print it. */
async function organisationSection(
  session: Session,
  state: State,
  fingerprint: string,
): Promise<HTMLElement> {
  const slots = await fingerprintSlots(fingerprint);
  const section = clone("keys-organisation", { ...slots, printed: null, back: null });
  on(section, "alone", async () => {
    const alone = show("keys-organisation", { ...(await fingerprintSlots(fingerprint)), alone: null });
    on(alone, "print", () => print());
    on(alone, "leave", () => void draw(session, state));
  });
  return section;
}

function failed(problem: unknown): void {
  making = false;
  const screen = show("keys-failed", { problem: told(problem) });
  on(screen, "reload", () => location.reload());
}

export async function start(): Promise<void> {
  const session = await connect();
  signWith(session);
  session.on("lock", () => {
    if (quiet) return;
    if (making) return failed(new VaultError("locked"));
    void server
      .state()
      .then((state) =>
        unlockScreen(session, state, (next, said) => draw(session, next, said), true),
      )
      .catch(failed);
  });
  try {
    await draw(session, await server.state());
  } catch (problem) {
    failed(problem);
  }
}
