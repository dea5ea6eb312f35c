/** Who may be chosen: their points, what they are balanced by, and what is missing of it. */

import { $, clone, words } from "@vault/page";
import { fold } from "@vault/desk/search";
import type { FacetsBody, Id } from "../../kinds";
import { type Desk, number } from "../desk";
import { countriesKnown, facetsOf } from "../facets";
import { named, nameOf } from "../list";
import type { CallRow } from "../overview";
import { type Calibrated, calibration, type Judged, rowOf, scoreOf, withAdjusted } from "../ranking/rows";
import { solve } from "../solving";
import type { ApplicationView } from "../store";
import type { Candidate } from "./letters";
import { type Dimension, DIMENSIONS, EACH } from "./rules";

/** Points in thousandths by application. */
export type Points = ReadonlyMap<Id, number>;

export function judgedOf(view: ApplicationView): Judged[] {
  return view.row.readings.flatMap(({ id, state, reviewer }) => {
    const review = view.reviews.get(id);
    const score = state === "done" && review ? scoreOf(review, view.call.criteria) : null;
    return score === null ? [] : [{ reviewer, score }];
  });
}

export function rawPoints(views: readonly ApplicationView[]): Points {
  const found = new Map<Id, number>();
  for (const view of views) {
    const { mean } = rowOf(view.id, judgedOf(view), view.call.readings);
    if (mean !== null) found.set(view.id, mean);
  }
  return found;
}

/** Adjusted for harsh and kind readers, by the same engine that the ranking asks. */
export async function adjustedPoints(views: readonly ApplicationView[], places: number, signal?: AbortSignal): Promise<Points> {
  const judged = new Map(views.map((view) => [view.id, judgedOf(view)]));
  const question = calibration(judged, places);
  if (!question.instance.readings.length) return new Map();
  const answer = await solve<Calibrated>("calibrate", question.instance, signal ? { signal } : {});
  const rows = withAdjusted([...judged].map(([id, some]) => rowOf(id, some, 0)), question, answer);
  return new Map(rows.flatMap((row): [Id, number][] => (row.adjusted === null ? [] : [[row.id, row.adjusted]])));
}

const SAID: Record<Dimension, (facets: FacetsBody) => string[]> = {
  region: (facets) => [facets.region],
  country: (facets) => [facets.country],
  language: (facets) => [facets.language],
  theme: (facets) => facets.themes,
  gender: (facets) => [facets.gender],
  priority: (facets) => facets.priority,
  organisation: (facets) => [folded(facets.organisation)],
  coalition: (facets) => facets.coalitions.map(folded),
};

/** The same organisation however it was written. */
function folded(told: string): string {
  return fold(told).trim();
}

export function candidateOf(view: ApplicationView, points: Points): Candidate {
  const facets = facetsOf(view);
  const has = Object.fromEntries(
    DIMENSIONS.map((one) => [one, [...new Set(SAID[one](facets).filter(Boolean))]]),
  ) as Candidate["has"];
  return { id: view.id, state: view.row.state, points: points.get(view.id) ?? null, has };
}

/** Organisations and coalitions as somebody wrote them, by how they are compared. */
export function written(views: readonly ApplicationView[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const view of views) {
    const { organisation, coalitions } = facetsOf(view);
    for (const one of [organisation, ...coalitions]) if (one && !found.has(folded(one))) found.set(folded(one), one);
  }
  return found;
}

/** What a value is called. */
export function labelOf(dimension: Dimension, value: string, known: ReadonlyMap<string, string> = new Map()): string {
  if (value === EACH) return words(`cohort.each.${dimension}`);
  if (value === "unsaid") return words("cohort.unsaid");
  if (dimension === "region") return words(`region.${value}`);
  if (dimension === "gender") return words(`cohort.gender.${value}`);
  if (dimension === "country") return countriesKnown().get(value)?.name ?? value;
  if (dimension === "language") return named("languages", value);
  if (dimension === "theme") return named("themes", value);
  if (dimension === "priority") return named("groups", value);
  return known.get(value) ?? value;
}

/** Thousandths as people read points. */
export function points(thousandths: number): string {
  return number(Math.round(thousandths / 10) / 100);
}

/** Somebody as a line of a list; `marks` are tags beside the name. */
export function personOf(
  desk: Desk,
  id: Id,
  told: { points?: number | null; marks?: string[]; acts?: HTMLElement[]; known?: ReadonlyMap<string, string> } = {},
): HTMLElement {
  const view = desk.store.applications.get(id);
  const facets = view ? facetsOf(view) : null;
  const place = facets
    ? [countriesKnown().get(facets.country)?.name, facets.language && named("languages", facets.language), facets.organisation]
    : [];
  const made = clone("cohort-person", {
    name: view ? nameOf(view) : words("cohort.not_here"),
    marks: (told.marks ?? []).map(tag),
    place: place.filter(Boolean).join(" · "),
    points: told.points === null || told.points === undefined ? null : words("cohort.points", { points: points(told.points) }),
    acts: told.acts ?? [],
  });
  const link = $<HTMLAnchorElement>("a", made);
  if (view) link.href = `#/application/${id}`;
  return made;
}

function tag(told: string): HTMLElement {
  const element = document.createElement("span");
  element.className = "tag";
  element.textContent = told;
  return element;
}

export function nameFor(desk: Desk, id: Id): string {
  const view = desk.store.applications.get(id);
  return view ? nameOf(view) : words("cohort.not_here");
}

/** Names after one another, isolated from the direction of what stands around them. */
export function namesOf(desk: Desk, ids: readonly Id[]): string {
  const list = new Intl.ListFormat(document.documentElement.lang || "en", { type: "conjunction" });
  return list.format(ids.map((id) => `\u2068${nameFor(desk, id)}\u2069`));
}

/** Whose fellowship ended before it began: they keep no place, whatever their application says. */
export function stopped(desk: Desk): Set<Id> {
  const ended = [...desk.store.fellows.values()].filter((one) => one.row.state === "stopped");
  return new Set(ended.flatMap((one) => one.row.application ?? []));
}

/** Candidates of a call as they are now. */
export function candidatesOf(desk: Desk, call: CallRow, states: readonly string[], found: Points): Candidate[] {
  const gone = stopped(desk);
  const here = desk.store.of(call.id).filter((one) => states.includes(one.row.state) && !gone.has(one.id));
  return here.map((one) => candidateOf(one, found));
}
