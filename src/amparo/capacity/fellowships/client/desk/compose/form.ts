/** The form: who can be chosen, places, rules and goals in plain words, ties, time. */

import { $, $$, clone, fill, words } from "@vault/page";
import type { ApplicationState } from "../../kinds";
import { coded, type Desk, number } from "../desk";
import { choices, field, own, show } from "../forms";
import type { CallRow } from "../overview";
import type { Candidate } from "./letters";
import { candidatesOf, labelOf, nameFor, personOf, rawPoints, written } from "./people";
import {
  CANDIDATES, type Dimension, DIMENSIONS, EACH, emptyWish, type Fault, isGoal, PROMISED, type Wish, WISHES,
} from "./rules";
import { typed, type Work } from "./work";

const MISSING: readonly Dimension[] = ["region", "language", "gender"];
const NAMED = 12; // names of who lacks something, before "and others"
const FIXED: Partial<Record<Dimension, readonly string[]>> = {
  region: ["AFR", "APG", "EEG", "GRULAC", "WEOG"],
  gender: ["woman", "man", "other"],
};

export interface Form {
  element: HTMLFormElement;
  /** Draw again what depends on the applications. */
  standing(): void;
  faults(found: readonly Fault[]): void;
  /** Draw the whole again from what is asked. */
  redraw(): void;
  candidates(): Candidate[];
  known(dimension: Dimension, value: string): boolean;
}

export function formOf(desk: Desk, call: CallRow, work: () => Work, changed: () => void): Form {
  const element = own(clone<HTMLFormElement>("cohort-form"));
  const rows = $("[data-slot=wishes]", element);
  let opened = -1;

  const points = () => work().adjusted && work().asked.options.points === "adjusted" ? work().adjusted : null;
  const candidates = () =>
    candidatesOf(desk, call, work().asked.options.states, points() ?? rawPoints(desk.store.of(call.id)));

  function known(dimension: Dimension, value: string): boolean {
    return candidates().some((one) => one.has[dimension].includes(value));
  }

  function redraw(): void {
    const { options } = work().asked;
    const counts = new Map<string, number>();
    for (const one of desk.store.of(call.id)) counts.set(one.row.state, (counts.get(one.row.state) ?? 0) + 1);
    choices(
      element, "states",
      coded("state", CANDIDATES).map(([state, label]): [string, string] => [state, `${label} (${number(counts.get(state) ?? 0)})`]),
      "checkbox", options.states,
    );
    for (const box of $$<HTMLInputElement>("[name=states]", element)) {
      // Whoever has an offer or said yes is in: no cohort is composed around them.
      if (PROMISED.includes(box.value as ApplicationState)) box.disabled = true;
    }
    choices(element, "points", coded("cohort.by", ["raw", "adjusted"]), "radio", [options.points]);
    for (const name of ["least", "most", "band", "seed", "count", "different", "seconds"] as const) {
      field(element, name).value = options[name];
    }
    field(element, "lottery").checked = options.lottery;
    field(element, "unread").checked = options.unread;
    show(element, "seed-part", options.lottery);
    wishes();
    standing();
    faults(work().faults);
  }

  function wishes(): void {
    const list = values(candidates(), written(desk.store.of(call.id)));
    rows.replaceChildren(...work().asked.wishes.map((one, at) => row(one, at, list)));
    show(element, "no-wishes", !work().asked.wishes.length);
  }

  function row(wish: Wish, at: number, list: Values): HTMLElement {
    const made = own(clone("cohort-wish"));
    const name = (part: string) => $<HTMLInputElement & HTMLSelectElement>(`[data-part=${part}]`, made);
    for (const part of ["kind", "people", "what", "points"]) {
      name(part).name = `wish-${at}-${part}`;
      name(part).closest<HTMLElement>("[data-field]")?.setAttribute("data-field", `wish-${at}-${part}`);
    }
    name("kind").replaceChildren(...WISHES.map((one) => new Option(words(`cohort.kind.${one}`), one, false, one === wish.kind)));
    const chosen = wish.dimension ? `${wish.dimension}/${wish.value}` : "";
    name("what").replaceChildren(new Option(words("choose"), ""), ...groups(list, chosen));
    name("what").value = chosen;
    name("people").value = wish.people;
    name("points").value = wish.points;
    show(made, "points-part", isGoal(wish.kind));
    $("[data-slot=remove]", made).addEventListener("click", () => {
      work().asked.wishes.splice(at, 1);
      work().faults = [];
      said();
      wishes();
      faults([]);
      ($<HTMLElement>("[data-slot=add]", element)).focus();
    });
    return made;
  }

  function pins(): void {
    const { pins: all } = work().asked.options;
    show(element, "pins-part", all.length > 0);
    fill(element, {
      pins: all.map((one) => {
        const made = clone("cohort-pin-row", {
          said: words(one.in ? "cohort.pin.in" : "cohort.pin.out", { name: `\u2068${nameFor(desk, one.id)}\u2069` }),
          why: one.why,
        });
        $("button", made).addEventListener("click", () => {
          const { options } = work().asked;
          options.pins = options.pins.filter((other) => other.id !== one.id);
          said();
          pins();
        });
        return made;
      }),
    });
  }

  function standing(): void {
    const all = candidates();
    const unread = all.filter((one) => one.points === null);
    fill(element, {
      standing: words("cohort.candidates", { count: all.length, number: number(all.length) }),
      missing: [
        ...(unread.length ? [lacking("points", unread)] : []),
        ...MISSING.flatMap((one) => {
          const without = all.filter((candidate) => !candidate.has[one].length);
          return without.length ? [lacking(one, without)] : [];
        }),
      ],
    });
    show(element, "unread-part", unread.length > 0);
    pins();
    // Values that rules can name come as applications are opened.
    const now = all.filter((one) => one.has.region.length || one.has.language.length).length;
    if (now === opened || rows.contains(document.activeElement)) return;
    opened = now;
    wishes();
  }

  function lacking(what: Dimension | "points", without: readonly Candidate[]): HTMLElement {
    const made = clone("cohort-missing", {
      said: words(`cohort.missing.${what}`, { count: without.length, number: number(without.length) }),
      names: without.slice(0, NAMED).map((one) => personOf(desk, one.id)),
    });
    show(made, "more", without.length > NAMED);
    return made;
  }

  /** What is in the fields, as it was typed. */
  function take(): void {
    const { asked } = work();
    const { options } = asked;
    const box = (name: string) => field(element, name).checked;
    for (const name of ["least", "most", "band", "seed", "count", "different", "seconds"] as const) {
      options[name] = field(element, name).value;
    }
    options.lottery = box("lottery");
    options.unread = box("unread");
    options.states = $$<HTMLInputElement>("[name=states]", element)
      .filter((one) => one.checked)
      .map((one) => one.value as ApplicationState);
    options.points = $<HTMLInputElement>("[name=points]:checked", element).value as "raw" | "adjusted";
    asked.wishes = asked.wishes.map((_, at) => {
      const part = (name: string) => field(element, `wish-${at}-${name}`).value;
      const [dimension = "", ...rest] = part("what").split("/");
      return {
        kind: part("kind") as Wish["kind"], dimension: dimension as Wish["dimension"], value: rest.join("/"),
        people: part("people"), points: part("points"),
      };
    });
    show(element, "seed-part", options.lottery);
    $$("[data-slot=wishes]>li", element).forEach((made, at) => {
      const wish = asked.wishes[at];
      if (wish) show(made, "points-part", isGoal(wish.kind));
    });
  }

  function faults(found: readonly Fault[]): void {
    for (const place of $$("[data-field]", element)) {
      const told = found.filter((one) => one.field === place.dataset["field"]);
      const error = $(".errors", place);
      error.textContent = told.map((one) => words(`cohort.fault.${one.code}`)).join(" ");
      error.hidden = !told.length;
      place.classList.toggle("wrong", told.length > 0);
      for (const one of $$("input,select", place)) {
        one.toggleAttribute("aria-invalid", told.length > 0);
        if (told.length) one.setAttribute("aria-invalid", "true");
        error.id ||= `cohort-error-${place.dataset["field"] ?? ""}`;
        if (!one.dataset["help"]) one.dataset["help"] = one.getAttribute("aria-describedby") ?? " ";
        const described = `${one.dataset["help"].trim()} ${told.length ? error.id : ""}`.trim();
        if (described) one.setAttribute("aria-describedby", described);
        else one.removeAttribute("aria-describedby");
      }
      for (const box of told.length ? [place.closest("details")] : []) box?.setAttribute("open", "");
    }
    const other = found.filter((one) => !one.field).map((one) => words(`cohort.fault.${one.code}`));
    const problem = $("[data-slot=problem]", element);
    problem.textContent = [...(found.length ? [words("cohort.faults", { count: found.length, number: number(found.length) })] : []), ...other].join(" ");
    problem.hidden = !found.length;
    if (found.length) element.querySelector<HTMLElement>(".wrong :is(input,select)")?.focus();
  }

  function said(): void {
    typed(desk, call, work());
    changed();
  }

  element.addEventListener("input", () => {
    take();
    said();
  });
  element.addEventListener("change", (event) => {
    const name = (event.target as HTMLInputElement).name;
    take();
    if (name === "states" || name === "points") {
      wishes();
      standing();
    }
    said();
  });
  $("[data-slot=add]", element).addEventListener("click", () => {
    work().asked.wishes.push(emptyWish());
    wishes();
    said();
    $<HTMLElement>("li:last-child select", rows).focus();
  });
  $("[data-slot=make-seed]", element).addEventListener("click", () => {
    field(element, "seed").value = Array.from(crypto.getRandomValues(new Uint8Array(8)), (one) => one.toString(16).padStart(2, "0")).join("");
    take();
    said();
  });
  redraw();
  return { element, standing, faults, redraw, candidates, known };
}

type Values = Map<Dimension, [string, string][]>;

/** Values that a rule can name: fixed lists, and what candidates have; organisations that come twice. */
function values(all: readonly Candidate[], known: ReadonlyMap<string, string>): Values {
  const found: Values = new Map();
  const compare = new Intl.Collator(document.documentElement.lang || "en").compare;
  for (const dimension of DIMENSIONS) {
    const counts = new Map<string, number>((FIXED[dimension] ?? []).map((one) => [one, 0]));
    for (const one of all) for (const value of one.has[dimension]) counts.set(value, (counts.get(value) ?? 0) + 1);
    const alone = dimension === "organisation" || dimension === "coalition";
    const told = [...counts]
      .filter(([, count]) => !alone || count > 1)
      .map(([value, count]): [string, string] => [value, `${labelOf(dimension, value, known)} (${number(count)})`])
      .sort((a, b) => compare(a[1], b[1]));
    found.set(dimension, [[EACH, labelOf(dimension, EACH)], ...told]);
  }
  return found;
}

function groups(list: Values, chosen: string): HTMLElement[] {
  return [...list].map(([dimension, told]) => {
    const group = document.createElement("optgroup");
    group.label = words(`cohort.dimension.${dimension}`);
    const missing = chosen.startsWith(`${dimension}/`) && !told.some(([value]) => `${dimension}/${value}` === chosen);
    const own: [string, string][] = missing ? [[chosen.slice(dimension.length + 1), labelOf(dimension, chosen.slice(dimension.length + 1))]] : [];
    group.append(...[...told, ...own].map(([value, label]) => new Option(label, `${dimension}/${value}`)));
    return group;
  });
}
