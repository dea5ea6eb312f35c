/** Files that are carried: who made them is proven without giving the proof away. */

import { hex, sha256, utf8 } from "@vault/bytes";
import { equal, made, refused, test } from "@vault/tests/harness";
import { nameOf, proofs, readFile, tokenOf, written } from "../carrying";

const CALL = "11111111-1111-4111-8111-111111111111";
const ITEM = "2222abcd-2222-4222-8222-222222222222";
const LOOKUP = "ab".repeat(32);
const draft = { amparo: "draft", call: CALL, item: ITEM, version: 1, own: "AAAA" } as const;

test("a carrier learns hashes alone, and the next version shows what they are of", async () => {
  const first = await proofs(LOOKUP, ITEM, 1);
  const second = await proofs(LOOKUP, ITEM, 2);
  equal(first.before, []);
  equal(first.lookup, hex(await sha256(utf8(LOOKUP))));
  equal(second.before, [await tokenOf(LOOKUP, ITEM, 1)]);
  equal(first.token, hex(await sha256(utf8(second.before[0] ?? ""))));
  equal(JSON.stringify(first).includes(LOOKUP), false);
  equal(JSON.stringify(first).includes(await tokenOf(LOOKUP, ITEM, 1)), false);
  made["proofs"] = second;
});

test("a file of many versions stays short", async () => {
  equal((await proofs(LOOKUP, ITEM, 500)).before.length, 100);
});

test("a file is read again as it was written, and no other is taken for one", async () => {
  equal(written(readFile(written(draft), CALL)), written(draft));
  equal(nameOf(draft), "draft-2222.amparo");
  await refused(() => readFile("{", CALL), "file");
  await refused(() => readFile("null", CALL), "file");
  await refused(() => readFile('{"amparo": "draft"}', CALL), "file");
  await refused(() => readFile(written({ ...draft, version: 0 }), CALL), "file");
  await refused(() => readFile(written({ ...draft, call: ITEM }), CALL), "call");
});
