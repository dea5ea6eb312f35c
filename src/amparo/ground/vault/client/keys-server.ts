/** What the page of keys asks of the server, in one place. */

import type { Founded, PublicKeyring, SignedEntry } from "./ceremony";
import type { Epoch } from "./directory";
import type { PairJson, VaultJson } from "./holder";
import { api } from "./page";
import type { Renewal, ScopeAct } from "./renewing";
import { postActs } from "./signing";

export type WayKind = "phrase" | "passkey" | "paper";

/** A way to open a keyring, without what it opens. */
export interface WayRow {
  id: string;
  kind: WayKind;
  label: string;
  hint: string;
  made_on: string;
}

/** A way with its sealed keyring, as it is tried and as it is kept. */
export interface NewWay {
  /** Its own, so that what is sent twice is kept once. */
  id: string;
  kind: WayKind;
  label: string;
  hint: string;
  content: string;
}

export interface Mine {
  id: string;
  state: "making" | "waiting" | "active";
  fingerprint: string;
  made_on: string;
  drilled_on: string | null;
  drill_due: boolean;
  outside_office: boolean;
  blobs: WayRow[];
}

export interface PersonRow {
  id: string;
  label: string;
  state: "making" | "waiting" | "active" | "ended";
  role: "" | "member" | "keyholder" | "partner";
  wants: "member" | "partner";
  keyholder: boolean;
  organisation: string;
  recipient: string;
  signing_key: string;
  outside_office: boolean;
  mine: boolean;
  since: string | null;
  ended: string | null;
}

export interface ProposalRow {
  id: string;
  body: string;
  by: string;
  to: string;
  /** The inner seal, for whom it is; "" for others. */
  half: string;
  made_on: string;
  mine: boolean;
}

export interface Reached {
  epoch: string;
  scope_kind: Epoch["scope_kind"];
  scope: string;
}

export interface Departure {
  keyring: string;
  left_on: string;
  in_directory: boolean;
  report: { epochs: Reached[]; emergency: string[] };
}

export interface State {
  me: Mine | null;
  org: { public: string; fingerprint: string; made_on: string } | null;
  may: { make: boolean; found: boolean; vouch: boolean; revoke: boolean };
  keyholders: string[];
  alone: boolean;
  people: PersonRow[];
  /** For who waits to be vouched for: the keyholders, as colleagues call them. */
  call: string[];
  proposals: ProposalRow[];
  pairs: PairJson[];
  departures: Departure[];
  renew: Renewal[];
  /** Epochs of cases that I hold, and that some two keyholders could not open. */
  seal_anew: string[];
  /** How many more need a new key that I do not hold: held by others, or by nobody. */
  renew_others: { held: number; unheld: number };
  vault: VaultJson | null;
  /** The partner this person belongs to. */
  organisation?: { id: string; name: string } | null;
}

export interface Door {
  id: string;
  kind: "help" | "safeguarding";
  mine: boolean;
}

export type Founding = Founded;

function scopes(path: string): string {
  return document.querySelector<HTMLMetaElement>('meta[name="scopes"]')?.content + path;
}

export const server = {
  state: () => api.get<State>(""),

  /** My ways to open, with what they open. */
  async ways(): Promise<(WayRow & NewWay)[]> {
    return (await api.get<{ blobs: (WayRow & NewWay)[] }>("unlock/")).blobs;
  },
  /** A keyring with all its ways: it waits, or founds the organisation and is active. */
  async keep(
    keyring: PublicKeyring,
    ways: NewWay[],
    founding: Founding | null,
    outside_office: boolean,
  ): Promise<State> {
    const { id, recipient, signing_key } = keyring;
    await api.post("keyring/", { id, recipient, signing_key, outside_office });
    for (const way of ways) await api.post("blobs/", way);
    const state = await api.post<State>("paper/", {});
    return founding ? api.post<State>("organisation/", founding) : state;
  },
  /** One more way; phrase and paper take the place of the one before. Paper was typed back. */
  async addWay(way: NewWay): Promise<State> {
    const state = await api.post<State>("blobs/", way);
    return way.kind === "paper" ? api.post<State>("paper/", {}) : state;
  },
  removeWay: (id: string) => api.post<State>("blobs/remove/", { id }),
  drilled: () => api.post<State>("drill/", {}),
  /** A keyring that nobody has vouched for goes away, and another may be begun. */
  abandon: () => api.post<State>("keyring/abandon/", {}),
  signed: (entry: SignedEntry) => api.post<State>("entries/", { entry }),
  propose: (to: string, body: string, half: string) =>
    api.post<State>("proposals/", { id: crypto.randomUUID(), to, body, half }),
  complete: (proposal: string, entry: SignedEntry) =>
    api.post<State>("proposals/complete/", { proposal, entry }),
  withdraw: (proposal: string) => api.post<State>("proposals/withdraw/", { proposal }),
  /** At once: grants, ways and sessions of that person are gone. */
  revoke: (keyring: string) => api.post<State>("revoke/", { keyring }),
  async epochs(scope: string): Promise<(Epoch & { members?: string[] })[]> {
    return (await api.get<{ epochs: Epoch[] }>(`epochs/?scope=${scope}`)).epochs;
  },

  /** The doors of this house; none for who does not work on cases. */
  async doors(): Promise<Door[]> {
    try {
      return (await api.get<{ doors: Door[] }>(scopes("overview/"))).doors;
    } catch {
      return [];
    }
  },
  acts: (acts: ScopeAct[]) => postActs<unknown>(scopes("acts/"), acts),
};
