/** What only a page can do with a passkey: make one, and ask it for the secret of an input. */

import { webauthn } from "age-encryption";
import { type Bytes, random } from "./bytes";
import type { PrfRequest } from "./ceremony";

/** Make a passkey that can seal; gives its hint (typage's identity string, not a secret). */
export function createPasskey(name: string): Promise<string> {
  return webauthn.createCredential({ keyName: name });
}

/** Whether this browser can be asked at all; whether a passkey can seal shows when it tries. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== "undefined" && "credentials" in navigator;
}

function bytes(found: BufferSource): Bytes {
  return found instanceof ArrayBuffer
    ? new Uint8Array(found)
    : new Uint8Array(found.buffer as ArrayBuffer, found.byteOffset, found.byteLength).slice();
}

/** One touch of the passkey. Null where it was refused or cannot do this. */
export async function touch(asked: PrfRequest): Promise<{ first: Bytes; second: Bytes } | null> {
  const inputs = { first: asked.first as Bytes, second: asked.second as Bytes };
  const id = asked.credential as Bytes | undefined;
  const transports = asked.transports as AuthenticatorTransport[] | undefined;
  try {
    const found = (await navigator.credentials.get({
      publicKey: {
        allowCredentials: id ? [{ id, transports, type: "public-key" }] : [],
        challenge: random(16),
        extensions: { prf: { eval: inputs } },
        userVerification: "required",
        rpId: asked.host,
      },
    })) as PublicKeyCredential | null;
    const results = found?.getClientExtensionResults().prf?.results;
    if (!results?.second) return null;
    return { first: bytes(results.first), second: bytes(results.second) };
  } catch {
    return null;
  }
}
