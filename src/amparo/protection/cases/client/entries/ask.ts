/**
 * Asking, sealed in this browser: one screen at a time, nothing kept, nothing sent unsealed.
 *
 * `start` is called by `begin.js` when the person begins.
 */

import { hex, random } from "@vault/bytes";
import { $, $$, api, ApiError, clone, fill, given, ui, words, worker } from "@vault/page";
import { groups, newSecret, words as wordsOf } from "@vault/receipt";
import { chosen, keepingOf, sentence, settled, speaking } from "@questions/keeping";
import { type Answers, plain, type Question, shown, valueOf, visible } from "@questions/screens";
import { caller, type DoorPublic, SealingError } from "@questions/sealing";

interface About {
  form: string;
  version: number;
  language: string;
  blobs: string;
  most: number;
}

/** One sending: the same words again go under the same token and the same secret. */
interface Attempt {
  said: string;
  token: string;
  item: string;
  secret: ReturnType<typeof newSecret>;
}

/** A file was chosen and could not be kept: nothing is sent before the person knows. */
class NotWholeError extends Error {}

const CHECK = "check";

export async function start(broken: () => void): Promise<void> {
  const form = $<HTMLFormElement>("#sealed");
  const about = given<About>("about");
  const questions = given<Question[]>("questions");
  const call = caller(worker("ask-worker"));
  let door = given<DoorPublic>("door");
  const answers: Answers = {};
  let attempt: Attempt | undefined;
  let at = "";
  const { blobs, most } = about;
  const keeping = keepingOf({ call, door: () => door, blobs, most });
  const { files } = keeping;
  keeping.changed = () => {
    if (at === CHECK) check();
  };

  const { short } = await call("door", { door });
  fill($("#intro"), { fingerprint: short });

  const screen = (name: string) => $(`[data-screen="${name}"]`, form);
  const asked = () => visible(questions, answers);
  const leaving = (event: BeforeUnloadEvent) => event.preventDefault();

  function show(name: string, focus = true): void {
    for (const end of keeping.ends) void end();
    at = name;
    for (const other of $$("[data-screen]", form)) other.hidden = other.dataset.screen !== name;
    const keys = asked().map((one) => one.key);
    const place = keys.indexOf(name);
    $("#moves").hidden = place < 0;
    $("#count").hidden = place < 0;
    $("#count").textContent =
      place < 0 ? "" : words("count", { place: place + 1, of: keys.length });
    $<HTMLElement>('[data-go="back"]').hidden = place === 0;
    if (name === CHECK) check();
    if (!focus) return;
    scrollTo(0, 0);
    $<HTMLElement>("input:not([type=hidden]), textarea, select, h1, h2", screen(name)).focus();
  }

  function take(): void {
    const question = questions.find((one) => one.key === at);
    if (!question || question.kind === "files") return;
    const said = valueOf(form, question);
    if (said === undefined) delete answers[at];
    else answers[at] = said;
  }

  function move(step: number): void {
    const keys = asked().map((one) => one.key);
    const next = keys[Math.max(0, keys.indexOf(at) + step)];
    show(next ?? CHECK);
  }

  function forget(question: Question): void {
    for (const field of $$<HTMLInputElement>("input, textarea, select", screen(question.key))) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else field.value = "";
    }
    delete answers[question.key];
  }

  // --- the last look, and sending -----------------------------------------------------------
  function check(): void {
    const rows = { said: [] as HTMLElement[], unsaid: [] as HTMLElement[] };
    for (const one of asked()) {
      const kept = files.filter((file) => file.question === one.key).map((file) => file.name);
      for (const file of keeping.going.values()) {
        if (file.question === one.key) kept.push(`${file.name} …`);
      }
      const said = [shown(form, one, answers[one.key]), ...kept].filter(Boolean).join("\n");
      const label = $("h1", screen(one.key)).textContent ?? "";
      const row = said ? clone("checked", { label, said }) : clone("unsaid", { label });
      $("button", row).addEventListener("click", () => show(one.key));
      rows[said ? "said" : "unsaid"].push(row);
    }
    $("#said_rows").replaceChildren(...rows.said);
    $("#unsaid_rows").replaceChildren(...rows.unsaid);
    $("#unsaid_all").hidden = !rows.unsaid.length;
    $("#unsaid_count").textContent = String(rows.unsaid.length);
    const empty = !Object.keys(answers).length && !files.length && !keeping.going.size;
    $("#empty").hidden = !empty;
    $("#last").hidden = empty;
  }

  function body(inbox: string): object {
    const open = new Set(asked().map((one) => one.key));
    const said = Object.fromEntries(Object.entries(answers).filter(([key]) => open.has(key)));
    const { form: slug, version, language } = about;
    const who = typeof answers["for"] === "string" ? answers["for"] : "me";
    return { form: slug, version, language, for: who, answers: said, files, inbox };
  }

  async function send(): Promise<void> {
    // What was chosen goes along, however slow the line; what could not come is said first.
    if (!(await settled(keeping))) throw new NotWholeError();
    const said = JSON.stringify([answers, files]);
    if (attempt?.said !== said) {
      attempt = { said, token: hex(random(32)), item: crypto.randomUUID(), secret: newSecret() };
    }
    const { token, item, secret } = attempt;
    const { lookup, recipient } = await call("receipt", { secret });
    const { frame } = await call("seal", { kind: "request", item, body: body(recipient) });
    const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | null;
    const told = {
      item, epoch: door.epoch.id, frame, lookup, token,
      blobs: files.map((one) => one.blob),
      language: about.language,
      nudge: field("nudge")?.value ?? "",
      tie: field("tie")?.checked ?? false,
    };
    try {
      await api.post(location.pathname, told);
    } catch (error) {
      const fresh = error instanceof ApiError && (error.body as { door?: DoorPublic } | null)?.door;
      if (!fresh) throw error;
      // The door's key changed while this was written: verify the new one and seal again.
      await call("door", { door: fresh });
      door = fresh;
      return send();
    }
    await secretShown(secret);
  }

  async function secretShown(secret: Attempt["secret"]): Promise<void> {
    const list = await wordsOf(secret, about.language);
    const item = (tag: string, told: string) => {
      const made = document.createElement(tag);
      made.textContent = told;
      return made;
    };
    const digits = groups(secret);
    const box = screen("secret");
    $("ol.secret", box).replaceChildren(...list.map((word) => item("li", word)));
    $<HTMLElement>("ol.secret", box).hidden = !list.length;
    $("p.secret", box).replaceChildren(...digits.flatMap((one) => [item("span", one), " "]));
    $<HTMLDetailsElement>("details", box).open = !list.length;
    const right = [plain(list.join("")), digits.join("")].filter(Boolean);
    const typed = $<HTMLTextAreaElement>("#typed", box);
    $("#wrote").addEventListener("click", () => {
      const good = right.includes(plain(typed.value));
      $("#wrong").hidden = good;
      if (good) done(false);
      else typed.focus();
    });
    $("#unwritten").addEventListener("click", () => done(true));
    show("secret");
  }

  function done(skipped: boolean): void {
    form.reset();
    for (const key of Object.keys(answers)) delete answers[key];
    files.length = 0;
    attempt = undefined;
    for (const secret of $$(".secret", form)) secret.replaceChildren();
    for (const only of $$("[data-written]", form)) only.hidden = skipped;
    removeEventListener("beforeunload", leaving);
    show("done");
  }

  // --- hands on -----------------------------------------------------------------------------
  form.addEventListener("submit", (event) => {
    if ((event.submitter as HTMLElement | null)?.dataset.plain !== undefined) {
      removeEventListener("beforeunload", leaving);
    } else if (!$("#moves").hidden) {
      take();
      move(1);
    }
  });
  for (const button of $$<HTMLButtonElement>("[data-go]", form)) {
    button.addEventListener("click", () => {
      const question = questions.find((one) => one.key === at);
      if (button.dataset.go === "skip" && question) forget(question);
      else take();
      if (button.dataset.go === "last") show(asked().at(-1)?.key ?? CHECK);
      else move(button.dataset.go === "back" ? -1 : 1);
    });
  }
  for (const input of $$<HTMLInputElement>("input[type=file]", form)) {
    const question = input.closest<HTMLElement>("[data-screen]")?.dataset.screen ?? "";
    input.addEventListener("change", () => void chosen(keeping, input, question));
  }
  for (const box of $$("[data-voice]", form)) {
    speaking(keeping, box, box.dataset.voice ?? "");
  }
  const sender = $<HTMLButtonElement>("#send");
  sender.addEventListener("click", () => {
    $("#trouble").hidden = true;
    void ui.busy(sender, send).catch((error: unknown) => {
      $("#trouble").hidden = false;
      $("#trouble").textContent =
        error instanceof NotWholeError ? words("file_missing") : sentence(error);
      if (error instanceof SealingError) broken();
    });
  });
  addEventListener("beforeunload", leaving);
  show(asked()[0]?.key ?? CHECK);
}
