/**
 * Applying, sealed in this browser: the secret first, one question a screen, saved sealed at every
 * move, sent at the end. Nothing leaves unsealed, nothing is kept in this browser.
 *
 * `start` is called by `begin.js` when the person begins or comes back.
 */

import { hex, random } from "@vault/bytes";
import { $, $$, api, ApiError, clone, fill, given, ui, words, worker } from "@vault/page";
import { newSecret } from "@vault/receipt";
import type { Kept } from "@questions/files";
import { chosen, keepingOf, listed, sentence, settled } from "@questions/keeping";
import { caller, type DoorPublic, SealingError } from "@questions/sealing";
import { type Asked, bodyOf, readBody } from "../apply/body";
import { type Kind, type Outcome, saver } from "../apply/saving";
import { hide, show as shown, typedBack, typedIn } from "../apply/secret";
import { CHECK, walk } from "../apply/walking";

interface About {
  form: string;
  version: number;
  language: string;
  blobs: string;
  most: number;
}

/** What the server says of what is under a secret. */
interface Looked {
  id: string;
  version: number;
  state: string;
  label: string;
  own: string | null;
  changes: boolean;
  withdraws: boolean;
  letters: number;
}

interface Refusal {
  code?: string;
  words?: string;
  door?: DoorPublic;
}

const KIND = "application";

export async function start(broken: () => void) {
  const form = $<HTMLFormElement>("#sealed");
  const call = caller(worker("apply-worker"));
  let about = given<About>("about");
  let door = given<DoorPublic>("door");
  let questions = given<Asked[]>("questions");
  let references: unknown[] = [];
  let refusal: Refusal = {};
  let item = "";
  let lookup = "";
  let inbox = "";
  let sent = false;
  let kept = true;
  const { blobs, most } = about;
  const keeping = keepingOf({ call, door: () => door, blobs, most });
  const { files } = keeping;
  keeping.room = (key) => questions.find((one) => one.key === key)?.limit ?? most;
  keeping.changed = () => {
    if (walking.at() === CHECK) walking.show(CHECK, false);
    void saving.save();
  };

  const { short } = await call("door", { door });
  fill($("#keys"), { fingerprint: short });

  const screen = (name: string) => $(`[data-screen="${name}"]`, form);
  const post = <T>(body: object) => api.post<T>(location.pathname, body);
  const leaving = (event: BeforeUnloadEvent) => {
    if (saving.unsaved()) event.preventDefault();
  };
  const status = (sentence: string) => {
    $("#saved").textContent = sentence;
  };
  const clock = () =>
    new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(
      new Date(),
    );

  const walking = walk(form, {
    questions: () => questions,
    files,
    moved: () => void saving.save(),
    typed: () => saving.typed(),
  });

  // --- saving and sending ---------------------------------------------------------------------
  function body() {
    const field = form.querySelector<HTMLInputElement>('[name="extension"]:checked');
    const extension = field?.value ?? "";
    return bodyOf(about, questions, { answers: walking.answers, files, references, extension }, inbox);
  }

  const saving = saver({
    on: () => kept && !sent,
    said() {
      const { language: _said, ...told } = body();
      const nothing = !Object.keys(told.answers).length && !told.files.length;
      return nothing ? "" : JSON.stringify(told);
    },
    async seal(kind, version) {
      const now = body();
      const blobs = files.map((one) => one.blob);
      const { frame: own } = await call("own", { kind: KIND, item, version, body: now });
      if (kind === "save") return { id: item, own, version, blobs };
      const { frame } = await call("seal", { kind: KIND, item, version, body: now });
      return { id: item, own, version, blobs, frame, epoch: door.epoch.id };
    },
    async post(kind, token, sealed) {
      const tie = form.querySelector<HTMLInputElement>('[name="tie"]')?.checked ?? false;
      await post({ act: kind, token, lookup, ...sealed, ...(kind === "send" ? { tie } : {}) });
    },
    why,
    told,
    after(wait, run) {
      const timer = setTimeout(run, wait);
      return () => clearTimeout(timer);
    },
    token: () => hex(random(32)),
  });

  async function why(error: unknown): Promise<Outcome> {
    if (!(error instanceof ApiError)) {
      if (error instanceof SealingError) broken();
      refusal = { words: words("broken") };
      return "refused";
    }
    refusal = (error.body as Refusal | null) ?? {};
    if (refusal.door) {
      await call("door", { door: refusal.door });
      door = refusal.door;
      return "door";
    }
    const { code } = refusal;
    if (code === "elsewhere" || code === "closed" || code === "gone") return code;
    return error.status === 400 || error.status === 403 ? "refused" : "later";
  }

  function told(outcome: Outcome | "saving", kind: Kind): void {
    if (outcome === "done" && kind === "send") arrived();
    else if (outcome === "done") {
      status(kept ? (sent ? words("stays") : saved()) : words("in_one_go"));
    } else if (outcome === "later") status(words("unsaved"));
    else if (outcome === "refused") status(refusal.words ?? words("refused"));
    else if (outcome === "elsewhere") walking.show("elsewhere");
    else if (outcome === "closed" || outcome === "gone") closed(outcome);
  }

  const saved = () => (saving.version ? words("saved", { time: clock() }) : "");

  function arrived(): void {
    for (const only of $$("[data-kept]", screen("done"))) only.hidden = !kept;
    $("#changed").hidden = !sent;
    $("#arrived").hidden = sent;
    sent = true;
    walking.show("done");
  }

  function closed(why: string): void {
    saving.stop();
    fill(screen("closed"), { why: refusal.words ?? words(why) });
    const rows = walking.readable();
    $("#written").replaceChildren(...rows.map((one) => clone("written_row", { ...one })));
    $("#yours").hidden = !rows.length;
    walking.show("closed");
  }

  async function send(): Promise<void> {
    $("#trouble").hidden = true;
    const late = $$<HTMLInputElement>('[name="extension"]', form);
    const unsaid = late.length > 0 && !late.some((one) => one.checked);
    const lost = !(await settled(keeping));
    const outcome = unsaid ? "extension" : lost ? "not_whole" : await saving.send();
    if (!["later", "refused", "door", "extension", "not_whole"].includes(outcome)) return;
    $("#trouble").hidden = false;
    const said = outcome === "refused" || outcome === "later" ? refusal.words : undefined;
    $("#trouble").textContent = said ?? words(outcome === "later" ? "no_line" : outcome);
  }

  // --- the secret, and coming back ------------------------------------------------------------
  async function begin(): Promise<void> {
    const secret = newSecret();
    ({ lookup, recipient: inbox } = await call("receipt", { secret }));
    item = crypto.randomUUID();
    const right = await shown(screen("secret"), secret, about.language);
    secret.fill(0);
    walking.show("secret");
    void typedBack(screen("secret"), right).then((wrote) => {
      hide(screen("secret"));
      right.length = 0;
      kept = wrote;
      status(words(kept ? "will_save" : "in_one_go"));
      walking.show(questions[0]?.key ?? CHECK);
    });
  }

  async function back(): Promise<void> {
    const secret = await typedIn($<HTMLTextAreaElement>("#secret"), $("#no_secret"));
    if (!secret) return;
    ({ lookup, recipient: inbox } = await call("receipt", { secret }));
    secret.fill(0);
    await ui.busy($<HTMLButtonElement>("#open"), home).catch(refused);
  }

  async function home(said = ""): Promise<void> {
    const found = await post<Looked>({ act: "look", lookup });
    $<HTMLTextAreaElement>("#secret").value = "";
    item = found.id;
    sent = found.state === "sent";
    const box = screen("home");
    fill(box, { state: found.label, said });
    $("[data-slot=said]", box).hidden = !said;
    for (const one of $$("[data-if]", box)) {
      one.hidden = !(found as unknown as Record<string, unknown>)[one.dataset.if ?? ""];
    }
    for (const one of $$("[data-when]", box)) one.hidden = one.dataset.when !== found.state;
    if (found.own) await opened(found);
    walking.show("home");
  }

  /** What was saved last, opened here; its questions are those it was begun with. */
  async function opened(found: Looked): Promise<void> {
    const { version, own } = found;
    const read = readBody((await call("mine", { kind: KIND, item, frame: own ?? "", version })).body);
    if (read.version && read.version !== about.version) await older(read.version);
    files.splice(0, files.length, ...(read.files as Kept[]));
    references = read.references;
    walking.fill(read.answers);
    for (const one of questions) if (one.kind === "files") listed(keeping, one.key);
    for (const one of $$<HTMLInputElement>('[name="extension"]', form)) {
      one.checked = one.value === read.extension;
    }
    saving.adopt(version);
    status(words(sent ? "stays" : "will_save"));
  }

  /** The screens of the version that was begun: a page of ours, of which only they are taken. */
  async function older(version: number): Promise<void> {
    const page = await new Promise<Document | null>((done) => {
      const request = new XMLHttpRequest();
      request.open("GET", `?form=${version}`);
      request.responseType = "document";
      request.onloadend = () => done(request.responseXML);
      request.send();
    });
    const screens = page?.querySelector("#screens");
    const asked = page?.querySelector("#questions")?.textContent;
    const now = page?.querySelector("#about")?.textContent;
    if (!screens || !asked || !now) return;
    $("#screens").replaceChildren(...Array.from(document.importNode(screens, true).children));
    questions = JSON.parse(asked) as Asked[];
    about = JSON.parse(now) as About;
    filesTaken();
  }

  async function ended(verb: "withdraw" | "erase"): Promise<void> {
    await post({ act: verb, lookup });
    saving.stop();
    if (verb === "withdraw") return home(words("withdrawn"));
    walking.forget();
    references = [];
    walking.show("erased");
  }

  function refused(error: unknown): void {
    const place = $("#failing");
    place.hidden = false;
    const code = (error as { body?: Refusal })?.body?.code;
    place.textContent = code === "gone" ? words("unknown") : sentence(error);
    place.scrollIntoView();
    if (error instanceof SealingError) broken();
  }

  // --- hands on -------------------------------------------------------------------------------
  function filesTaken(): void {
    for (const input of $$<HTMLInputElement>("#screens input[type=file]", form)) {
      const question = input.closest<HTMLElement>("[data-screen]")?.dataset.screen ?? "";
      input.addEventListener("change", () => chosen(keeping, input, question));
    }
  }
  const acts: Record<string, () => unknown> = {
    edit: () => walking.show(CHECK),
    home: () => home(),
    keep: () => home(),
    newer: () => home(),
    over: async () => {
      // The newer one gives way: what is here becomes the version after it.
      const found = await post<Looked>({ act: "look", lookup });
      saving.version = found.version;
      sent = found.state === "sent";
      walking.show(CHECK);
      await saving.save();
    },
    ask_withdraw: () => walking.show("withdraw"),
    ask_erase: () => walking.show("erase"),
    withdraw: () => ended("withdraw"),
    erase: () => ended("erase"),
    text: () => {
      const rows = walking.readable().map((one) => `${one.label}\n\n${one.said}\n`);
      ui.download(new Blob([rows.join("\n\n")], { type: "text/plain" }), words("file_name"));
    },
    send,
  };
  for (const button of $$<HTMLButtonElement>("[data-act]", form)) {
    button.addEventListener("click", () => {
      $("#failing").hidden = true;
      const act = acts[button.dataset.act ?? ""];
      void ui.busy(button, async () => act?.()).catch(refused);
    });
  }
  filesTaken();
  addEventListener("online", () => saving.online());
  addEventListener("beforeunload", leaving);
  return { begin, back };
}
