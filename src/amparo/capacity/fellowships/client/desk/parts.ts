/** A page in parts: each is drawn again only when what it shows changed, so that nothing typed is lost. */

import { $ } from "@vault/page";
import type { Desk } from "./desk";

/** The slot a part stands in, what draws it, and what it shows. */
export type Part<View> = [
  slot: string,
  draw: (desk: Desk, view: View) => HTMLElement | null,
  shows: (desk: Desk, view: View) => unknown,
];

/**
 * The parts of an element just cloned; call what comes back whenever something may have changed.
 *
 * Their places are found now, while they are empty: a part may have slots of the same name within.
 */
export function partsOf<View>(
  element: HTMLElement,
  parts: readonly Part<View>[],
): (desk: Desk, view: View) => void {
  const places = parts.map(([slot, draw, shows]) => ({
    place: $(`[data-slot=${slot}]`, element), draw, shows, shown: undefined as string | undefined,
  }));
  return (desk, view) => {
    for (const one of places) {
      const now = JSON.stringify(one.shows(desk, view)) ?? "";
      if (one.shown === now) continue;
      one.shown = now;
      const focused = one.place.contains(document.activeElement);
      const made = one.draw(desk, view);
      one.place.replaceChildren(...(made ? [made] : []));
      const heading = focused && one.place.querySelector<HTMLElement>("h2,summary");
      if (!heading) continue;
      heading.tabIndex = heading.matches("summary") ? 0 : -1;
      heading.focus({ preventScroll: true });
    }
  };
}
