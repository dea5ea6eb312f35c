/** Coming back, opened in this browser: only the lookup leaves, never the secret. */

import { hex, random, sha256, utf8 } from "@vault/bytes";
import { $, $$, api, ApiError, clone, given, ui, words, worker } from "@vault/page";
import { NotASecretError, read } from "@vault/receipt";
import { chosen, keepingOf, sentence, settled, speaking } from "@questions/keeping";
import { caller, type DoorPublic, type Letter, type Slotted } from "@questions/sealing";

interface Looked {
  submission: string;
  slots: Slotted[];
  due: string;
  door: DoorPublic | null;
}

interface Attempt {
  said: string;
  token: string;
  item: string;
}

/** Opens what waits under the secret in the box. Raises where the program cannot work. */
export async function open(box: HTMLFormElement): Promise<void> {
  const typed = $<HTMLTextAreaElement>("textarea", box);
  let secret: Awaited<ReturnType<typeof read>>;
  try {
    secret = await read(typed.value);
  } catch (error) {
    if (!(error instanceof NotASecretError)) throw error;
    const { count, places } = error.told;
    wrong(typed, words(`secret_${error.code}`, { number: count ?? 0, places: (places ?? []).join(", ") }));
    return typed.focus();
  }
  const call = caller(worker("ask-worker"));
  const { lookup } = await call("receipt", { secret });
  let found = await post<Looked>({ act: "look", lookup });
  if (!found.door) throw new Error("no door");
  let door = found.door;
  await call("door", { door });
  typed.value = "";

  const { blobs, most } = given<{ blobs: string; most: number }>("about");
  const keeping = keepingOf({ call, door: () => door, blobs, most });
  const { files } = keeping;
  const stage = clone("inbox");
  const part = (name: string) => $(`[data-part="${name}"]`, stage);
  const told = $("[data-slot=told]", stage);
  const answer = $<HTMLFormElement>("#answer", stage);
  const back = $<HTMLTextAreaElement>("#words_back", stage);
  let attempt: Attempt | undefined;
  let letters: Letter[] = [];

  function post<T>(body: object): Promise<T> {
    return api.post<T>(location.pathname, body);
  }

  function say(key: string): void {
    told.hidden = false;
    told.textContent = words(key);
    scrollTo(0, 0);
  }

  async function show(): Promise<void> {
    const { slots, submission } = found;
    ({ letters } = await call("open", { slots, scope: submission, kind: "reply" }));
    part("letters").replaceChildren(
      ...letters.map((one) => clone("letter", { words: one.words ?? words("unvouched") })),
    );
    part("none").hidden = letters.length > 0;
    part("some").hidden = letters.length === 0;
    part("safe").hidden = !found.due;
  }

  async function act(name: string): Promise<void> {
    if (name === "read") {
      found = await post<Looked>({ act: "read", lookup, ids: letters.map((one) => one.id) });
      await show();
      say("gone");
    } else if (name === "safe") {
      await post({ act: "safe", lookup });
      part("safe").hidden = true;
      say("safe");
    } else {
      await post({ act: "erase", lookup });
      for (const other of Array.from(stage.children)) (other as HTMLElement).hidden = other !== told;
      say("erased");
    }
  }

  async function send(): Promise<void> {
    if (!(await settled(keeping))) return say("file_missing");
    const content = { words: back.value.trim(), files, submission: found.submission };
    if (!content.words && !files.length) return back.focus();
    const said = JSON.stringify(content);
    if (attempt?.said !== said) {
      const token = hex(random(32));
      attempt = { said, token, item: await itemOf(token) };
    }
    const { token, item } = attempt;
    const { frame } = await call("seal", { kind: "reply", item, body: content });
    const ids = files.map((one) => one.blob);
    try {
      await post({ act: "say", lookup, epoch: door.epoch.id, frame, token, blobs: ids });
    } catch (error) {
      const fresh = error instanceof ApiError && (error.body as { door?: DoorPublic } | null)?.door;
      if (!fresh) throw error;
      await call("door", { door: fresh });
      door = fresh;
      return send();
    }
    attempt = undefined;
    back.value = "";
    files.length = 0;
    $("[data-kept=answer]", stage).replaceChildren();
    say("sent");
  }

  function refused(error: unknown): void {
    const unknown = error instanceof ApiError && error.status === 404;
    told.hidden = false;
    told.textContent = unknown ? words("undelivered") : sentence(error);
    scrollTo(0, 0);
  }

  for (const button of $$<HTMLButtonElement>("[data-act]", stage)) {
    button.addEventListener("click", () => {
      void ui.busy(button, () => act(button.dataset.act ?? "")).catch(refused);
    });
  }
  answer.addEventListener("submit", (event) => {
    event.preventDefault();
    void ui.busy($<HTMLButtonElement>("p:last-child button", answer), send).catch(refused);
  });
  for (const input of $$<HTMLInputElement>("input[type=file]", stage)) {
    input.addEventListener("change", () => void chosen(keeping, input, "answer"));
  }
  speaking(keeping, $("[data-voice]", stage), "answer");
  $("#failed").hidden = true;
  $("h1").textContent = words("answers");
  $("#stage").replaceChildren(stage);
  await show();
}

/** Why the secret opens nothing, beside its field. */
function wrong(typed: HTMLTextAreaElement, why: string): void {
  const line = document.querySelector("#wrong") ?? document.createElement("p");
  line.id = "wrong";
  line.className = "errors";
  line.setAttribute("role", "alert");
  line.textContent = why;
  typed.before(line);
}

/** What is sealed names the row that it will be: both follow from the token (`actions.said_id`). */
async function itemOf(token: string): Promise<string> {
  const bytes = (await sha256(utf8(token))).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
