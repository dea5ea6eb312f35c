/** The copies of a call that nobody looked at yet, one after another. */

import { $, clone, fill, words } from "@vault/page";
import { copyPart, ofAll, unlooked } from "./application/copy";
import { type Desk, inLanguage, type Maker } from "./desk";
import { show } from "./forms";
import { nameOf } from "./list";
import type { ApplicationView } from "./store";

export const copiesView: Maker = (desk, [id = ""]) => {
  const call = desk.store.calls.get(id);
  if (!call?.mine) return { element: clone("office-no-call"), title: words("copies") };
  const element = clone("office-copies", { call: inLanguage(call.names) || call.slug });
  for (const slot of ["call", "panel", "to-panel"]) {
    $<HTMLAnchorElement>(`a[data-slot=${slot}]`, element).href = slot === "call" ? `#/call/${id}` : `#/panel/${id}`;
  }
  /** Put off for now: shown again after the others. */
  const later = new Set<string>();
  let shown = "";

  function next(): ApplicationView | undefined {
    const waiting = unlooked(desk.store.of(id)).filter((one) => one.body);
    return waiting.find((one) => !later.has(one.id)) ?? waiting[0];
  }

  function render(): void {
    const waiting = unlooked(desk.store.of(id));
    fill(element, { "left-said": words("copies.left", ofAll(waiting.length, waiting.length)) });
    const here = desk.store.applications.get(shown);
    if (here && waiting.includes(here)) return;
    const view = next();
    shown = view?.id ?? "";
    show(element, "done", !waiting.length);
    show(element, "one", Boolean(view));
    if (view) draw(desk, view);
  }

  function draw(on: Desk, view: ApplicationView): void {
    const place = $("[data-slot=one]", element);
    const focused = place.contains(document.activeElement);
    const made = clone("office-copies-one", { name: nameOf(view) });
    $<HTMLAnchorElement>("a", made).href = `#/application/${view.id}`;
    const part = copyPart(on, view, render);
    part.setAttribute("open", "");
    $("[data-slot=part]", made).append(part);
    $("[data-slot=later]", made).addEventListener("click", () => {
      later.add(view.id);
      shown = "";
      render();
    });
    place.replaceChildren(made);
    const heading = $("h2", made);
    heading.tabIndex = -1;
    if (focused) heading.focus();
  }

  render();
  return { element, title: words("copies"), changed: render };
};
