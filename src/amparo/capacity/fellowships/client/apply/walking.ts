/** One question a screen: shown, answered, counted, and all of it read once more at the end. */

import { $, $$, clone, words } from "@vault/page";
import type { Kept } from "@questions/files";
import { type Answers, shown, type Value, valueOf, visible } from "@questions/screens";
import { type Asked, missing, tooLong, wordsIn } from "./body";

export const CHECK = "check";
const QUIET = 1_200; // milliseconds without a key before a count is said aloud

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface Walk {
  answers: Answers;
  /** The screen that is shown. */
  at(): string;
  show(name: string, focus?: boolean): void;
  /** Takes what stands in the field of this screen. */
  take(): void;
  /** Puts answers into their fields. */
  fill(answers: Answers): void;
  missing(): Asked[];
  /** Every answer as it is read, with its question. */
  readable(): { label: string; said: string }[];
  /** Everything that was typed is gone from this page. */
  forget(): void;
}

export interface Told {
  /** The questions of the version that is answered. */
  questions(): Asked[];
  files: Kept[];
  /** Somebody went to another screen. */
  moved(): void;
  typed(): void;
}

export function walk(form: HTMLFormElement, told: Told): Walk {
  const { files } = told;
  let answers: Answers = {};
  let at = "";
  let aloud: ReturnType<typeof setTimeout> | undefined;

  const screen = (name: string) => $(`[data-screen="${name}"]`, form);
  const open = () => visible(told.questions(), answers) as Asked[];
  const asked = (key: string) => told.questions().find((one) => one.key === key);
  const fields = (key: string) => $$<Control>("input, select, textarea", screen(key));
  const labelOf = (key: string) => $("h1", screen(key)).textContent?.trim() ?? "";

  function show(name: string, focus = true): void {
    at = name;
    for (const other of $$("[data-screen]", form)) other.hidden = other.dataset.screen !== name;
    const keys = open().map((one) => one.key);
    const place = keys.indexOf(name);
    const question = asked(name);
    $("#moves").hidden = place < 0;
    $("#count").hidden = place < 0;
    $("#count").textContent =
      place < 0 ? "" : words("count", { place: place + 1, of: keys.length });
    $<HTMLElement>('[data-go="back"]').hidden = place === 0;
    $('[data-go="skip"]').textContent = words(question?.required ? "later" : "skip");
    if (question) {
      wrong(name, "");
      counted(question, false);
    }
    if (name === CHECK) check();
    if (!focus) return;
    scrollTo(0, 0);
    const first = $$<HTMLElement>("input, textarea, select, h1", screen(name)).find(
      (one) => one.getAttribute("type") !== "hidden" && one.offsetParent !== null,
    );
    if (first?.tagName === "H1") first.tabIndex = -1;
    first?.focus();
  }

  function take(): void {
    const question = asked(at);
    if (!question || question.kind === "files") return;
    const said = valueOf(form, question);
    if (said === undefined) delete answers[at];
    else answers[at] = said;
  }

  function wrong(key: string, sentence: string): void {
    const place = $(`[data-wrong="${key}"]`, form);
    place.hidden = !sentence;
    place.textContent = sentence;
    for (const field of fields(key)) field.setAttribute("aria-invalid", String(Boolean(sentence)));
  }

  /** Whether the answer on this screen may stay as it is; else it is said why not. */
  function good(): boolean {
    const question = asked(at);
    if (!question) return true;
    const said = answers[at];
    let sentence = "";
    if (tooLong(question, said)) {
      const most = question.limit ?? 0;
      sentence = Array.isArray(said)
        ? words("most_chosen", { most })
        : words("too_long", { count: most, there: wordsIn(String(said)) });
    } else if (question.required && question.kind !== "files" && said === undefined) {
      sentence = words("required");
    }
    wrong(at, sentence);
    if (sentence) fields(at)[0]?.focus();
    return !sentence;
  }

  function move(step: number): void {
    const keys = open().map((one) => one.key);
    show(keys[Math.max(0, keys.indexOf(at) + step)] ?? CHECK);
    told.moved();
  }

  function empty(question: Asked): void {
    put(question, undefined);
    delete answers[question.key];
  }

  function put(question: Asked, said: Value | undefined): void {
    const chosen = (Array.isArray(said) ? said : [said ?? ""]).map(String);
    for (const field of fields(question.key)) {
      if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
        field.checked = chosen.includes(field.value);
      } else if (field.type !== "file") {
        field.value = chosen[0] ?? "";
      }
    }
  }

  // --- words that are counted while somebody types --------------------------------------------
  function counted(question: Asked, speaks: boolean): void {
    const place = form.querySelector<HTMLElement>(`[data-words="${question.key}"]`);
    if (!place || !question.limit) return;
    const there = wordsIn(String(valueOf(form, question) ?? ""));
    const sentence = words("words_there", { count: there, most: question.limit });
    place.textContent = sentence;
    place.classList.toggle("errors", there > question.limit);
    clearTimeout(aloud);
    if (!speaks) return;
    aloud = setTimeout(() => {
      $("#aloud").textContent = sentence;
    }, QUIET);
  }

  // --- the last look --------------------------------------------------------------------------
  const read = (one: Asked): string => {
    const kept = files.filter((file) => file.question === one.key).map((file) => file.name);
    return [shown(form, one, answers[one.key]), ...kept].filter(Boolean).join("\n");
  };

  function check(): void {
    const rows = { said: [] as HTMLElement[], unsaid: [] as HTMLElement[] };
    const goes = (key: string, label: string, template: string, said?: string) => {
      const row = clone(template, { label, said });
      $("button", row).addEventListener("click", () => show(key));
      return row;
    };
    for (const one of open()) {
      const said = read(one);
      const label = labelOf(one.key);
      if (said) rows.said.push(goes(one.key, label, "checked", said));
      else rows.unsaid.push(goes(one.key, label, "unsaid"));
    }
    const lacks = missingNow().map((one) => goes(one.key, labelOf(one.key), "unsaid"));
    $("#said_rows").replaceChildren(...rows.said);
    $("#unsaid_rows").replaceChildren(...rows.unsaid);
    $("#unsaid_all").hidden = !rows.unsaid.length;
    $("#unsaid_count").textContent = String(rows.unsaid.length);
    $("#missing_rows").replaceChildren(...lacks);
    $("#missing").hidden = !lacks.length;
    $("#last").hidden = lacks.length > 0;
  }

  /** What must be answered, or made shorter, before this can be sent. */
  function missingNow(): Asked[] {
    return open().filter(
      (one) => missing(one, answers[one.key]) || tooLong(one, answers[one.key]),
    );
  }

  // --- hands on -------------------------------------------------------------------------------
  form.addEventListener("submit", (event) => {
    const plainly = (event.submitter as HTMLElement | null)?.dataset.plain !== undefined;
    if (plainly || $("#moves").hidden) return;
    take();
    if (good()) move(1);
  });
  form.addEventListener("input", (event) => {
    const question = asked(at);
    if (!question || !screen(at).contains(event.target as Node)) return;
    take();
    counted(question, true);
    told.typed();
  });
  for (const button of $$<HTMLButtonElement>("[data-go]", form)) {
    button.addEventListener("click", () => {
      const { go } = button.dataset;
      const question = asked(at);
      take();
      if (go === "last") return show(open().at(-1)?.key ?? CHECK);
      if (go === "skip" && question && !question.required) empty(question);
      if (go === "next" && !good()) return;
      move(go === "back" ? -1 : 1);
    });
  }

  return {
    get answers() {
      return answers;
    },
    at: () => at,
    show,
    take,
    fill(said) {
      answers = { ...said };
      for (const one of told.questions()) if (one.kind !== "files") put(one, answers[one.key]);
    },
    missing: missingNow,
    readable() {
      const rows = open().map((one) => ({ label: labelOf(one.key), said: read(one) }));
      return rows.filter((one) => one.said);
    },
    forget() {
      form.reset();
      answers = {};
      files.length = 0;
    },
  };
}
