/**
 * The receipt: 128 random bits that a sender writes down, as twelve words or forty digits.
 *
 * The same forms and the same keys as `ground/sealing/recovery.py` and `receipts.py`.
 */

import { type Bytes, hex, random, refuse, sha256, utf8, VaultError } from "./bytes";

export interface Derived {
  /** What is sent to find the request again: 64 hexadecimal digits. */
  lookup: string;
  inbox: { identity: string; recipient: string };
}

export const BITS = 128n;
const WORDS = 12;
const SALT = "amparo/receipt/v1";
const DAMM = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];

type List = () => Promise<{ wordlist: string[] }>;

/** Our languages with an official list; Arabic and Russian have none. One chunk a list. */
const LISTS: Record<string, List> = {
  en: () => import("@scure/bip39/wordlists/english.js"),
  fr: () => import("@scure/bip39/wordlists/french.js"),
  es: () => import("@scure/bip39/wordlists/spanish.js"),
  pt: () => import("@scure/bip39/wordlists/portuguese.js"),
  "zh-hans": () => import("@scure/bip39/wordlists/simplified-chinese.js"),
};

export function hasWords(language: string): boolean {
  return language in LISTS;
}

/** The 2,048 words of a language's list; empty where it has none. */
export async function wordList(language: string): Promise<string[]> {
  const found = LISTS[language];
  return found ? (await found()).wordlist.map((word) => word.normalize("NFC")) : [];
}

/** Sixteen fresh bytes. */
export function newSecret(): Bytes {
  return random(16);
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${hex(bytes)}`);
}

function bytesOf(told: bigint): Bytes {
  const digits = told.toString(16).padStart(32, "0");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

async function check(entropy: Uint8Array): Promise<bigint> {
  return BigInt(((await sha256(entropy))[0] ?? 0) >> 4);
}

/** Twelve words in a language; none where it has no list. */
export async function words(secret: Uint8Array, language: string): Promise<string[]> {
  const list = await wordList(language);
  if (!list.length) return [];
  const whole = (number(secret) << 4n) | (await check(secret));
  const shown: string[] = [];
  for (let place = WORDS - 1; place >= 0; place--) {
    shown.push(list[Number((whole >> BigInt(11 * place)) & 2047n)] ?? "");
  }
  return shown;
}

/** Six words of a list, 66 bits, for a passphrase; English where the language has no list. */
export async function newPhrase(language: string): Promise<string[]> {
  const list = await wordList(hasWords(language) ? language : "en");
  const draws = crypto.getRandomValues(new Uint16Array(6));
  return Array.from(draws, (draw) => list[draw % 2048] ?? "");
}

function damm(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)]);
  return String(interim);
}

/** Ten groups of four digits, the last a check digit. */
export function groups(secret: Uint8Array): string[] {
  const plain = number(secret).toString().padStart(39, "0");
  return (plain + damm(plain)).match(/.{4}/g) ?? [];
}

function folded(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/ß/g, "ss");
}

/** Zero to nine of any script, as ASCII. */
function plainDigits(typed: string): string {
  let digits = "";
  for (const sign of typed.normalize("NFKC")) {
    if (!/\p{Nd}/u.test(sign)) continue;
    // The digits of a script stand together from a multiple of ten of theirs; find their zero.
    let code = sign.codePointAt(0) ?? 0;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
      code -= 1;
      value += 1;
    }
    digits += value;
  }
  return digits;
}

/** Why what was typed is no secret: the code, and the numbers its sentence needs. */
export class NotASecretError extends VaultError {
  constructor(
    code: "words" | "unknown" | "order" | "digits" | "check",
    readonly told: { count?: number; places?: number[] } = {},
  ) {
    super(code);
  }
}

/**
 * The secret that somebody typed, in any of its forms. Words are looked for in `language`'s list
 * first, so that a page seldom fetches another.
 *
 * Raises NotASecretError: "words" and "digits" (another count), "unknown" (words, by place, that
 * no list holds), "order" (each is in the list, together they do not match), "check".
 */
export async function read(typed: string, language = pageLanguage()): Promise<Bytes> {
  const plain = folded(typed);
  if (!/\p{L}/u.test(plain)) return fromDigits(plainDigits(typed));
  const found = plain.match(/[\u4e00-\u9fff]|[^\P{L}\u4e00-\u9fff]+/gu) ?? [];
  return fromWords(found, /[\u4e00-\u9fff]/.test(plain) ? "zh-hans" : language);
}

/** The page's language, as our lists name it. */
function pageLanguage(): string {
  const tag = typeof document === "undefined" ? "" : document.documentElement.lang.toLowerCase();
  return tag.startsWith("zh") ? "zh-hans" : tag;
}

async function fromWords(typed: string[], first: string): Promise<Bytes> {
  if (typed.length !== WORDS) throw new NotASecretError("words", { count: typed.length });
  let unknown: number[] | undefined;
  const languages = Object.keys(LISTS).sort((one, other) => +(other === first) - +(one === first));
  for (const language of languages) {
    const places = new Map((await wordList(language)).map((word, at) => [folded(word), at]));
    const found = typed.map((word) => places.get(word));
    const lacking = found.flatMap((place, at) => (place === undefined ? [at + 1] : []));
    if (lacking.length) {
      if (!unknown || lacking.length < unknown.length) unknown = lacking;
      continue;
    }
    const whole = found.reduce<bigint>((sum, at) => (sum << 11n) | BigInt(at ?? 0), 0n);
    const entropy = bytesOf(whole >> 4n);
    if ((await check(entropy)) === (whole & 15n)) return entropy;
    unknown = [];
  }
  if (unknown?.length) throw new NotASecretError("unknown", { places: unknown });
  throw new NotASecretError("order");
}

function fromDigits(digits: string): Bytes {
  if (digits.length !== 40) throw new NotASecretError("digits", { count: digits.length });
  const told = BigInt(digits.slice(0, -1));
  if (damm(digits) !== "0" || told >> BITS) throw new NotASecretError("check");
  return bytesOf(told);
}

/** What the secret leads to: where the request is found, and the key of its replies. */
export async function derive(secret: Uint8Array): Promise<Derived> {
  if (secret.length !== 16) refuse("secret");
  const raw = secret as Bytes;
  const key = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveBits"]);
  const part = async (info: string) => {
    const told = { name: "HKDF", hash: "SHA-256", salt: utf8(SALT), info: utf8(info) };
    return new Uint8Array(await crypto.subtle.deriveBits(told, key, 256));
  };
  const { pairOf } = await import("./age");
  return { lookup: hex(await part("lookup")), inbox: await pairOf(await part("inbox-x25519")) };
}
