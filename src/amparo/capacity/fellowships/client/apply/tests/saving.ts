/** What somebody writes is saved while they write, whatever the line does. */

import { equal, test } from "@vault/tests/harness";
import { type Kind, type Outcome, saver, TYPED } from "../saving";

/** A page with a clock of its own, and a server that may be away. */
function page() {
  const told: string[] = [];
  const posted: { kind: Kind; token: string; said: string; version: number }[] = [];
  const timers: { at: number; run(): void }[] = [];
  let said = "";
  let tokens = 0;
  let now = 0;
  const world = {
    told, posted, timers,
    on: true,
    answers: [] as Outcome[],
    arrives: true,
    says(words: string) {
      said = words;
    },
    async passes(milliseconds: number) {
      now += milliseconds;
      const due = timers.filter((one) => one.at <= now);
      for (const one of due) {
        timers.splice(timers.indexOf(one), 1);
        one.run();
      }
      await new Promise((done) => setTimeout(done, 0));
    },
  };
  const saving = saver({
    on: () => world.on,
    said: () => said,
    seal: (_kind, version) => Promise.resolve({ said, version }),
    post(kind, token, sealed) {
      const outcome = world.answers.shift() ?? "done";
      const told = sealed as { said: string; version: number };
      if (outcome === "done" || world.arrives) posted.push({ kind, token, ...told });
      return outcome === "done" ? Promise.resolve() : Promise.reject(new Error(outcome));
    },
    why: (error) => Promise.resolve((error as Error).message as Outcome),
    told: (outcome) => told.push(outcome),
    after(wait, run) {
      const timer = { at: now + wait, run };
      timers.push(timer);
      return () => {
        if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
      };
    },
    token: () => `token-${(tokens += 1)}`,
  });
  return { world, saving };
}

test("what is new is saved under the next version, and once", async () => {
  const { world, saving } = page();
  equal(await saving.save(), "done");
  equal(world.posted.length, 0, "nothing was written yet");
  world.says("a");
  await saving.save();
  await saving.save();
  world.says("b");
  await saving.save();
  equal(world.posted.map((one) => [one.said, one.version]), [["a", 1], ["b", 2]]);
  equal(saving.unsaved(), false);
});

test("what was typed is saved twenty seconds after the last key", async () => {
  const { world, saving } = page();
  world.says("a");
  saving.typed();
  await world.passes(TYPED - 1);
  saving.typed();
  await world.passes(TYPED - 1);
  equal(world.posted.length, 0);
  await world.passes(1);
  equal(world.posted.length, 1);
});

test("where the line is gone it tries again by itself, the same words under the same token", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["later", "later"];
  equal(await saving.save(), "later");
  equal(saving.unsaved(), true);
  await world.passes(5_000);
  await world.passes(10_000);
  equal(world.posted.map((one) => one.token), ["token-1", "token-1", "token-1"]);
  equal([saving.version, saving.unsaved()], [1, false]);
});

test("what may have arrived comes before what was written since", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["later"];
  await saving.save();
  world.says("b");
  equal(await saving.save(), "done");
  equal(
    world.posted.map((one) => [one.token, one.said, one.version]),
    [["token-1", "a", 1], ["token-1", "a", 1], ["token-2", "b", 2]],
  );
});

test("a line that is back is used at once", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["later"];
  await saving.save();
  saving.online();
  await world.passes(0);
  equal([saving.version, world.timers.length], [1, 0]);
});

test("a key that changed meanwhile has the same words sealed again under the same token", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["door"];
  equal(await saving.send(), "done");
  equal(world.posted.map((one) => [one.kind, one.token]), [["send", "token-1"], ["send", "token-1"]]);
});

test("a key that changes for ever is not followed for ever", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["door", "door", "door", "door", "door"];
  equal(await saving.send(), "door");
});

test("a sending that found no line is not repeated behind somebody's back", async () => {
  const { world, saving } = page();
  world.arrives = false;
  world.says("a");
  world.answers = ["later"];
  equal(await saving.send(), "later");
  await world.passes(600_000);
  equal(world.posted.length, 0);
  equal(await saving.send(), "done");
  equal(world.posted[0]?.token, "token-1");
});

test("two things at once go one after the other", async () => {
  const { world, saving } = page();
  world.says("a");
  const first = saving.save();
  const second = saving.send();
  equal(await Promise.all([first, second]), ["done", "done"]);
  equal(world.posted.map((one) => [one.kind, one.version]), [["save", 1], ["send", 2]]);
});

test("where something newer is elsewhere nothing is overwritten until somebody chose", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["elsewhere"];
  equal(await saving.save(), "elsewhere");
  equal([world.timers.length, saving.version], [0, 0]);
  saving.adopt(7);
  world.says("b");
  await saving.save();
  equal(world.posted.at(-1)?.version, 8);
});

test("who could not write the secret down has nothing saved, and can send", async () => {
  const { world, saving } = page();
  world.on = false;
  world.says("a");
  saving.typed();
  await saving.save();
  await world.passes(TYPED);
  equal(world.posted.length, 0);
  equal(await saving.send(), "done");
});

test("what the server refuses is not tried again as it is", async () => {
  const { world, saving } = page();
  world.says("a");
  world.answers = ["refused"];
  equal(await saving.save(), "refused");
  equal(world.timers.length, 0);
  await saving.save();
  equal(world.posted.map((one) => one.token), ["token-1", "token-2"]);
});
