/** One fellow's page: who they are, what is next, what is agreed, and everything that was written. */

import { $, clone, fill, words } from "@vault/page";
import { lettersPart } from "../application/letters";
import { day, type Desk, inLanguage, type Maker } from "../desk";
import { countriesKnown } from "../facets";
import { show } from "../forms";
import { named } from "../list";
import { type Part, partsOf } from "../parts";
import type { FellowView } from "../store";
import { addPart, forget, summaryPart, timelinePart } from "./entries";
import { followPart } from "./follow";
import { papersPart } from "./papers";
import { whatIsNext } from "./plan";
import { publicPart } from "./public";
import { stepsPart } from "./steps";
import { teamPart } from "./team";
import { alumniPart, wayPart } from "./way";

const application = (desk: Desk, view: FellowView) => desk.store.applications.get(view.row.application ?? "");
const letters = (desk: Desk, view: FellowView) => {
  const found = application(desk, view);
  return found ? lettersPart(desk, found) : null;
};
const lettersOf = (desk: Desk, view: FellowView) => {
  const found = application(desk, view);
  return found && [found.row.letters, found.letters.map((one) => Boolean(one.body)), Boolean(found.body)];
};
const rowsOf = (view: FellowView, ...kinds: string[]) =>
  view.entries.filter((one) => kinds.includes(one.kind)).map((one) => one.row);
const summaryRow = (view: FellowView) => rowsOf(view, "summary");

const PARTS: readonly Part<FellowView>[] = [
  ["way", wayPart, (desk, view) => [view.row.state, view.row.told, view.row.next_on, rowsOf(view, "outcome"), desk.store.calls.get(view.row.call)?.composes]],
  ["steps", stepsPart, (_desk, view) => rowsOf(view, "step")],
  ["follow", followPart, (desk, view) => [view.row.follow_ups, lettersOf(desk, view)]],
  ["letters", letters, lettersOf],
  ["add", addPart, (_desk, view) => [rowsOf(view, "risk_plan", "return_plan", "access_needs", "insurance", "accommodation", "outcome")]],
  ["papers", papersPart, (_desk, view) => [rowsOf(view, "certificate", "consent"), view.row.ended_on, summaryRow(view)]],
  ["summary", summaryPart, (_desk, view) => [summaryRow(view), view.row.team]],
  ["team", teamPart, (desk, view) => [view.row.team, desk.store.overview?.people]],
  ["alumni", alumniPart, (_desk, view) => view.row.alumni],
  ["public", publicPart, (_desk, view) => [view.row.described, rowsOf(view, "consent")]],
  ["timeline", timelinePart, (desk, view) => [view.entries.map((one) => one.row), desk.store.calls.get(view.row.call)?.disbursements]],
];

const bound = new WeakSet<object>();

export const fellowView: Maker = (desk, [id = ""]) => {
  const element = clone("fellow-page");
  const draw = partsOf(element, PARTS);
  if (!bound.has(desk.session)) {
    bound.add(desk.session);
    desk.session.on("lock", forget);
  }

  function render(): void {
    const view = desk.store.fellows.get(id);
    show(element, "gone", !view && Boolean(desk.store.overview));
    show(element, "body", Boolean(view));
    if (!view) return;
    head(desk, element, view);
    draw(desk, view);
  }

  render();
  // Browsers write titles to their disk: a fellow's name is on the page alone.
  return { element, title: words("fellow"), changed: render };
};

function head(desk: Desk, element: HTMLElement, view: FellowView): void {
  const { row, summary } = view;
  const call = desk.store.calls.get(row.call);
  const next = whatIsNext(row);
  fill(element, {
    "head-name": summary?.name || words("application.sealed"),
    "head-state": words(`fellow.${row.state}`),
    "head-told": words("application.told", { state: words(`fellow_told.${row.told}`) }),
    "head-alumni": row.alumni ? words("alumni.tag") : "",
    "head-call": inLanguage(call?.names ?? {}) || call?.slug || words("not_known"),
    "head-next": next ? day(next) : words("fellows.no_next"),
    "head-team": row.team.map((one) => desk.store.name(one)).filter(Boolean).join(", "),
    "head-coach": summary?.coach ? desk.store.name(summary.coach) : words("nobody"),
    "head-place": [summary?.country && countriesKnown().get(summary.country)?.name, summary?.language && named("languages", summary.language), summary?.pronouns].filter(Boolean).join(" · "),
    "head-clock": row.shred_on ? words("fellows.clock", { day: day(row.shred_on) }) : words("fellows.no_clock"),
    "head-channel": summary?.safe_channel || words("fellows.no_channel"),
    "head-hours": summary?.hours ?? "",
    "head-code": summary?.code_phrase ?? "",
    "head-warnings": [...new Set(view.warnings.map((one) => words(`refused.${one.code}`)))].join(" "),
  });
  show(element, "head-alumni", row.alumni);
  show(element, "head-warnings", view.warnings.length > 0);
  for (const name of ["hours", "code"]) show(element, `${name}-part`, Boolean($(`[data-slot=head-${name}]`, element).textContent));
  const link = $<HTMLAnchorElement>("[data-slot=head-application]", element);
  link.hidden = !application(desk, view);
  link.href = `#/application/${row.application ?? ""}`;
}
