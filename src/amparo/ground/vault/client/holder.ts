/**
 * What an open keyring can do: open and seal items, make epochs, grant them.
 *
 * Lives in the Worker alone; a page reaches it through `session.ts`. Everything that comes in or
 * goes out as bytes is base64, but for files.
 */

import {
  frameStream,
  type Identity,
  newPair,
  open,
  openStream,
  type Pair,
  type Progress,
  quick,
  recipientOf,
  seal,
  sealAge,
} from "./age";
import { type Bytes, fromBase64, refuse, text, toBase64, utf8, VaultError } from "./bytes";
import { canonical, type Expect, parseCanonical, type Payload } from "./canonical";
import { payload, readPayload, short } from "./canonical";
import {
  continues,
  type Directory,
  type Entry,
  type Epoch,
  epochText,
  type Organisation,
  type Person,
  verifyDirectory,
  verifyEpoch,
  vouched,
} from "./directory";
import { type Signer, signer } from "./ed25519";

export interface KeyringRow {
  id: string;
  label?: string;
  state: string;
  recipient: string;
  signing_key: string;
}

export interface GrantRow {
  epoch: string;
  granted_by: string;
  frame: string;
  until?: string | null;
}

/** `vault_for(by)` of `ground/vault/queries`. */
export interface VaultJson {
  org: Organisation;
  me: string;
  directory: Entry[];
  keyrings: KeyringRow[];
  epochs: Epoch[];
  grants: GrantRow[];
}

/** What a page may know of an open vault. */
export interface Overview {
  me: string;
  fingerprint: string;
  short: string;
  people: Person[];
  keyholders: string[];
  /** Whether the keyring itself names this organisation: pinned, not taken on trust. */
  pinned: boolean;
  /** Epochs there is a grant for. */
  readable: string[];
}

export interface Sealed {
  id: string;
  frame: string;
  expect: Expect;
  /** Sealed to this person alone (an item lent), not to the epoch. */
  mine?: boolean;
}

export interface Opened {
  id: string;
  payload?: Payload;
  /** Why not: a code of VaultError; "grant" where no grant reaches the epoch. */
  error?: string;
}

export interface ItemFields {
  scope: string;
  epoch: string;
  item: string;
  version: number;
  kind: string;
  body: object;
}

export interface GrantJson {
  id: string;
  epoch: string;
  keyring: string;
  frame: string;
  until: string | null;
}

export interface PairJson {
  first: string;
  second: string | null;
  frame: string;
}

export interface EpochJson {
  id: string;
  scope_kind: Epoch["scope_kind"];
  scope: string;
  compartment: string;
  number: number;
  recipient: string;
  day: string;
  signature: string;
  grants: GrantJson[];
  pairs: PairJson[];
}

export interface NewEpoch {
  scope_kind: Epoch["scope_kind"];
  scope: string;
  compartment: string;
  number: number;
  members: string[];
  /** Whether the keyholders get it sealed pair by pair, for an emergency. */
  pairs: boolean;
}

/** The secrets of a keyring, as they stand in its unlock blobs. */
export interface Secrets {
  keyring: string;
  identity: string;
  signing: string;
  org: string;
}

export interface Holder {
  id: string;
  org: string;
  pair: Pair;
  seed: Bytes;
  own: Identity;
  signer: Signer;
  vault?: VaultJson;
  directory?: Directory;
  epochs: Map<string, Epoch>;
  grants: Map<string, GrantRow>;
  /** The identities of epochs, as texts and as they open fastest. */
  opened: Map<string, Promise<{ text: string; quick: Identity }>>;
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export async function hold(secrets: Secrets): Promise<Holder> {
  const seed = fromBase64(secrets.signing);
  return {
    id: secrets.keyring,
    org: secrets.org,
    pair: { identity: secrets.identity, recipient: await recipientOf(secrets.identity) },
    seed,
    own: await quick(secrets.identity),
    signer: await signer(seed, secrets.keyring),
    epochs: new Map(),
    grants: new Map(),
    opened: new Map(),
  };
}

/** The plaintext of an unlock blob. */
export function written(holder: Holder): Bytes {
  const { id: keyring, org } = holder;
  const signing = toBase64(holder.seed);
  return utf8(canonical({ v: 1, keyring, identity: holder.pair.identity, signing, org }));
}

/** Raises VaultError "keyring". */
export function readSecrets(plain: Uint8Array): Secrets {
  const told = parseCanonical(text(plain)) as Secrets & { v: number };
  if (told?.v !== 1 || !told.keyring || !told.identity || !told.signing) refuse("keyring");
  return told;
}

/**
 * Take what the server knows, after verifying the directory.
 *
 * Raises VaultError "directory" where it is not the organisation that this keyring knows, has been
 * rolled back, or vouches for other keys under this keyring's name.
 */
export async function load(holder: Holder, vault: VaultJson): Promise<Overview> {
  const directory = await verifyDirectory(vault.directory, vault.org);
  if (holder.org && holder.org !== directory.fingerprint) refuse("directory", "another house");
  if (vault.me !== holder.id) refuse("keyring", "another person's keys are open");
  if (holder.directory) continues(directory, holder.directory);
  const me = directory.people.get(holder.id);
  if (me && me.recipient !== holder.pair.recipient) refuse("directory", "not these keys");
  holder.vault = vault;
  holder.directory = directory;
  for (const epoch of vault.epochs) holder.epochs.set(epoch.id, epoch);
  holder.grants = new Map(vault.grants.map((grant) => [grant.epoch, grant]));
  return {
    me: holder.id,
    fingerprint: directory.fingerprint,
    short: short(directory.fingerprint),
    people: [...directory.people.values()],
    keyholders: directory.keyholders,
    pinned: holder.org === directory.fingerprint,
    readable: [...holder.grants.keys()],
  };
}

export function directoryOf(holder: Holder): Directory {
  return holder.directory ?? refuse("directory", "nothing is loaded");
}

/** The identity of an epoch, by the grant of it. Raises VaultError "grant" and what opening does. */
export function identityOf(holder: Holder, epoch: string): Promise<{ text: string; quick: Identity }> {
  let found = holder.opened.get(epoch);
  if (!found) {
    found = openGrant(holder, epoch);
    holder.opened.set(epoch, found);
    // What failed may be granted by the next answer of the server.
    found.catch(() => holder.opened.delete(epoch));
  }
  return found;
}

async function openGrant(holder: Holder, id: string): Promise<{ text: string; quick: Identity }> {
  const grant = holder.grants.get(id) ?? refuse("grant");
  const epoch = holder.epochs.get(id) ?? refuse("grant");
  const directory = directoryOf(holder);
  await verifyEpoch(epoch, directory, true);
  const plain = await open(holder.own, fromBase64(grant.frame));
  const expect = { scope: epoch.scope, item: id, version: 1, epoch: id, kind: "grant" };
  const { body, author } = await readPayload<Record<string, string>>(plain, expect, directory);
  if (author !== grant.granted_by || body["keyring"] !== holder.id) refuse("grant");
  if (body["recipient"] !== epoch.recipient) refuse("grant");
  const identity = body["identity"] ?? refuse("grant");
  return { text: identity, quick: await quick(identity) };
}

/** One item, or why it is refused. */
export async function openOne(holder: Holder, sealed: Sealed): Promise<Opened> {
  try {
    const identity = sealed.mine
      ? holder.own
      : (await identityOf(holder, sealed.expect.epoch)).quick;
    const plain = await open(identity, fromBase64(sealed.frame));
    return { id: sealed.id, payload: await readPayload(plain, sealed.expect, directoryOf(holder)) };
  } catch (problem) {
    return { id: sealed.id, error: problem instanceof VaultError ? problem.code : "open" };
  }
}

/**
 * The epoch to seal to. One that this person reads may have been made by somebody who left since;
 * any other must be signed by somebody vouched for now.
 *
 * Raises VaultError "grant" for an epoch that is not known, "retired".
 */
async function target(holder: Holder, id: string): Promise<Epoch> {
  const epoch = holder.epochs.get(id) ?? refuse("grant");
  if (epoch.retired_on) refuse("retired");
  const reads = holder.opened.has(id) || holder.grants.has(id);
  await verifyEpoch(epoch, directoryOf(holder), reads);
  return epoch;
}

async function signed(holder: Holder, fields: ItemFields): Promise<Bytes> {
  return payload({ ...fields, org: directoryOf(holder).fingerprint }, holder.signer);
}

/** The frame of an item, sealed to its epoch. */
export async function sealItem(holder: Holder, fields: ItemFields): Promise<string> {
  const { recipient } = await target(holder, fields.epoch);
  return toBase64(await seal(recipient, await signed(holder, fields)));
}

/** The frame of a payload for a recipient outside the directory: a sender's inbox. */
export async function sealReply(
  holder: Holder,
  recipient: string,
  fields: ItemFields,
): Promise<string> {
  return toBase64(await seal(recipient, await signed(holder, fields)));
}

/** The frame of an item for one person alone, whom the directory vouches for. */
export async function sealTo(holder: Holder, keyring: string, fields: ItemFields): Promise<string> {
  const { recipient } = vouched(directoryOf(holder), keyring);
  return sealReply(holder, recipient, fields);
}

/** A new epoch of a scope, granted to its members; ready to seal to before the server knows it. */
export async function newEpoch(holder: Holder, asked: NewEpoch): Promise<EpochJson> {
  const directory = directoryOf(holder);
  const pair = await newPair();
  const epoch: Epoch = {
    id: crypto.randomUUID(),
    scope_kind: asked.scope_kind,
    scope: asked.scope,
    compartment: asked.compartment,
    number: asked.number,
    suite: "x1",
    recipient: pair.recipient,
    made_on: today(),
    retired_on: null,
    signed_by: holder.id,
    signature: "",
  };
  const told = epochText(directory.fingerprint, epoch);
  epoch.signature = toBase64(await holder.signer.sign(utf8(told)));
  holder.epochs.set(epoch.id, epoch);
  const known = { text: pair.identity, quick: await quick(pair.identity) };
  holder.opened.set(epoch.id, Promise.resolve(known));
  const grants = [];
  for (const member of new Set(asked.members)) grants.push(await grant(holder, epoch.id, member));
  const secret = utf8(canonical({ v: 1, epoch: epoch.id, identity: pair.identity }));
  const { id, scope_kind, scope, compartment, number, recipient, signature } = epoch;
  return {
    ...{ id, scope_kind, scope, compartment, number, recipient, signature, grants },
    day: epoch.made_on,
    pairs: asked.pairs ? await sealToPairs(directory, directory.keyholders, secret) : [],
  };
}

/** An epoch's identity for one more person, whom the directory vouches for. */
export async function grant(
  holder: Holder,
  epoch: string,
  keyring: string,
  until: string | null = null,
): Promise<GrantJson> {
  const row = holder.epochs.get(epoch) ?? refuse("grant");
  const { text: identity } = await identityOf(holder, epoch);
  if ((await recipientOf(identity)) !== row.recipient) refuse("epoch");
  const to = vouched(directoryOf(holder), keyring);
  const body = { identity, recipient: row.recipient, keyring };
  const fields = { scope: row.scope, epoch, item: epoch, version: 1, kind: "grant", body };
  const frame = toBase64(await seal(to.recipient, await signed(holder, fields)));
  return { id: crypto.randomUUID(), epoch, keyring, frame, until };
}

/**
 * A secret that any two of some keyholders open together: one file a pair, an age file to the
 * second inside one to the first. One keyholder alone gets one age file.
 */
export async function sealToPairs(
  directory: Directory,
  keyholders: string[],
  secret: Uint8Array,
): Promise<PairJson[]> {
  const people = [...new Set(keyholders)].map((id) => vouched(directory, id));
  const [only] = people;
  if (only && people.length === 1) {
    const frame = toBase64(await seal(only.recipient, secret));
    return [{ first: only.keyring, second: null, frame }];
  }
  const pairs: PairJson[] = [];
  for (const [at, first] of people.entries()) {
    for (const second of people.slice(at + 1)) {
      const inner = await sealAge(second.recipient, secret);
      const frame = toBase64(await seal(first.recipient, inner));
      pairs.push({ first: first.keyring, second: second.keyring, frame });
    }
  }
  return pairs;
}

export async function sealBlob(
  holder: Holder,
  blob: Blob,
  epoch: string,
  progress?: Progress,
): Promise<Blob> {
  return frameStream(blob, (await target(holder, epoch)).recipient, progress);
}

export async function openBlob(
  holder: Holder,
  framed: Blob,
  epoch: string,
  progress?: Progress,
): Promise<Blob> {
  return openStream((await identityOf(holder, epoch)).quick, framed, progress);
}
