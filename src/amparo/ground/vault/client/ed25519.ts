/** Ed25519 by WebCrypto; by @noble/curves where the browser has none (before Chromium 137). */

import { type Bytes, fromBase64, join, refuse } from "./bytes";

export interface Signer {
  /** The keyring's id, which stands in payloads as their author. */
  keyring: string;
  sign(content: Uint8Array): Promise<Bytes>;
}

const PKCS8 = new Uint8Array([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);
const ALGORITHM = "Ed25519";

let native: Promise<boolean> | undefined;

function isNative(): Promise<boolean> {
  native ??= crypto.subtle
    .importKey("raw", new Uint8Array(32), ALGORITHM, false, ["verify"])
    .then(
      () => true,
      () => false,
    );
  return native;
}

async function curve() {
  return (await import("@noble/curves/ed25519.js")).ed25519;
}

const known = new Map<string, Promise<CryptoKey>>();

function imported(publicKey: string): Promise<CryptoKey> {
  let key = known.get(publicKey);
  if (!key) {
    key = crypto.subtle.importKey("raw", fromBase64(publicKey), ALGORITHM, false, ["verify"]);
    known.set(publicKey, key);
  }
  return key;
}

/** Whether a signature over `content` is by the key whose 32 bytes are given in base64. */
export async function verify(
  publicKey: string,
  content: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (signature.length !== 64) return false;
  if (await isNative()) {
    const key = await imported(publicKey);
    return crypto.subtle.verify(ALGORITHM, key, signature as Bytes, content as Bytes);
  }
  return (await curve()).verify(signature, content, fromBase64(publicKey));
}

/** A signer of a 32-byte seed. */
export async function signer(seed: Uint8Array, keyring: string): Promise<Signer> {
  if (seed.length !== 32) refuse("seed");
  if (await isNative()) {
    const key = await crypto.subtle.importKey("pkcs8", join(PKCS8, seed), ALGORITHM, false, [
      "sign",
    ]);
    const sign = async (content: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, content as Bytes));
    return { keyring, sign };
  }
  const plain = await curve();
  return { keyring, sign: async (content) => plain.sign(content, seed) as Bytes };
}

/** The 32-byte public key of a seed. */
export async function publicKey(seed: Uint8Array): Promise<Bytes> {
  if (!(await isNative())) return (await curve()).getPublicKey(seed) as Bytes;
  const key = await crypto.subtle.importKey("pkcs8", join(PKCS8, seed), ALGORITHM, true, ["sign"]);
  const { x = "" } = await crypto.subtle.exportKey("jwk", key);
  return fromBase64(x.replace(/-/g, "+").replace(/_/g, "/") + "=");
}
