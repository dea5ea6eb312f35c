/** Forms of this desk: ids of their own, choices, dialogs that ask, buttons that do one thing. */

import { $, $$, clone, fill, type Slot, ui } from "@vault/page";
import { because } from "./acts";
import { type Desk, onSubmit } from "./desk";

let made = 0;

/** Ids, and what names them, apart from every other copy of the same template. */
export function own<E extends HTMLElement>(element: E): E {
  const mark = `-${++made}`;
  for (const one of [element, ...$$("*", element)]) {
    for (const name of ["id", "for", "aria-describedby", "aria-labelledby", "list"]) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value + mark);
    }
  }
  return element;
}

export const field = <E extends HTMLElement = HTMLInputElement>(form: HTMLFormElement, name: string): E =>
  form.elements.namedItem(name) as unknown as E;

/** Boxes or buttons to choose from, in the slot of a name. */
export function choices(
  within: HTMLElement,
  name: string,
  told: readonly (readonly [string, string])[],
  type: "radio" | "checkbox" = "checkbox",
  chosen: readonly string[] = [],
): void {
  const rows = told.map(([value, label]) => {
    const row = clone("desk-choice", { label });
    const input = $<HTMLInputElement>("input", row);
    Object.assign(input, { type, name, value, checked: chosen.includes(value) });
    return row;
  });
  $(`[data-slot=${name}]`, within).replaceChildren(...rows);
}

/** What stands in a form under a name, trimmed; every chosen box of a name. */
export function read(form: HTMLFormElement): { text(name: string): string; list(name: string): string[] } {
  const told = new FormData(form);
  return {
    text: (name) => String(told.get(name) ?? "").trim(),
    list: (name) => told.getAll(name).map(String),
  };
}

/** Ask in a dialog; gives what was filled in when its "yes" was pressed, else null.
 *
 * `check` says what is missing, "" for nothing.
 */
export function asking(
  template: string,
  slots: Record<string, Slot> = {},
  prepare: (form: HTMLFormElement) => void = () => undefined,
  check: (form: HTMLFormElement) => string = () => "",
): Promise<FormData | null> {
  const box = fill(own(clone<HTMLDialogElement>(template)), slots);
  const form = $<HTMLFormElement>("form", box);
  prepare(form);
  document.body.append(box);
  for (const button of $$<HTMLButtonElement>("[data-close]", box)) {
    button.addEventListener("click", () => box.close(""));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = check(form);
    if (!wrong) return box.close("yes");
    const problem = $("[data-slot=problem]", form);
    problem.textContent = wrong;
    problem.hidden = false;
    problem.setAttribute("role", "alert");
  });
  return new Promise((resolve) => {
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue === "yes" ? new FormData(form) : null);
    });
    box.showModal();
  });
}

/**
 * What a form does when it is sent. Its draft is let go first, so that a page that is drawn again
 * meanwhile does not bring it back; it is taken up again where nothing was kept.
 */
export function sending(
  desk: Pick<Desk, "drafts">,
  form: HTMLFormElement,
  draft: string,
  work: (button: HTMLButtonElement) => Promise<void>,
): void {
  desk.drafts.attach(form, draft);
  onSubmit(form, async (button) => {
    const before = desk.drafts.get(draft);
    desk.drafts.done(draft);
    try {
      await work(button);
    } catch (problem) {
      if (before) desk.drafts.set(draft, before);
      throw problem;
    }
  });
}

/** A button that does one thing; what goes wrong is said beside it. */
export function doing(button: HTMLButtonElement, within: HTMLElement, work: () => Promise<void>): void {
  const problem = $("[data-slot=problem]", within);
  problem.hidden = true;
  button.addEventListener("click", () => {
    problem.hidden = true;
    void ui.busy(button, work).catch((reason: unknown) => {
      problem.textContent = because(reason);
      problem.hidden = false;
      problem.setAttribute("role", "alert");
    });
  });
}

/** Words that stand in a paragraph of their own, in whatever script they are. */
export function told(words: string): HTMLElement {
  const element = document.createElement("p");
  element.className = "said";
  element.dir = "auto";
  element.textContent = words;
  return element;
}

export function show(element: HTMLElement, slot: string, shown: boolean): void {
  $(`[data-slot=${slot}]`, element).hidden = !shown;
}
