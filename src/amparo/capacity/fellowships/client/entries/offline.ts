/**
 * The one file with which somebody applies without a line: it asks nobody anything, keeps nothing,
 * seals to the call's key that it holds, and saves a file that somebody sends later, from anywhere.
 */

import { VaultError } from "@vault/bytes";
import { $, $$, announce, clone, fill, given, ui, words } from "@vault/page";
import { newSecret } from "@vault/receipt";
import { sealer } from "@questions/sealer";
import type { DoorPublic } from "@questions/sealing";
import { type Asked, bodyOf, readBody } from "../apply/body";
import {
  type ApplicationFile,
  type DraftFile,
  nameOf,
  proofs,
  readFile,
  written,
} from "../apply/carrying";
import { hide, show as shown, typedBack, typedIn } from "../apply/secret";
import { CHECK, walk } from "../apply/walking";

interface About {
  form: string;
  version: number;
  language: string;
  call: string;
}

const KIND = "application";
const LARGEST = 2_000_000;

const form = $<HTMLFormElement>("#sealed");
const about = given<About>("about");
const door = given<DoorPublic>("door");
const questions = given<Asked[]>("questions");
const call = sealer();
const screen = (name: string) => $(`[data-screen="${name}"]`, form);

let secret: Awaited<ReturnType<typeof typedIn>> = null;
let item = "";
let lookup = "";
let inbox = "";
let version = 0; // of the last file that can be sent
let references: unknown[] = [];
let sealed = ""; // what was said in the last file that was saved
let last: ApplicationFile | undefined;

const walking = walk(form, {
  questions: () => questions,
  files: [],
  moved: showSaving,
  typed: () => undefined,
});

function body() {
  const extension = form.querySelector<HTMLInputElement>('[name="extension"]:checked')?.value ?? "";
  const said = { answers: walking.answers, files: [], references, extension };
  return bodyOf(about, questions, said, inbox);
}

const said = () => JSON.stringify(body().answers);
const empty = () => said() === "{}";

/** Saving is offered to whoever has the secret: nobody else could open it again. */
function showSaving(): void {
  const asking = questions.some((one) => one.key === walking.at()) || walking.at() === CHECK;
  $("#keeping").hidden = !asking || !secret || empty();
}

function save(file: DraftFile | ApplicationFile): void {
  ui.download(new Blob([written(file)]), nameOf(file));
  sealed = said();
}

async function begin(): Promise<void> {
  secret = newSecret();
  ({ lookup, recipient: inbox } = await call.receipt({ secret }));
  item = crypto.randomUUID();
  const right = await shown(screen("secret"), secret, about.language);
  walking.show("secret");
  void typedBack(screen("secret"), right).then((wrote) => {
    hide(screen("secret"));
    if (!wrote) secret = null;
    walking.show(questions[0]?.key ?? CHECK);
  });
}

/** What was saved before, as a draft or to be sent, opened with its secret. */
async function open(): Promise<void> {
  const picked = $<HTMLInputElement>("#before").files?.[0];
  const wrong = $("#no_file");
  wrong.hidden = true;
  try {
    if (!picked || picked.size > LARGEST) throw new VaultError("file");
    const file = readFile(await picked.text(), about.call);
    const typed = await typedIn($<HTMLTextAreaElement>("#secret"), $("#no_secret"));
    if (!typed) return;
    ({ lookup, recipient: inbox } = await call.receipt({ secret: typed }));
    const { own: frame, version: told } = file;
    const opened = await call.mine({ kind: KIND, item: file.item, frame, version: told });
    const read = readBody(opened.body);
    secret = typed;
    ({ item } = file);
    version = file.amparo === "draft" ? told - 1 : told;
    ({ references } = read);
    walking.fill(read.answers);
    sealed = said();
    $<HTMLTextAreaElement>("#secret").value = "";
    walking.show(CHECK);
    showSaving();
  } catch (error) {
    const code = error instanceof VaultError ? error.code : "broken";
    wrong.hidden = false;
    wrong.textContent = words(code === "file" || code === "call" ? `file_${code}` : "file_secret");
  }
}

async function draft(): Promise<void> {
  walking.take();
  const next = version + 1;
  const { frame: own } = await call.own({ kind: KIND, item, version: next, body: body() });
  save({ amparo: "draft", call: about.call, item, version: next, own });
  announce(words("draft_saved"));
}

async function seal(): Promise<void> {
  const late = $$<HTMLInputElement>('[name="extension"]', form);
  const unsaid = late.length > 0 && !late.some((one) => one.checked);
  $("#trouble").hidden = !unsaid;
  $("#trouble").textContent = unsaid ? words("extension") : "";
  if (unsaid) return;
  if (!last || sealed !== said()) {
    version += 1;
    const told = { kind: KIND, item, version, body: body() };
    const [{ frame: own }, { frame }] = await Promise.all([call.own(told), call.seal(told)]);
    const { fingerprint: org } = door.org;
    const proof = await proofs(lookup, item, version);
    const epoch = door.epoch.id;
    last = { amparo: "application", call: about.call, org, item, epoch, version, ...proof, frame, own };
  }
  save(last);
  const box = screen("done");
  fill(box, { file: nameOf(last) });
  for (const one of $$("[data-kept]", box)) one.hidden = !secret;
  if (secret) await shown($("#once_more", box), secret, about.language);
  walking.show("done");
  showSaving();
}

/** Nothing is left: not what was typed, not the keys, not the page. */
function wipe(): void {
  removeEventListener("beforeunload", leaving);
  walking.forget();
  secret?.fill(0);
  secret = null;
  lookup = inbox = item = sealed = "";
  last = undefined;
  document.title = "";
  document.body.replaceChildren();
  location.replace("about:blank");
}

const leaving = (event: BeforeUnloadEvent) => {
  if (!empty() && sealed !== said()) event.preventDefault();
};

const acts: Record<string, () => unknown> = {
  begin,
  open,
  draft,
  wipe,
  send: seal,
  again: () => last && save(last),
  edit: () => {
    walking.show(CHECK);
    showSaving();
  },
};

async function start(): Promise<void> {
  if (!isSecureContext || !crypto.subtle) throw new VaultError("subtle");
  const { short } = await call.door({ door });
  fill($("#keys"), { fingerprint: short });
  for (const button of $$<HTMLButtonElement>("[data-act]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      void ui.busy(button, async () => acts[button.dataset["act"] ?? ""]?.()).catch(() => {
        announce(words("broken"));
      });
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", leaving);
  let presses: number[] = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    presses = presses.filter((then) => now - then < 2000).concat(now);
    if (presses.length > 2) wipe();
  });
}

start().catch((error: unknown) => {
  const unable = error instanceof VaultError && error.code === "subtle";
  form.replaceChildren(clone(unable ? "unable" : "altered"));
});
