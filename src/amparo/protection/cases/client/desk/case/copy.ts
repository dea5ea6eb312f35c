/** A copy of a case for the person it is about: one page of HTML, made on this device. */

import { ui, words } from "@vault/page";
import type { Kind } from "../../kinds";
import { day, type Desk, onSubmit } from "../desk";
import type { CaseView } from "../store";
import { bodyOf } from "./entries";
import { form } from "./forms";

/** What is ours to think and not theirs to keep, unless somebody chooses so. */
const OURS = new Set<Kind>(["note", "decision", "risk", "verification", "hold", "transfer", "summary"]);

export function copyPanel(desk: Desk, view: CaseView): HTMLElement {
  const made = form(desk, "case-copy");
  onSubmit(made, () => {
    const all = new FormData(made).get("notes") !== null;
    const page = copyOf(desk, view, all);
    ui.download(new Blob([page], { type: "text/html" }), `${words("copy.name")}.html`);
    return Promise.resolve();
  });
  return made;
}

/** The page as text. Nothing in it is a link, a script or somebody else's. */
export function copyOf(desk: Desk, view: CaseView, all: boolean): string {
  const page = document.implementation.createHTMLDocument(words("copy.title"));
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dir = document.documentElement.dir;
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.prepend(charset);
  const add = (tag: string, told: string) => {
    const element = page.createElement(tag);
    element.textContent = told;
    element.dir = "auto";
    page.body.append(element);
  };
  add("h1", words("copy.title"));
  add("p", words("copy.made", { day: day(new Date().toISOString().slice(0, 10)) }));
  for (const entry of view.entries) {
    if (!all && OURS.has(entry.kind)) continue;
    if (entry.kind === "file") continue;
    add("h2", `${words(`kind.${entry.kind}`)} · ${day(entry.day)}`);
    for (const part of texts(bodyOf(desk, view, entry))) add(part.strong ? "h3" : "p", part.told);
  }
  return `<!doctype html>\n${page.documentElement.outerHTML}`;
}

function texts(element: HTMLElement): { told: string; strong: boolean }[] {
  const leaves = [element, ...element.querySelectorAll("*")].filter((one) => !one.childElementCount);
  return leaves
    .filter((one) => one.textContent?.trim() && !one.closest("button"))
    .map((one) => ({ told: one.textContent ?? "", strong: one.tagName === "DT" }));
}
