/** age files of our one suite: a single X25519 recipient, or a passphrase; never a mixture. */

import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32 } from "@scure/base";
import { type Bytes, join, refuse } from "./bytes";
import { frame, frameSize, lengthInside, trailer, unframe } from "./frames";

export type Identity = string | CryptoKey;

export interface Pair {
  identity: string;
  recipient: string;
}

const LOG_N = 17;
const MOST_LOG_N = 18;
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;
const PKCS8 = new Uint8Array([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
]);

/** A fresh identity and its recipient. */
export async function newPair(): Promise<Pair> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The identity of 32 bytes and its recipient. */
export async function pairOf(raw: Uint8Array): Promise<Pair> {
  const identity = bech32.encode("age-secret-key-", bech32.toWords(raw), false).toUpperCase();
  return { identity, recipient: await identityToRecipient(identity) };
}

export function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(identity);
}

/** An identity as WebCrypto keeps it, which opens faster; the text itself where it has no X25519. */
export async function quick(identity: string): Promise<Identity> {
  const raw = bech32.decodeToBytes(identity.toLowerCase()).bytes;
  try {
    return await crypto.subtle.importKey("pkcs8", join(PKCS8, raw), { name: "X25519" }, false, [
      "deriveBits",
    ]);
  } catch {
    return identity;
  }
}

export function isRecipient(told: string): boolean {
  return RECIPIENT.test(told);
}

function sealerTo(recipient: string): Encrypter {
  if (!isRecipient(recipient)) refuse("suite");
  const sealer = new Encrypter();
  sealer.addRecipient(recipient);
  return sealer;
}

/** An age file to one recipient, unframed. */
export async function sealAge(recipient: string, plain: Uint8Array): Promise<Bytes> {
  return (await sealerTo(recipient).encrypt(plain)) as Bytes;
}

const openers = new WeakMap<CryptoKey, Decrypter>();

/** An opener of an identity; kept as long as its key is, since making one costs a multiplication. */
function openerOf(identity: Identity): Decrypter {
  const known = typeof identity === "string" ? undefined : openers.get(identity);
  if (known) return known;
  const opener = new Decrypter();
  opener.addIdentity(identity);
  if (typeof identity !== "string") openers.set(identity, opener);
  return opener;
}

/**
 * What an age file to one X25519 recipient holds. Raises VaultError "suite" for another kind of
 * file and "open" where the key does not fit or a bit has changed.
 */
export async function openAge(identity: Identity, file: Uint8Array): Promise<Bytes> {
  checkSuite(file);
  try {
    const opener = openerOf(identity);
    return (await openShort(opener, file)) ?? ((await opener.decrypt(file)) as Bytes);
  } catch {
    return refuse("open");
  }
}

const CHUNK = 64 * 1024 + 16; // bytes of one sealed chunk of a payload
const NONCE = 16;

/**
 * What a file of one chunk holds; null for a longer one. The library opens every file through a
 * stream with a buffer of a whole chunk: of thousands of short items that is most of the memory.
 */
async function openShort(opener: Decrypter, file: Uint8Array): Promise<Bytes | null> {
  const start = new TextDecoder("latin1").decode(file.subarray(0, 8192));
  const end = start.indexOf("\n", start.indexOf("\n--- ") + 1) + 1;
  const payload = file.subarray(end + NONCE);
  if (!end || payload.length > CHUNK) return null;
  const fileKey = await opener.decryptHeader(file.subarray(0, end));
  const nonce = file.subarray(end, end + NONCE);
  const key = hkdf(sha256, fileKey, nonce, new TextEncoder().encode("payload"), 32);
  const last = new Uint8Array(12);
  last[11] = 1; // the first chunk, and the last
  return chacha20poly1305(key, last).decrypt(payload) as Bytes;
}

/** The kinds of the stanzas in a file's header. */
function stanzas(file: Uint8Array): string[] {
  const start = new TextDecoder("latin1").decode(file.subarray(0, 8192));
  const end = start.indexOf("\n--- ");
  if (!start.startsWith("age-encryption.org/v1\n") || end < 0) refuse("suite");
  return Array.from(start.slice(0, end).matchAll(/\n-> ([^ \n]+)/g), (found) => found[1] ?? "");
}

/** Raises VaultError "suite" unless there is one X25519 stanza, and no other that means anything. */
function checkSuite(file: Uint8Array): void {
  // Rust's age adds a stanza whose name ends so, and which every reader passes over.
  const kinds = stanzas(file).filter((kind) => !kind.endsWith("-grease"));
  if (kinds.length !== 1 || kinds[0] !== "X25519") refuse("suite");
}

/** The frame of some bytes, sealed to one recipient. */
export async function seal(recipient: string, plain: Uint8Array): Promise<Bytes> {
  return frame(await sealAge(recipient, plain), plain.length);
}

/** What a frame holds. Raises VaultError "frame", "suite", "open". */
export async function open(identity: Identity, framed: Uint8Array): Promise<Bytes> {
  return openAge(identity, unframe(framed));
}

function phrase(typed: string): string {
  return typed.normalize("NFKC").toLowerCase().trim().split(/\s+/).join(" ");
}

/** An age file that a passphrase opens (scrypt, half a second or so). */
export async function sealPhrase(typed: string, plain: Uint8Array): Promise<Bytes> {
  const sealer = new Encrypter();
  sealer.setPassphrase(phrase(typed));
  sealer.setScryptWorkFactor(LOG_N);
  return (await sealer.encrypt(plain)) as Bytes;
}

/** Raises VaultError "suite" for another kind of file, "open" for another passphrase. */
export async function openPhrase(typed: string, file: Uint8Array): Promise<Bytes> {
  const kinds = stanzas(file);
  const start = new TextDecoder("latin1").decode(file.subarray(0, 200));
  const cost = Number(/\n-> scrypt \S+ (\d+)\n/.exec(start)?.[1] ?? NaN);
  if (kinds.length !== 1 || kinds[0] !== "scrypt" || !(cost <= MOST_LOG_N)) refuse("suite");
  const opener = new Decrypter();
  opener.addPassphrase(phrase(typed));
  try {
    return (await opener.decrypt(file)) as Bytes;
  } catch {
    return refuse("open");
  }
}

export type Progress = (fraction: number) => void;

const PART = 4_000_000; // bytes gathered before they become a Blob, which a browser may put away

/** A stream as parts of a Blob, little of it in memory at a time. */
async function gathered(
  from: ReadableStream<Uint8Array>,
  whole: number,
  progress?: Progress,
): Promise<Blob[]> {
  const parts: Blob[] = [];
  let few: Uint8Array[] = [];
  let held = 0;
  let done = 0;
  const put = () => {
    parts.push(new Blob(few as Bytes[]));
    few = [];
    held = 0;
    progress?.(Math.min(1, done / whole));
  };
  const reader = from.getReader();
  for (;;) {
    const next = await reader.read();
    if (next.done) break;
    // What a cipher hands out may be its own buffer: it is copied before it is filled again.
    few.push(next.value.slice());
    held += next.value.length;
    done += next.value.length;
    if (held >= PART) put();
  }
  put();
  return parts;
}

/** The frame of a file, sealed piece by piece. `progress` gets fractions up to 1. */
export async function frameStream(
  blob: Blob,
  recipient: string,
  progress?: Progress,
): Promise<Blob> {
  const sealed = await sealerTo(recipient).encrypt(blob.stream());
  const parts = await gathered(sealed, blob.size, progress);
  const length = parts.reduce((sum, part) => sum + part.size, 0);
  const size = frameSize(blob.size);
  let lacking = size - 8 - length;
  if (lacking < 0) refuse("frame");
  const zeros = new Blob([new Uint8Array(Math.min(lacking, PART))]);
  for (; lacking > 0; lacking -= zeros.size) parts.push(zeros.slice(0, lacking));
  parts.push(new Blob([trailer(length)]));
  return new Blob(parts, { type: "application/octet-stream" });
}

/**
 * The file in a frame. Nothing of it is handed out before its last piece is authenticated.
 *
 * Raises VaultError "frame", "suite", "open".
 */
export async function openStream(
  identity: Identity,
  framed: Blob,
  progress?: Progress,
): Promise<Blob> {
  const end = new Uint8Array(await framed.slice(Math.max(0, framed.size - 8)).arrayBuffer());
  const length = lengthInside(framed.size, end);
  const file = framed.slice(0, length);
  checkSuite(new Uint8Array(await file.slice(0, 8192).arrayBuffer()));
  await checkZeros(framed.slice(length, framed.size - 8));
  try {
    const plain = await openerOf(identity).decrypt(file.stream());
    return new Blob(await gathered(plain, length, progress));
  } catch {
    return refuse("open");
  }
}

async function checkZeros(padding: Blob): Promise<void> {
  const reader = padding.stream().getReader();
  for (;;) {
    const next = await reader.read();
    if (next.done) return;
    if (next.value.some((byte) => byte !== 0)) refuse("frame");
  }
}
