/** The formats, against what Python makes of them. */

import * as age from "../age";
import { fromBase64, hex, random, text, toBase64, utf8 } from "../bytes";
import { canonical, parseCanonical, payload, readPayload } from "../canonical";
import type { Directory } from "../directory";
import { publicKey, signer } from "../ed25519";
import { frame, frameSize, isFrameSize, unframe } from "../frames";
import * as receipt from "../receipt";
import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
import { equal, made, refused, test, type Vectors } from "./harness";

const SCOPE = "11111111-1111-4111-8111-111111111111";
const ITEM = "22222222-2222-4222-8222-222222222222";
const EPOCH = "33333333-3333-4333-8333-333333333333";
const EXPECT = { scope: SCOPE, item: ITEM, version: 3, epoch: EPOCH };

function unhex(told: string): Uint8Array {
  return Uint8Array.from(told.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function directoryOf(vectors: Vectors): Directory {
  const person = {
    keyring: vectors.author,
    recipient: vectors.recipient,
    signing_key: vectors.author_key,
    role: "member" as const,
    since: "2026-01-01",
    ended: null,
  };
  return {
    fingerprint: vectors.organisation,
    people: new Map([[vectors.author, person]]),
    keyholders: [],
    head: { number: 1, hash: "" },
    hashes: new Map(),
  };
}

test("a frame has the size that Python gives it", ({ frames }) => {
  for (const { n, size } of frames) {
    equal(frameSize(n), size, `n=${n}`);
    equal(isFrameSize(size), true);
  }
});

test("a frame whose zeros or length are touched is refused", async () => {
  const whole = frame(new Uint8Array(300).fill(7), 100);
  equal(unframe(whole).length, 300);
  const stained = whole.slice();
  stained[1000] = 1;
  await refused(() => unframe(stained), "frame");
  const longer = whole.slice();
  longer[longer.length - 5] = 1;
  await refused(() => unframe(longer), "frame");
  await refused(() => unframe(whole.slice(0, -1)), "frame");
  await refused(() => frame(new Uint8Array(5000), 100), "frame");
});

test("canonical JSON is the text that Python writes", (vectors) => {
  for (const { value, text: told } of vectors.canonical) {
    equal(canonical(value), told);
    equal(canonical(parseCanonical(told)), told);
  }
});

test("a text that is not its own canonical form is refused", async () => {
  const texts = ['{"a":1,"a":2}', '{"b":1,"a":2}', '{"a": 1}', '{"a":1.0}', "{", '"\\u0041"', '{"a":1}\n'];
  for (const told of texts) await refused(() => parseCanonical(told), "canonical");
});

test("what Python seals, TypeScript opens", async (vectors) => {
  const plain = await age.open(vectors.identity, fromBase64(vectors.frame));
  equal(text(plain), vectors.plain);
  const fast = await age.quick(vectors.identity);
  equal(text(await age.open(fast, fromBase64(vectors.frame))), vectors.plain);
  const large = await age.openStream(vectors.identity, new Blob([fromBase64(vectors.large)]));
  equal(large.size, 1_000_000);
});

test("what TypeScript seals is there for Python to open", async (vectors) => {
  made["frame"] = toBase64(await age.seal(vectors.recipient, utf8(vectors.plain)));
  const large = await age.frameStream(new Blob([new Uint8Array(700_000)]), vectors.recipient);
  made["large"] = toBase64(new Uint8Array(await large.arrayBuffer()));
  made["phrase"] = toBase64(await age.sealPhrase("Six  words ABOUT the rain", utf8(vectors.plain)));
});

test("a frame with one bit changed anywhere in its age file is refused", async (vectors) => {
  const whole = fromBase64(vectors.frame);
  const length = unframe(whole).length;
  for (let round = 0; round < 60; round++) {
    const at = round < 30 ? (round * 7) % length : Math.floor(Math.random() * length);
    const flipped = whole.slice();
    flipped[at] = (flipped[at] ?? 0) ^ (1 << round % 8);
    await refused(() => age.open(vectors.identity, flipped), "open", "suite");
  }
});

test("another key does not open a frame", async (vectors) => {
  const other = await age.newPair();
  await refused(() => age.open(other.identity, fromBase64(vectors.frame)), "open");
});

test("a file for two recipients, a passphrase or another suite is refused", async (vectors) => {
  await refused(() => age.openAge(vectors.identity, fromBase64(vectors.mixed)), "suite");
  await refused(() => age.openAge(vectors.identity, fromBase64(made["phrase"] as string)), "suite");
  await refused(() => age.seal("age1pq1" + "q".repeat(60), new Uint8Array(3)), "suite");
  const both = new Encrypter();
  both.addRecipient(vectors.recipient);
  both.addRecipient((await age.newPair()).recipient);
  const file = await both.encrypt(new Uint8Array(10));
  await refused(() => age.openAge(vectors.identity, file), "suite");
});

test("the suites that are left out of the bundle say so", async () => {
  let said = "";
  try {
    await identityToRecipient(await generateHybridIdentity());
  } catch (problem) {
    said = String(problem);
  }
  if (!said.includes("not ours")) throw new Error(said);
});

test("a large file goes through piece by piece and comes back whole", async () => {
  const { identity, recipient } = await age.newPair();
  const content = new Uint8Array(9_000_001);
  for (let at = 0; at < content.length; at += 997) content[at] = at % 251;
  const told: number[] = [];
  const framed = await age.frameStream(new Blob([content]), recipient, (part) => told.push(part));
  equal(framed.size, frameSize(content.length));
  equal(told[told.length - 1], 1);
  const back = await age.openStream(await age.quick(identity), framed);
  const bytes = new Uint8Array(await back.arrayBuffer());
  equal(bytes.length, content.length);
  for (let at = 0; at < content.length; at++) if (bytes[at] !== content[at]) throw new Error(`${at}`);
});

test("nothing of a truncated or changed large file is handed out", async () => {
  const { identity, recipient } = await age.newPair();
  const framed = await age.frameStream(new Blob([new Uint8Array(500_000)]), recipient);
  const bytes = new Uint8Array(await framed.arrayBuffer());
  const file = unframe(bytes);
  const short = frame(file.slice(0, file.length - 65_552), 500_000);
  await refused(() => age.openStream(identity, new Blob([short])), "open");
  const cut = frame(file.slice(0, file.length - 1), 500_000);
  await refused(() => age.openStream(identity, new Blob([cut])), "open");
  const last = bytes.slice();
  last[file.length - 1] = (last[file.length - 1] ?? 0) ^ 1;
  await refused(() => age.openStream(identity, new Blob([last])), "open");
});

test("a payload that Python signed is read, and refused when moved", async (vectors) => {
  const directory = directoryOf(vectors);
  const bytes = utf8(vectors.payload);
  const read = await readPayload(bytes, EXPECT, directory);
  equal(read.kind, "note");
  equal(read.body, { words: "naïve — العربية 🌧" });
  await refused(() => readPayload(bytes, { ...EXPECT, scope: ITEM }, directory), "scope");
  await refused(() => readPayload(bytes, { ...EXPECT, item: SCOPE }, directory), "item");
  await refused(() => readPayload(bytes, { ...EXPECT, version: 4 }, directory), "version");
  await refused(() => readPayload(bytes, { ...EXPECT, version: 2 }, directory), "version");
  await refused(() => readPayload(bytes, { ...EXPECT, epoch: ITEM }, directory), "epoch");
  await refused(() => readPayload(bytes, { ...EXPECT, kind: "risk" }, directory), "kind");
  const elsewhere = { ...directory, fingerprint: "0".repeat(64) };
  await refused(() => readPayload(bytes, EXPECT, elsewhere), "org");
  const nobody = { ...directory, people: new Map() };
  await refused(() => readPayload(bytes, EXPECT, nobody), "author");
});

test("a payload with another word, suite, field or signature is refused", async (vectors) => {
  const directory = directoryOf(vectors);
  const told = JSON.parse(vectors.payload) as Record<string, unknown>;
  const change = (more: object) => utf8(canonical({ ...told, ...more }));
  const read = (bytes: Uint8Array) => readPayload(bytes, EXPECT, directory);
  await refused(() => read(change({ body: { words: "other" } })), "signature");
  await refused(() => read(change({ kind: "risk" })), "signature");
  await refused(() => read(change({ suite: "pq1" })), "suite");
  await refused(() => read(change({ v: 2 })), "suite");
  await refused(() => read(change({ more: 1 })), "canonical");
  await refused(() => read(change({ body: [] })), "canonical");
  await refused(() => read(change({ signature: toBase64(random(64)) })), "signature");
  await refused(() => read(change({ signature: "" })), "signature");
  await refused(() => read(change({ author: "", signature: "" })), "unsigned");
  await refused(() => read(utf8(JSON.stringify(told, null, 1))), "canonical");
  await refused(() => read(utf8(vectors.payload.replace("{", '{"author":"x",'))), "canonical");
});

test("a sender's own words are taken only where they are expected", async (vectors) => {
  const directory = directoryOf(vectors);
  const fields = { ...EXPECT, org: vectors.organisation, kind: "request", body: { a: 1 } };
  const bytes = await payload(fields);
  equal((await readPayload(bytes, { ...EXPECT, unsigned: true }, directory)).author, "");
  await refused(() => readPayload(bytes, EXPECT, directory), "unsigned");
  made["unsigned"] = text(bytes);
});

test("what TypeScript signs is there for Python to verify", async (vectors) => {
  const seed = random(32);
  const by = await signer(seed, vectors.author);
  const body = { words: "déjà vu 🌧", number: 1.5, list: [1, null, true] };
  const fields = { ...EXPECT, org: vectors.organisation, kind: "note", body };
  made["payload"] = text(await payload(fields, by));
  made["public"] = toBase64(await publicKey(seed));
});

test("a receipt leads where Python's leads, in the same words and digits", async (vectors) => {
  equal(vectors.receipts.length >= 20, true);
  for (const told of vectors.receipts) {
    const secret = unhex(told.secret);
    const derived = await receipt.derive(secret);
    equal(derived.lookup, told.lookup);
    equal(derived.inbox, { identity: told.identity, recipient: told.recipient });
    equal(receipt.groups(secret), told.groups);
    for (const [language, words] of Object.entries(told.words)) {
      equal(await receipt.words(secret, language), words);
    }
  }
});

test("the lists of words are the server's, in every language that has one", async ({ lists }) => {
  for (const [language, list] of Object.entries(lists)) {
    equal((await receipt.wordList(language)).join(), list.join(), language);
  }
  equal(receipt.hasWords("ar"), false);
  equal(await receipt.words(receipt.newSecret(), "ru"), []);
});

test("what was typed is read as the server reads it", async ({ typed }) => {
  for (const one of typed) equal(hex(await receipt.read(one.typed)), one.secret, one.typed);
});

test("what is no receipt is refused, and says why", async ({ receipts }) => {
  const [first] = receipts;
  const words = first?.words["en"] ?? [];
  const digits = (first?.groups ?? []).join("");
  await refused(() => receipt.read("one two three"), "words");
  await refused(() => receipt.read([...words.slice(0, 11), "xylophonic"].join(" ")), "unknown");
  await refused(() => receipt.read("1234"), "digits");
  const wrong = String((Number(digits[5]) + 1) % 10);
  await refused(() => receipt.read(digits.slice(0, 5) + wrong + digits.slice(6)), "check");
  // Four bits check the words: of any other secret, one order in sixteen is a secret, too.
  const zeros = receipts.find(({ secret }) => /^0+$/.test(secret))?.words["en"] ?? [];
  const swapped = [zeros[11], ...zeros.slice(1, 11), zeros[0]].join(" ");
  await refused(() => receipt.read(swapped), "order");
});
