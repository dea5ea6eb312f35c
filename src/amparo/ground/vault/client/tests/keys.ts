/** Keyrings, the directory, epochs and grants, from founding to leaving. */

import { fromBase64, toBase64 } from "../bytes";
import { canonical } from "../canonical";
import * as ceremony from "../ceremony";
import { publicKey, verify } from "../ed25519";
import { continues, type Entry, type EntryBody, verifyDirectory, verifyEpoch } from "../directory";
import * as holding from "../holder";
import { equal, refused, test } from "./harness";

const noPasskey: ceremony.Prf = () => Promise.reject(new Error("no passkey here"));

interface House {
  vault: holding.VaultJson;
  people: holding.Holder[];
  pairs: holding.PairJson[];
}

function row(person: ceremony.PublicKeyring): holding.KeyringRow {
  const { id, recipient, signing_key } = person;
  return { id, recipient, signing_key, state: "active" };
}

function seenBy(house: House, person: holding.Holder): holding.VaultJson {
  const grants = house.vault.grants.filter((grant) => whose.get(grant) === person.id);
  return { ...house.vault, me: person.id, grants };
}

const whose = new Map<holding.GrantRow, string>();

function took(house: House, epoch: holding.EpochJson, by: holding.Holder): void {
  const { day, grants, pairs: _pairs, ...rest } = epoch;
  house.vault.epochs.push({ ...rest, suite: "x1", made_on: day, signed_by: by.id, retired_on: null });
  for (const grant of grants) granted(house, grant, by);
}

function granted(house: House, grant: holding.GrantJson, by: holding.Holder): void {
  const row = { epoch: grant.epoch, granted_by: by.id, frame: grant.frame, until: grant.until };
  whose.set(row, grant.keyring);
  house.vault.grants.push(row);
}

/** A founder and others whom they vouched for, everybody's vault loaded. */
async function house(roles: ("member" | "keyholder" | "partner")[]): Promise<House> {
  const founder = await ceremony.createKeyring("");
  const founded = await ceremony.foundOrganisation(founder);
  const made: House = {
    vault: {
      org: founded.org,
      me: founder.id,
      directory: [founded.entry],
      keyrings: [row(await ceremony.publicOf(founder))],
      epochs: [],
      grants: [],
    },
    people: [founder],
    pairs: founded.pairs,
  };
  for (const role of roles) {
    const person = await ceremony.createKeyring(founded.org.fingerprint);
    made.vault.keyrings.push(row(await ceremony.publicOf(person)));
    await add(made, { kind: "person", keyring: person.id, role });
    made.people.push(person);
  }
  await reload(made);
  return made;
}

async function reload(made: House): Promise<void> {
  for (const person of made.people) await holding.load(person, seenBy(made, person));
}

async function add(made: House, draft: ceremony.Draft): Promise<ceremony.SignedEntry> {
  const founder = made.people[0]!;
  await holding.load(founder, seenBy(made, founder));
  const body = ceremony.draftEntry(founder, draft);
  const entry = await ceremony.signAlone(founder, made.pairs[0]!, body);
  made.vault.directory.push(entry);
  return entry;
}

function newCase(members: holding.Holder[], number = 1, scope: string = crypto.randomUUID()) {
  return {
    scope_kind: "case" as const,
    scope,
    compartment: "main",
    number,
    members: members.map((member) => member.id),
    pairs: false,
  };
}

function item(epoch: holding.EpochJson, version = 1) {
  return {
    scope: epoch.scope,
    epoch: epoch.id,
    item: crypto.randomUUID(),
    version,
    kind: "note",
    body: { words: "it rained" },
  };
}

function asked(fields: holding.ItemFields, frame: string, more = {}): holding.Sealed {
  const { scope, item: id, version, epoch } = fields;
  return { id, frame, expect: { scope, item: id, version, epoch, ...more } };
}

test("a keyring opens by its phrase and by its paper, and by nothing else", async () => {
  const person = await ceremony.createKeyring("");
  const phrase = await ceremony.blobForPhrase(person, "rain over the six dry hills");
  const paper = await ceremony.blobForPaper(person);
  const open = (way: ceremony.Way) => ceremony.unlock(way, noPasskey);
  const typed = " RAIN over  the six dry hills ";
  equal((await open({ kind: "phrase", secret: typed, blob: phrase })).id, person.id);
  const spaced = paper.groups.join(" ").toLowerCase();
  equal((await open({ kind: "paper", secret: spaced, blob: paper.content })).id, person.id);
  const way = { kind: "paper", secret: paper.paper, blob: paper.content } as const;
  equal(await ceremony.opens(person, way, noPasskey), true);
  equal(await ceremony.opens(await ceremony.createKeyring(""), way, noPasskey), false);
  await refused(() => open({ kind: "phrase", secret: "another", blob: phrase }), "open");
  const last = paper.paper.endsWith("A") ? "C" : "A"; // another letter than the one there
  await refused(() => open({ ...way, secret: paper.paper.slice(0, -1) + last }), "open");
  await refused(() => open({ ...way, blob: phrase }), "suite");
});

test("an organisation is founded, and its chain of entries verified", async () => {
  const made = await house(["member", "partner"]);
  const directory = await verifyDirectory(made.vault.directory, made.vault.org);
  equal([...directory.people.values()].map((person) => person.role), ["keyholder", "member", "partner"]);
  equal(directory.keyholders, [made.people[0]!.id]);
});

test("a directory with a gap, another order, body, key or signature is refused", async () => {
  const { vault } = await house(["member", "member"]);
  const [one, two, three] = vault.directory as [Entry, Entry, Entry];
  const check = (entries: Entry[], whole = true) =>
    refused(() => verifyDirectory(entries, vault.org, whole), "directory", "canonical");
  await check([]);
  await check([one, three]);
  await check([two, one, three]);
  await check([one, two, { ...three, signature: two.signature }]);
  await check([one, two, { ...three, number: 4 }]);
  const body = JSON.parse(three.body) as EntryBody;
  const other = canonical({ ...body, recipient: (JSON.parse(two.body) as EntryBody).recipient });
  await check([one, two, { ...three, body: other }]);
  await check([one, two, { ...three, body: other }], false);
  await check([one, two, { ...three, body: three.body.replace("{", '{"day":"x",') }]);
  const stranger = (await house([])).vault;
  await refused(() => verifyDirectory(vault.directory, stranger.org), "directory");
  const lie = { public: stranger.org.public, fingerprint: vault.org.fingerprint };
  await refused(() => verifyDirectory(vault.directory, lie), "directory");
  await verifyDirectory([one, three], vault.org, false);
});

test("a keyring that knows one organisation refuses another, and other keys in its name", async () => {
  const [made, other] = [await house(["member"]), await house(["member"])];
  const person = made.people[1]!;
  await refused(() => holding.load(person, { ...other.vault, me: person.id }), "directory");
  await refused(() => holding.load(person, { ...made.vault, me: made.people[0]!.id }), "keyring");
  const forged = await add(made, { kind: "end", keyring: person.id }).then(() => made.vault);
  await holding.load(person, { ...forged, me: person.id });
});

test("a directory that was rolled back is refused", async () => {
  const made = await house(["member"]);
  const person = made.people[1]!;
  const shorter = { ...seenBy(made, person), directory: made.vault.directory.slice(0, 1) };
  await refused(() => holding.load(person, shorter), "directory");
  const before = await verifyDirectory(made.vault.directory, made.vault.org);
  const after = (await house(["member"])).vault;
  const forked = await verifyDirectory(after.directory, after.org);
  await refused(() => continues(forked, before), "directory");
});

test("an item is opened by every member of its case, signed by who wrote it", async () => {
  const made = await house(["member", "member"]);
  const [founder, member, outsider] = made.people as [holding.Holder, holding.Holder, holding.Holder];
  const epoch = await holding.newEpoch(member, newCase([founder, member]));
  const fields = item(epoch);
  const frame = await holding.sealItem(member, fields);
  took(made, epoch, member);
  await reload(made);
  const opened = await holding.openOne(founder, asked(fields, frame));
  equal(opened.payload?.author, member.id);
  equal(opened.payload?.body, { words: "it rained" });
  equal((await holding.openOne(outsider, asked(fields, frame))).error, "grant");
  equal((await holding.openOne(founder, asked({ ...fields, version: 2 }, frame))).error, "version");
  const swapped = { ...fields, item: crypto.randomUUID() };
  equal((await holding.openOne(founder, asked(swapped, frame))).error, "item");
});

test("an epoch whose recipient the server has changed is refused", async () => {
  const made = await house(["member"]);
  const [founder, member] = made.people as [holding.Holder, holding.Holder];
  const epoch = await holding.newEpoch(founder, newCase([founder, member]));
  took(made, epoch, founder);
  const stranger = await ceremony.createKeyring("");
  made.vault.epochs[0]!.recipient = stranger.pair.recipient;
  await reload(made);
  const row = made.vault.epochs[0]!;
  await refused(() => verifyEpoch(row, member.directory!), "epoch");
  await refused(() => holding.sealItem(member, item(epoch)), "epoch");
  await refused(() => holding.grant(member, epoch.id, founder.id), "epoch");
  await refused(() => verifyEpoch({ ...row, suite: "pq1" }, member.directory!), "suite");
});

test("nothing is sealed to a retired epoch, nor for somebody the directory ended", async () => {
  const made = await house(["member", "member"]);
  const [founder, member, leaver] = made.people as [holding.Holder, holding.Holder, holding.Holder];
  const epoch = await holding.newEpoch(leaver, newCase([founder, member, leaver]));
  took(made, epoch, leaver);
  const fields = item(epoch);
  const frame = await holding.sealItem(leaver, fields);
  await add(made, { kind: "end", keyring: leaver.id });
  await reload(made);
  // What they wrote stays readable; nothing new reaches them, and no sender trusts their epoch.
  equal((await holding.openOne(member, asked(fields, frame))).payload?.author, leaver.id);
  await refused(() => holding.grant(member, epoch.id, leaver.id), "ended");
  await refused(() => holding.newEpoch(member, newCase([member, leaver])), "ended");
  await refused(() => verifyEpoch(made.vault.epochs[0]!, member.directory!), "ended");
  await verifyEpoch(made.vault.epochs[0]!, member.directory!, true);
  const next = await holding.newEpoch(member, newCase([founder, member], 2, epoch.scope));
  took(made, next, member);
  made.vault.epochs[0]!.retired_on = holding.today();
  await reload(made);
  await refused(() => holding.sealItem(member, item(epoch)), "retired");
  const newer = item(next);
  const sealed = asked(newer, await holding.sealItem(member, newer));
  equal((await holding.openOne(leaver, sealed)).error, "grant");
  equal((await holding.openOne(founder, sealed)).payload?.kind, "note");
});

test("a grant forged, moved to another epoch or for another person is refused", async () => {
  const made = await house(["member", "member"]);
  const [founder, member, third] = made.people as [holding.Holder, holding.Holder, holding.Holder];
  const first = await holding.newEpoch(founder, newCase([founder, member]));
  const second = await holding.newEpoch(founder, newCase([founder]));
  took(made, first, founder);
  took(made, second, founder);
  const mine = made.vault.grants.find((grant) => whose.get(grant) === member.id)!;
  const seen = seenBy(made, member);
  const fields = item(first);
  const frame = await holding.sealItem(founder, fields);
  const tries = async (grant: holding.GrantRow, error: string, at = fields, sealed = frame) => {
    const fresh = await holding.hold(holding.readSecrets(holding.written(member)));
    await holding.load(fresh, { ...seen, grants: [grant] });
    equal((await holding.openOne(fresh, asked(at, sealed))).error, error);
  };
  const other = item(second);
  await tries({ ...mine, epoch: second.id }, "scope", other, await holding.sealItem(founder, other));
  await tries({ ...mine, granted_by: third.id }, "grant");
  const fromTheirs = await holding.sealTo(third, member.id, {
    ...fields,
    item: first.id,
    kind: "grant",
    body: { identity: third.pair.identity, recipient: third.pair.recipient, keyring: member.id },
  });
  await tries({ ...mine, granted_by: third.id, frame: fromTheirs }, "grant");
});

test("a partner may make an epoch of their organisation, and of nothing else", async () => {
  const made = await house(["partner"]);
  const [founder, partner] = made.people as [holding.Holder, holding.Holder];
  const fit = { ...newCase([partner]), scope_kind: "organisation" as const };
  took(made, await holding.newEpoch(partner, fit), partner);
  took(made, await holding.newEpoch(partner, newCase([partner])), partner);
  await reload(made);
  await verifyEpoch(made.vault.epochs[0]!, founder.directory!);
  await refused(() => verifyEpoch(made.vault.epochs[1]!, founder.directory!), "author");
  const fields = { ...item(await holding.newEpoch(founder, newCase([founder]))) };
  const referral = { ...fields, epoch: made.vault.epochs[0]!.id };
  const frame = await holding.sealItem(founder, referral);
  equal((await holding.openOne(partner, asked(referral, frame))).payload?.author, founder.id);
});

test("an item lent to one person opens for them alone", async () => {
  const made = await house(["member", "member"]);
  const [founder, lent, other] = made.people as [holding.Holder, holding.Holder, holding.Holder];
  const fields = item(await holding.newEpoch(founder, newCase([founder])));
  const frame = await holding.sealTo(founder, lent.id, fields);
  const sealed = { ...asked(fields, frame), mine: true };
  equal((await holding.openOne(lent, sealed)).payload?.kind, "note");
  equal((await holding.openOne(other, sealed)).error, "open");
});

test("two of three keyholders sign together, and none of them alone", async () => {
  const made = await house(["keyholder", "keyholder"]);
  const [one, two, three] = made.people as [holding.Holder, holding.Holder, holding.Holder];
  const all = made.people.map((person) => person.id);
  const entry = await add(made, { kind: "keyholders", keyholders: all });
  await reload(made);
  equal(entry.pairs.map((pair) => [pair.first, pair.second]), [
    [one.id, two.id],
    [one.id, three.id],
    [two.id, three.id],
  ]);
  equal(three.directory!.keyholders, all);
  const pair = entry.pairs[2]!;
  const body = ceremony.draftEntry(two, { kind: "end", keyring: one.id });
  await refused(() => ceremony.signAlone(two, pair, body), "pair");
  await refused(() => ceremony.openHalf(one, pair), "pair");
  const half = await ceremony.openHalf(two, pair);
  await refused(() => ceremony.completeEntry(two, half, body), "open");
  await refused(() => ceremony.completeEntry(one, half, body), "open");
  const signed = await ceremony.completeEntry(three, half, body);
  const stale = { ...made.vault, directory: [...made.vault.directory, signed] };
  await verifyDirectory(stale.directory, stale.org);
  made.vault.directory.push(signed);
  await reload(made);
  await refused(() => ceremony.completeEntry(three, half, body), "stale");
});

test("two keyholders open a case that neither was granted", async () => {
  const made = await house(["keyholder", "keyholder", "member"]);
  const [one, two, , member] = made.people as holding.Holder[] as [
    holding.Holder, holding.Holder, holding.Holder, holding.Holder,
  ];
  const all = made.people.slice(0, 3).map((person) => person.id);
  await add(made, { kind: "keyholders", keyholders: all });
  await reload(made);
  const epoch = await holding.newEpoch(member, { ...newCase([member]), pairs: true });
  const fields = item(epoch);
  const sealed = asked(fields, await holding.sealItem(member, fields));
  took(made, epoch, member);
  await reload(made);
  equal(epoch.pairs.length, 3);
  equal((await holding.openOne(two, sealed)).error, "grant");
  const half = await ceremony.openHalf(one, epoch.pairs[0]!);
  const grants = await ceremony.completeEpoch(two, half, epoch.id, [one.id, two.id]);
  for (const grant of grants) granted(made, grant, two);
  await reload(made);
  equal((await holding.openOne(one, sealed)).payload?.kind, "note");
  equal((await holding.openOne(two, sealed)).payload?.kind, "note");
});

test("when keyholders change, who holds a case seals it to those of now", async () => {
  const made = await house(["keyholder", "keyholder", "member"]);
  const [one, two, three, member] = made.people as holding.Holder[] as [
    holding.Holder, holding.Holder, holding.Holder, holding.Holder,
  ];
  const epoch = await holding.newEpoch(member, { ...newCase([member]), pairs: true });
  equal(epoch.pairs.map((pair) => [pair.first, pair.second]), [[one.id, null]]);
  const fields = item(epoch);
  const sealed = asked(fields, await holding.sealItem(member, fields));
  took(made, epoch, member);
  await add(made, { kind: "keyholders", keyholders: [one.id, two.id, three.id] });
  await reload(made);
  await refused(() => ceremony.sealAnew(two, epoch.id), "grant");
  const pairs = await ceremony.sealAnew(member, epoch.id);
  equal(pairs.map((pair) => [pair.first, pair.second]), [
    [one.id, two.id],
    [one.id, three.id],
    [two.id, three.id],
  ]);
  const half = await ceremony.openHalf(two, pairs[2]!);
  for (const grant of await ceremony.completeEpoch(three, half, epoch.id, [three.id])) {
    granted(made, grant, three);
  }
  await reload(made);
  equal((await holding.openOne(three, sealed)).payload?.kind, "note");
});

test("acts are signed over their hash alone, and nothing else is signed that way", async () => {
  const { people } = await house([]);
  const founder = people[0]!;
  const hash = "0a".repeat(32);
  const signature = fromBase64(await ceremony.signActs(founder, hash));
  const key = toBase64(await publicKey(founder.seed));
  const told = new TextEncoder().encode(`amparo/acts/v1\n${hash}`);
  equal(await verify(key, told, signature), true);
  equal(await verify(key, new TextEncoder().encode(hash), signature), false);
  for (const other of ["", "0A".repeat(32), `{"v":1}`, `${hash}\n`]) {
    await refused(() => ceremony.signActs(founder, other), "canonical");
  }
});

test("a file is sealed to an epoch and comes back as it was", async () => {
  const { people } = await house([]);
  const founder = people[0]!;
  const epoch = await holding.newEpoch(founder, newCase([founder]));
  const content = fromBase64(toBase64(crypto.getRandomValues(new Uint8Array(60_000))));
  const framed = await holding.sealBlob(founder, new Blob([content]), epoch.id);
  const back = new Uint8Array(
    await (await holding.openBlob(founder, framed, epoch.id)).arrayBuffer(),
  );
  equal(toBase64(back), toBase64(content));
});
