/** The directory: whom the organisation's key vouches for, as a chain that only grows. */

import { fromBase64, hex, refuse, sha256, utf8 } from "./bytes";
import { canonical, fingerprint, parseCanonical, SUITE } from "./canonical";
import { verify } from "./ed25519";

export interface EntryBody {
  v: 1;
  org: string;
  number: number;
  previous: string;
  kind: "person" | "end" | "keyholders";
  keyring: string;
  recipient: string;
  signing_key: string;
  role: "member" | "keyholder" | "partner" | "";
  day: string;
  keyholders: string[];
}

export interface Entry {
  number: number;
  body: string;
  signature: string;
}

/** The organisation's public key in base64, and its SHA-256. */
export interface Organisation {
  public: string;
  fingerprint: string;
}

export interface Person {
  keyring: string;
  recipient: string;
  signing_key: string;
  role: "member" | "keyholder" | "partner";
  since: string;
  /** The day from which the directory no longer vouches for them, or null. */
  ended: string | null;
}

export interface Directory {
  fingerprint: string;
  people: Map<string, Person>;
  keyholders: string[];
  /** The newest entry; what a later directory must hold too. */
  head: { number: number; hash: string };
  hashes: Map<number, string>;
}

export interface Epoch {
  id: string;
  scope_kind: "door" | "case" | "organisation" | "call" | "fellowship";
  scope: string;
  compartment: string;
  number: number;
  suite: string;
  recipient: string;
  made_on: string;
  retired_on?: string | null;
  signed_by: string;
  signature: string;
}

/**
 * The directory that some entries make. Raises VaultError "directory" on a broken chain.
 *
 * With `whole` (staff) every entry from the first must be there. Without (a sender's browser,
 * which gets those it needs) each is verified, and neighbours must be chained.
 */
export async function verifyDirectory(
  entries: Entry[],
  organisation: Organisation,
  whole = true,
): Promise<Directory> {
  const told = await fingerprint(fromBase64(organisation.public));
  if (told !== organisation.fingerprint) refuse("directory", "the key is not the fingerprint's");
  const found: Directory = {
    fingerprint: told,
    people: new Map(),
    keyholders: [],
    head: { number: 0, hash: "" },
    hashes: new Map(),
  };
  for (const entry of entries) await add(found, entry, organisation.public, whole);
  if (whole && !entries.length) refuse("directory", "it is empty");
  return found;
}

async function add(found: Directory, entry: Entry, key: string, whole: boolean): Promise<void> {
  const bytes = utf8(entry.body);
  const body = parseCanonical(entry.body) as EntryBody;
  const next = body.number === found.head.number + 1;
  if (body.v !== 1 || body.org !== found.fingerprint) refuse("directory", "another organisation's");
  if (body.number !== entry.number) refuse("directory", "a number that is not its own");
  if (whole ? !next : body.number <= found.head.number) refuse("directory", "a gap");
  if (next && body.previous !== found.head.hash) refuse("directory", "a broken chain");
  if (!(await verify(key, bytes, fromBase64(entry.signature)))) refuse("directory", "a signature");
  found.head = { number: body.number, hash: hex(await sha256(bytes)) };
  found.hashes.set(body.number, found.head.hash);
  apply(found, body);
}

function apply(found: Directory, body: EntryBody): void {
  const before = found.people.get(body.keyring);
  if (body.kind === "person") {
    if (!body.keyring || !body.recipient || !body.signing_key || !body.role) refuse("directory");
    // A keyring keeps its keys for life; another entry can only change the role.
    if (before && (before.ended || before.recipient !== body.recipient)) refuse("directory");
    if (before && before.signing_key !== body.signing_key) refuse("directory");
    found.people.set(body.keyring, {
      keyring: body.keyring,
      recipient: body.recipient,
      signing_key: body.signing_key,
      role: body.role,
      since: before?.since ?? body.day,
      ended: null,
    });
    if (body.number === 1) found.keyholders = [body.keyring];
  } else if (body.kind === "end") {
    if (before) before.ended = body.day;
  } else if (body.kind === "keyholders") {
    found.keyholders = [...body.keyholders];
  } else {
    refuse("directory", "a kind that is not known");
  }
}

/** Raises VaultError "directory" where a newer directory is not an older one, continued. */
export function continues(newer: Directory, older: Directory): void {
  const { number, hash } = older.head;
  if (newer.hashes.get(number) !== hash) refuse("directory", "it was rolled back");
}

/** Who has a keyring, still or formerly. Raises VaultError "author". */
export function person(directory: Directory, keyring: string): Person {
  return directory.people.get(keyring) ?? refuse("author");
}

/** Who has a keyring and is vouched for now. Raises VaultError "author" or "ended". */
export function vouched(directory: Directory, keyring: string): Person {
  const found = person(directory, keyring);
  return found.ended ? refuse("ended") : found;
}

/** What the signature of an epoch is over. */
export function epochText(org: string, epoch: Omit<Epoch, "signature" | "signed_by">): string {
  return canonical({
    v: 1,
    suite: SUITE,
    org,
    epoch: epoch.id,
    scope_kind: epoch.scope_kind,
    scope: epoch.scope,
    compartment: epoch.compartment,
    number: epoch.number,
    recipient: epoch.recipient,
    day: epoch.made_on,
  });
}

/**
 * That a member signed an epoch. Before sealing to a recipient that the server gave, the signer
 * must be vouched for still; to read what is older (`reading`), it is enough that they were.
 *
 * Raises VaultError "epoch", "suite", "author", "ended".
 */
export async function verifyEpoch(
  epoch: Epoch,
  directory: Directory,
  reading = false,
): Promise<void> {
  if (epoch.suite !== SUITE || !epoch.recipient.startsWith("age1")) refuse("suite");
  const by = (reading ? person : vouched)(directory, epoch.signed_by);
  if (by.role === "partner" && epoch.scope_kind !== "organisation") refuse("author");
  const bytes = utf8(epochText(directory.fingerprint, epoch));
  if (!(await verify(by.signing_key, bytes, fromBase64(epoch.signature)))) refuse("epoch");
}
