/**
 * Keys made, kept and vouched for: keyrings and the ways to open them, the organisation's key.
 *
 * Lives in the Worker alone, as `holder.ts` does.
 */

import { Encrypter, Decrypter, webauthn } from "age-encryption";
import { newPair, openAge, openPhrase, open, recipientOf, seal, sealAge, sealPhrase } from "./age";
import {
  type Bytes,
  fromBase64,
  hex,
  random,
  refuse,
  sha256,
  text,
  toBase64,
  utf8,
  VaultError,
} from "./bytes";
import { canonical, fingerprint, parseCanonical, short } from "./canonical";
import { type EntryBody, person, vouched } from "./directory";
import { publicKey, signer } from "./ed25519";
import {
  directoryOf,
  grant,
  type GrantJson,
  hold,
  type Holder,
  identityOf,
  type PairJson,
  readSecrets,
  sealToPairs,
  today,
  written,
} from "./holder";

/** What a passkey must be asked: the page does it, since a Worker has no authenticator. */
export interface PrfRequest {
  credential: Uint8Array | undefined;
  transports: string[] | undefined;
  host: string | undefined;
  first: Uint8Array;
  second: Uint8Array;
}

export type Prf = (asked: PrfRequest) => Promise<{ first: Uint8Array; second: Uint8Array }>;

/** A way to open a keyring, as the server keeps it: an age file, in base64. */
export type Way =
  | { kind: "phrase"; secret: string; blob: string }
  | { kind: "paper"; secret: string; blob: string }
  | { kind: "passkey"; hint: string; blob: string };

export interface PublicKeyring {
  id: string;
  recipient: string;
  signing_key: string;
  fingerprint: string;
  short: string;
}

export interface SignedEntry {
  number: number;
  body: string;
  hash: string;
  signature: string;
  /** The organisation's key for its keyholders, where they are what changed. */
  pairs: PairJson[];
}

const PRF_LABEL = "age-encryption.org/fido2prf";

function prfInput(nonce: Uint8Array, which: number): Bytes {
  return new Uint8Array([...utf8(PRF_LABEL), which, ...nonce]);
}

/** The parts of typage's class that its types keep to themselves. */
interface Inside {
  credId?: Uint8Array;
  transports?: string[];
  rpId?: string;
}

function asking(inside: unknown, nonce: Uint8Array, prf: Prf) {
  const { credId, transports, rpId } = inside as Inside;
  const inputs = { first: prfInput(nonce, 1), second: prfInput(nonce, 2) };
  return prf({ credential: credId, transports, host: rpId, ...inputs }) as Promise<
    AuthenticationExtensionsPRFValues & { first: Bytes; second: Bytes }
  >;
}

class PasskeyRecipient extends webauthn.WebAuthnRecipient {
  constructor(
    hint: string,
    private readonly prf: Prf,
  ) {
    super({ identity: hint });
  }

  protected override getCredential(nonce: Uint8Array) {
    return asking(this, nonce, this.prf);
  }
}

class PasskeyIdentity extends webauthn.WebAuthnIdentity {
  constructor(
    hint: string,
    private readonly prf: Prf,
  ) {
    super({ identity: hint });
  }

  protected override getCredential(nonce: Uint8Array) {
    return asking(this, nonce, this.prf);
  }
}

/** An age identity as somebody typed it from paper: in any case, with any spaces. */
export function paperKey(typed: string): string {
  const plain = typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
  return `AGE-SECRET-KEY-1${plain.replace(/^AGESECRETKEY1/, "")}`;
}

/** Open a keyring. Raises VaultError "open" where the secret is not the one, "suite", "keyring". */
export async function unlock(way: Way, prf: Prf): Promise<Holder> {
  const file = fromBase64(way.blob);
  if (way.kind === "phrase") return hold(readSecrets(await openPhrase(way.secret, file)));
  if (way.kind === "paper") {
    let identity = paperKey(way.secret);
    try {
      await recipientOf(identity); // its checksum finds what was mistyped
    } catch {
      identity = refuse("open");
    }
    return hold(readSecrets(await openAge(identity, file)));
  }
  const opener = new Decrypter();
  opener.addIdentity(new PasskeyIdentity(way.hint, prf));
  let plain: Uint8Array;
  try {
    plain = await opener.decrypt(file);
  } catch (problem) {
    throw problem instanceof VaultError ? problem : new VaultError("open");
  }
  return hold(readSecrets(plain));
}

/** Fresh keys. `org` is the fingerprint of an organisation that exists, to pin; "" founds one. */
export async function createKeyring(org: string): Promise<Holder> {
  const { identity } = await newPair();
  return hold({ keyring: crypto.randomUUID(), identity, signing: toBase64(random(32)), org });
}

export async function publicOf(holder: Holder): Promise<PublicKeyring> {
  const signing_key = toBase64(await publicKey(holder.seed));
  const { recipient } = holder.pair;
  const told = await keyringFingerprint(recipient, signing_key);
  return { id: holder.id, recipient, signing_key, fingerprint: told, short: short(told) };
}

/** What two people compare before one vouches for the other's keys. */
export async function keyringFingerprint(recipient: string, signingKey: string): Promise<string> {
  return hex(await sha256(utf8(`${recipient}\n${signingKey}`)));
}

export async function blobForPhrase(holder: Holder, phrase: string): Promise<string> {
  return toBase64(await sealPhrase(phrase, written(holder)));
}

/** A fresh identity for paper, and the keyring sealed to it. */
export async function blobForPaper(
  holder: Holder,
): Promise<{ content: string; paper: string; groups: string[] }> {
  const { identity, recipient } = await newPair();
  const content = toBase64(await sealAge(recipient, written(holder)));
  const short = identity.slice("AGE-SECRET-KEY-1".length).match(/.{1,4}/g) ?? [];
  return { content, paper: identity, groups: short };
}

export async function blobForPasskey(holder: Holder, hint: string, prf: Prf): Promise<string> {
  const sealer = new Encrypter();
  sealer.addRecipient(new PasskeyRecipient(hint, prf));
  return toBase64(await sealer.encrypt(written(holder)));
}

/** Whether a way opens this very keyring: a paper key typed back, a phrase tried once more. */
export async function opens(holder: Holder, way: Way, prf: Prf): Promise<boolean> {
  try {
    const found = await unlock(way, prf);
    return found.id === holder.id && found.pair.identity === holder.pair.identity;
  } catch (problem) {
    if (problem instanceof VaultError) return false;
    throw problem;
  }
}

export interface Founded {
  org: { public: string; fingerprint: string };
  short: string;
  entry: SignedEntry;
  pairs: PairJson[];
}

/** The organisation's key, made, its first entry (this person), and the key for them alone. */
export async function foundOrganisation(holder: Holder): Promise<Founded> {
  if (holder.org) refuse("directory", "this keyring knows an organisation");
  const seed = random(32);
  const publicBytes = await publicKey(seed);
  const org = { public: toBase64(publicBytes), fingerprint: await fingerprint(publicBytes) };
  const me = await publicOf(holder);
  const body = canonical({
    v: 1,
    org: org.fingerprint,
    number: 1,
    previous: "",
    kind: "person",
    keyring: me.id,
    recipient: me.recipient,
    signing_key: me.signing_key,
    role: "keyholder",
    day: today(),
    keyholders: [me.id],
  } satisfies EntryBody);
  holder.org = org.fingerprint;
  const secret = organisationSecret(seed);
  const frame = toBase64(await seal(me.recipient, secret));
  const pairs = [{ first: me.id, second: null, frame }];
  return { org, short: short(org.fingerprint), entry: await signEntry(seed, body, []), pairs };
}

function organisationSecret(seed: Uint8Array): Bytes {
  return utf8(canonical({ v: 1, signing: toBase64(seed) }));
}

async function signEntry(seed: Bytes, body: string, pairs: PairJson[]): Promise<SignedEntry> {
  const bytes = utf8(body);
  const signature = toBase64(await (await signer(seed, "")).sign(bytes));
  const { number } = parseCanonical(body) as EntryBody;
  return { number, body, hash: hex(await sha256(bytes)), signature, pairs };
}

export interface Draft {
  kind: EntryBody["kind"];
  keyring?: string;
  role?: EntryBody["role"];
  /** For "keyholders": who holds the organisation's key from now on. */
  keyholders?: string[];
}

/** The next entry of the directory as canonical JSON, unsigned: what a keyholder proposes. */
export function draftEntry(holder: Holder, draft: Draft): string {
  const directory = directoryOf(holder);
  const row = holder.vault?.keyrings.find((keyring) => keyring.id === draft.keyring);
  if (draft.kind === "person" && !row) refuse("keyring");
  if (draft.kind === "end") person(directory, draft.keyring ?? "");
  for (const id of draft.keyholders ?? []) vouched(directory, id);
  const isPerson = draft.kind === "person";
  return canonical({
    v: 1,
    org: directory.fingerprint,
    number: directory.head.number + 1,
    previous: directory.head.hash,
    kind: draft.kind,
    keyring: draft.keyring ?? "",
    recipient: isPerson ? (row?.recipient ?? "") : "",
    signing_key: isPerson ? (row?.signing_key ?? "") : "",
    role: isPerson ? (draft.role ?? "member") : "",
    day: today(),
    keyholders: draft.keyholders ?? [],
  } satisfies EntryBody);
}

/** The inner file of a pair's seal, still sealed to the second: what the first hands over. */
export async function openHalf(holder: Holder, pair: PairJson): Promise<string> {
  if (pair.first !== holder.id || !pair.second) refuse("pair");
  return toBase64(await open(holder.pair.identity, fromBase64(pair.frame)));
}

/** A house of one keyholder signs an entry alone. */
export async function signAlone(
  holder: Holder,
  pair: PairJson,
  body: string,
): Promise<SignedEntry> {
  if (pair.first !== holder.id || pair.second) refuse("pair");
  return signWith(holder, await open(holder.pair.identity, fromBase64(pair.frame)), body);
}

/** The second keyholder opens the other half, and signs what the first proposed. */
export async function completeEntry(
  holder: Holder,
  half: string,
  body: string,
): Promise<SignedEntry> {
  return signWith(holder, await openAge(holder.pair.identity, fromBase64(half)), body);
}

async function signWith(holder: Holder, secret: Uint8Array, body: string): Promise<SignedEntry> {
  const told = parseCanonical(text(secret)) as { v?: number; signing?: string };
  if (told.v !== 1 || !told.signing) refuse("pair");
  const seed = fromBase64(told.signing);
  const directory = directoryOf(holder);
  if ((await fingerprint(await publicKey(seed))) !== directory.fingerprint) refuse("directory");
  const entry = parseCanonical(body) as EntryBody;
  if (entry.org !== directory.fingerprint || entry.v !== 1) refuse("directory");
  // Somebody else's entry came first: what was proposed must be proposed again.
  if (entry.number !== directory.head.number + 1) refuse("stale");
  if (entry.previous !== directory.head.hash) refuse("stale");
  const anew = entry.kind === "keyholders";
  const pairs = anew ? await sealToPairs(directory, entry.keyholders, organisationSecret(seed)) : [];
  return signEntry(seed, body, pairs);
}

/** The signature of a batch of acts, over its hash in hexadecimal digits. */
export async function signActs(holder: Holder, hash: string): Promise<string> {
  if (!/^[0-9a-f]{64}$/.test(hash)) refuse("canonical");
  return toBase64(await holder.signer.sign(utf8(`amparo/acts/v1\n${hash}`)));
}

/** An epoch that this person holds, sealed to the keyholders of now: for an emergency. */
export async function sealAnew(holder: Holder, epoch: string): Promise<PairJson[]> {
  const directory = directoryOf(holder);
  const row = holder.epochs.get(epoch) ?? refuse("grant");
  const { text: identity } = await identityOf(holder, epoch);
  if ((await recipientOf(identity)) !== row.recipient) refuse("epoch");
  const secret = utf8(canonical({ v: 1, epoch, identity }));
  return sealToPairs(directory, directory.keyholders, secret);
}

/** Two people open an epoch that neither was granted: the second grants it to both. */
export async function completeEpoch(
  holder: Holder,
  half: string,
  epoch: string,
  keyrings: string[],
): Promise<GrantJson[]> {
  const row = holder.epochs.get(epoch) ?? refuse("grant");
  const plain = await openAge(holder.pair.identity, fromBase64(half));
  const told = parseCanonical(text(plain)) as { v?: number; epoch?: string; identity?: string };
  const identity = told.identity ?? refuse("pair");
  if (told.epoch !== epoch || (await recipientOf(identity)) !== row.recipient) refuse("pair");
  holder.opened.set(epoch, Promise.resolve({ text: identity, quick: identity }));
  const grants = [];
  for (const keyring of new Set(keyrings)) grants.push(await grant(holder, epoch, keyring));
  return grants;
}
