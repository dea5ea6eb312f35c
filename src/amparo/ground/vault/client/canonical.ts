/** Canonical JSON (RFC 8785), and the payload that every seal holds. */

import canonicalize from "canonicalize";
import { type Bytes, fromBase64, hex, refuse, sha256, text, toBase64, utf8 } from "./bytes";
import { type Directory, person } from "./directory";
import { type Signer, verify } from "./ed25519";

export const SUITE = "x1";

export interface Payload<Body = Record<string, unknown>> {
  v: 1;
  suite: "x1";
  org: string;
  scope: string;
  item: string;
  version: number;
  epoch: string;
  kind: string;
  author: string;
  body: Body;
  signature: string;
}

/** What the row says, which the payload must say too. */
export interface Expect {
  scope: string;
  item: string;
  version: number;
  epoch: string;
  kind?: string;
  /** Whether a sender's own words, which nobody signs, are taken. */
  unsigned?: boolean;
}

const FIELDS = [
  "author", "body", "epoch", "item", "kind", "org", "scope", "signature", "suite", "v", "version",
].join();

/** The one text of a value. Raises VaultError "canonical" for what JSON cannot say. */
export function canonical(value: unknown): string {
  let told: string | undefined;
  try {
    told = canonicalize(value);
  } catch {
    told = undefined;
  }
  return told ?? refuse("canonical");
}

/** The value of a text that is its own canonical form; nothing else, so no key stands twice. */
export function parseCanonical(told: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(told);
  } catch {
    return refuse("canonical");
  }
  return canonical(value) === told ? value : refuse("canonical");
}

export type Fields<Body = Record<string, unknown>> = Pick<
  Payload<Body>,
  "org" | "scope" | "item" | "version" | "epoch" | "kind" | "body"
>;

/** The bytes to seal: signed by a signer, or unsigned, as a sender's own words are. */
export async function payload(fields: Fields<object>, signer?: Signer): Promise<Bytes> {
  const { org, scope, item, version, epoch, kind, body } = fields;
  const unsigned = { v: 1, suite: SUITE, org, scope, item, version, epoch, kind, body };
  if (!signer) return utf8(canonical({ ...unsigned, author: "", signature: "" }));
  const whole = { ...unsigned, author: signer.keyring };
  const signature = toBase64(await signer.sign(utf8(canonical(whole))));
  return utf8(canonical({ ...whole, signature }));
}

/**
 * A payload that says what its row says and that somebody signed whom the directory knows.
 *
 * Raises VaultError: "canonical", "suite", "org", "scope", "item", "version", "epoch", "kind",
 * "unsigned", "author", "signature". An author who has left since is known still.
 */
export async function readPayload<Body = Record<string, unknown>>(
  bytes: Uint8Array,
  expect: Expect,
  directory: Directory,
): Promise<Payload<Body>> {
  const value = parseCanonical(text(bytes)) as Payload<Body>;
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse("canonical");
  if (value.v !== 1 || value.suite !== SUITE) refuse("suite");
  if (Object.keys(value).sort().join() !== FIELDS) refuse("canonical");
  if (typeof value.body !== "object" || value.body === null) refuse("canonical");
  if (Array.isArray(value.body)) refuse("canonical");
  if (value.org !== directory.fingerprint) refuse("org");
  if (value.scope !== expect.scope) refuse("scope");
  if (value.item !== expect.item) refuse("item");
  if (value.version !== expect.version) refuse("version");
  if (value.epoch !== expect.epoch) refuse("epoch");
  if (expect.kind !== undefined && value.kind !== expect.kind) refuse("kind");
  if (value.author === "" && value.signature === "") {
    return expect.unsigned ? value : refuse("unsigned");
  }
  const author = person(directory, value.author);
  const { signature, ...signed } = value;
  const good = await verify(author.signing_key, utf8(canonical(signed)), fromBase64(signature));
  return good ? value : refuse("signature");
}

/** SHA-256, in hexadecimal, of the organisation's 32-byte public key. */
export async function fingerprint(publicKey: Uint8Array): Promise<string> {
  return hex(await sha256(publicKey));
}

/** A fingerprint as people compare it: eight groups of four from its start. */
export function short(told: string): string {
  return (told.slice(0, 32).match(/.{4}/g) ?? []).join(" ");
}
