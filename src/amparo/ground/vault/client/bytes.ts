/** Bytes and the texts they travel as. */

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

/** Why something sealed is refused. `code` is a word for a page to find its sentence by. */
export class VaultError extends Error {
  constructor(
    readonly code: string,
    told = code,
  ) {
    super(told);
    this.name = "VaultError";
  }
}

export function refuse(code: string, told?: string): never {
  throw new VaultError(code, told);
}

export function utf8(text: string): Bytes {
  return encoder.encode(text) as Bytes;
}

/** Raises VaultError "text" for bytes that are not UTF-8. */
export function text(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("text");
  }
}

export function join(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Standard base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  }
  return btoa(parts.join(""));
}

/** Raises VaultError "base64". */
export function fromBase64(told: string): Bytes {
  let raw: string;
  try {
    raw = atob(told);
  } catch {
    return refuse("base64");
  }
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

/** Random bytes of the system. */
export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Bytes));
}
