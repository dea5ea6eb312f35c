/** The page of one case: what it is, how to reach the person, what can be done, what happened. */

import { $, $$, announce, clone, fill, words } from "@vault/page";
import type { Kind } from "../../kinds";
import { countryName } from "@questions/asked";
import { day, type Desk, type Maker, options, time } from "../desk";
import { canAnswer, replyForm } from "../reply";
import { type CaseView, entriesOf } from "../store";
import { copyPanel } from "./copy";
import { entryRow, forgetWith, messageRow, openReplies } from "./entries";
import { clockOf, holdPanel, keepPanel, planPanel, shredPanel, statePanel } from "./end";
import { channel } from "./forms";
import { letterPanel } from "./letters";
import { act, loansPanel, referPanel } from "./share";
import { apartPanel, teamPanel } from "./team";
import { addForm, WRITES } from "./write";

const ALL = [...WRITES, "letter", "outcome", "hold", "reply_sent", "request", "transfer", "summary"] as const;

export const caseView: Maker = (desk, [id = ""]) => {
  const element = clone("case-page");
  forgetWith(desk);
  let drawn = "";
  let panels = "";
  const filter = $<HTMLSelectElement>("select", element);
  const kinds = [...ALL.map((one) => [one as string, words(`kind.${one}`)] as const), ["reply", words("kind.reply")] as const];
  options(filter, kinds, "", words("case.all_kinds"));
  filter.addEventListener("change", () => {
    const view = desk.store.cases.get(id);
    if (view) timeline(desk, element, view, filter.value);
  });

  function render(force = false): void {
    const view = desk.store.cases.get(id);
    const now = view ? [JSON.stringify({ ...view.row, items: 0 }), view.entries.map((one) => one.row).join(), view.warnings.length, view.whole].join() : "";
    if (now === drawn && now && !force) return;
    drawn = now;
    $("[data-slot=gone]", element).hidden = Boolean(view) || !desk.store.overview;
    $("[data-slot=body]", element).hidden = !view;
    if (!view) return;
    head(desk, element, view, () => render(true));
    timeline(desk, element, view, filter.value);
    void openReplies(desk, view.row.replies, view.row.submission).then((news) => news && desk.store.cases.get(id) && timeline(desk, element, view, filter.value), () => undefined);
    // Panels are drawn again only when what they offer changed, so that nothing typed is lost.
    const offers = [view.whole, view.row.state, Boolean(view.row.hold), view.row.team.length, Boolean(view.summary)].join();
    if (view.whole && offers !== panels) {
      panels = offers;
      drawPanels(desk, $("[data-slot=panels]", element), view.id);
    }
    for (const one of $$("details[data-panel]", element)) one.dispatchEvent(new Event("written"));
  }

  render();
  // Browsers write titles to their disk: a case's own is on the page alone.
  return { element, title: words("case.title"), changed: () => render() };
};

function head(desk: Desk, element: HTMLElement, view: CaseView, again: () => void): void {
  const { row, summary } = view;
  const missed = row.check_ins.some((one) => one.state === "missed");
  fill(element, {
    title: summary?.title || words("case.untitled"),
    priority: summary ? words(`priority.${summary.priority}`) : "",
    state: words(`state.${row.state}`),
    child: summary?.child ? words("request.child") : "",
    missed: missed ? words("case.missed") : "",
    next: row.next_action ? (time(row.next_action) ?? "") : words("case.no_next"),
    assigned: [summary?.assigned, summary?.second].filter(Boolean).map((one) => desk.store.name(one)).join(", ") || words("nobody"),
    team: row.team.map((one) => desk.store.name(one)).join(", "),
    place: summary?.country ? countryName(summary.country) : words("not_known"),
    clock: clockOf(desk, row),
  });
  const tag = $("[data-slot=priority]", element);
  tag.className = `tag priority ${summary?.priority ?? ""}`;
  for (const name of ["child", "missed", "priority"]) {
    const one = $(`[data-slot=${name}]`, element);
    one.hidden = !one.textContent;
  }
  const warnings = $("[data-slot=warnings]", element);
  warnings.hidden = !view.warnings.length;
  warnings.textContent = view.warnings.map((one) => `${day(one.day)}: ${words(`refused.${one.code}`)}`).join(" ");
  const safe = entriesOf(view, "safe_contact").at(-1)?.body;
  $("[data-slot=safe]", element).replaceChildren(
    safe ? clone("case-safe", { channel: channel(safe.channel), hours: safe.hours, code_phrase: safe.code_phrase, words: safe.words }) : clone("case-no-safe"),
  );
  reveals(desk, $("[data-slot=reveals]", element), view);
  hold(desk, $("[data-slot=hold]", element), view, again);
  checkIns(desk, $("[data-slot=check-ins]", element), view, again);
  linked(desk, $("[data-slot=linked]", element), view);
}

function reveals(desk: Desk, place: HTMLElement, { row }: CaseView): void {
  place.replaceChildren(...row.reveals.map((one) => {
    const told = { first: desk.store.name(one.asked_by), second: desk.store.name(one.completed_by), day: day(one.completed_on ?? one.asked_on) };
    return clone("case-reveal", { said: words(one.completed_on ? "reveal.opened" : "reveal.asked", told) });
  }));
}

function hold(desk: Desk, place: HTMLElement, view: CaseView, again: () => void): void {
  const told = view.row.hold;
  place.replaceChildren();
  if (!told) return;
  const reason = entriesOf(view, "hold").find((one) => one.item === told.reason_item)?.body.reason;
  const said = told.agreed_on ? words("hold.on", { day: day(told.agreed_on) }) : words("hold.waits", { day: day(told.asked_on) });
  const element = clone("case-hold-now", { said, reason: reason ?? null });
  const agree = $<HTMLButtonElement>("[data-slot=agree]", element);
  agree.hidden = Boolean(told.agreed_on) || told.mine;
  const done = async () => {
    await desk.refresh();
    again();
  };
  act(agree, element, () => [{ verb: "hold.agree", hold: told.id }], done);
  act($("[data-slot=lift]", element), element, () => [{ verb: "hold.lift", hold: told.id }], done);
  place.append(element);
}

function checkIns(desk: Desk, place: HTMLElement, view: CaseView, again: () => void): void {
  const rows = view.row.check_ins.filter((one) => one.state !== "made");
  place.replaceChildren(...rows.map((one) => {
    const plan = entriesOf(view, "check_in").find((entry) => entry.item === one.plan_item)?.body;
    const missed = one.state === "missed";
    const element = clone("case-check-in", {
      said: words(missed ? "check_in.missed" : "check_in.due", { day: day(one.due) }),
      plan: plan?.words ?? null,
      escalate: plan?.escalate ?? null,
      escalates: plan?.escalate ? undefined : null,
    });
    if (missed) element.classList.add("warning");
    const done = async () => {
      await desk.refresh();
      announce(words("case.kept"));
      again();
    };
    act($("[data-slot=made]", element), element, () => [{ verb: "checkin.made", check_in: one.id }], done);
    act($("[data-slot=end]", element), element, () => [{ verb: "checkin.end", check_in: one.id }], done);
    return element;
  }));
}

function linked(desk: Desk, place: HTMLElement, view: CaseView): void {
  const incident = view.summary?.incident;
  const same = [...desk.store.cases.values()].filter((one) => incident && one.id !== view.id && one.summary?.incident === incident);
  const ids = new Set([...(view.summary?.links ?? []), ...same.map((one) => one.id)]);
  const links = [...ids].flatMap((id) => {
    const found = desk.store.cases.get(id);
    if (!found || id === view.id) return [];
    const link = document.createElement("a");
    link.href = `#/case/${id}`;
    link.textContent = found.summary?.title || words("case.untitled");
    link.dir = "auto";
    return [link, document.createTextNode(" ")];
  });
  place.replaceChildren(...(links.length ? [clone("case-linked", { links })] : []));
}

function timeline(desk: Desk, element: HTMLElement, view: CaseView, kind: string): void {
  const rows: { day: string; row: HTMLElement }[] = [];
  for (const entry of view.entries) {
    const shown = kind ? entry.kind === kind : entry.kind !== "summary";
    if (shown) rows.push({ day: entry.day, row: entryRow(desk, view, entry) });
  }
  for (const one of view.row.replies) {
    const row = (!kind || kind === "reply") && one.direction === "from" ? messageRow(one) : null;
    if (row) rows.push({ day: one.day, row });
  }
  rows.reverse();
  rows.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
  $("[data-slot=timeline]", element).replaceChildren(...rows.map((one) => one.row));
  $("[data-slot=empty]", element).hidden = rows.length > 0;
}

type Panel = [name: string, made: (view: CaseView, again: () => void) => HTMLElement];

function drawPanels(desk: Desk, place: HTMLElement, id: string): void {
  const view = desk.store.cases.get(id);
  if (!view) return;
  const { state, hold, submission } = view.row;
  const closed = state === "closed";
  const write: Panel[] = WRITES.map((kind: Kind): Panel => [`kind.${kind}`, (now) => addForm(desk, now, kind)]);
  if (submission && request(view)) write.push(["panel.reply", (now) => answer(desk, now)]);
  write.push(["panel.letter", (now) => letterPanel(desk, now)]);
  const share: Panel[] = [
    ["panel.refer", (now) => referPanel(desk, now)],
    ["panel.lent", (now) => loansPanel(desk, now)],
    ["panel.copy", (now) => copyPanel(desk, now)],
  ];
  const whole: Panel[] = [
    ["panel.plan", (now) => planPanel(desk, now)],
    ["panel.state", (now, again) => statePanel(desk, now, again)],
    ["panel.team", (now, again) => teamPanel(desk, now, again)],
    ["panel.apart", (now, again) => apartPanel(desk, now, again)],
  ];
  if (!hold) whole.push(["panel.hold", (now, again) => holdPanel(desk, now, again)]);
  if (closed) whole.push(["panel.keep", (now, again) => keepPanel(desk, now, again)]);
  if (closed && !hold) whole.push(["panel.shred", (now, again) => shredPanel(desk, now, again)]);
  const groups: [string, Panel[]][] = [["panels.write", write], ["panels.share", share], ["panels.case", whole]];
  place.replaceChildren(...groups.map(([name, panels]) =>
    clone("case-panels", { name: words(name), rows: panels.map((one) => panel(desk, id, one)) }),
  ));
}

/** A panel is made when it is opened, and made again after it did what changes its own words. */
function panel(desk: Desk, id: string, [name, made]: Panel): HTMLElement {
  const element = clone<HTMLDetailsElement>("case-panel", { name: words(name) });
  element.dataset["panel"] = name.split(".")[1] ?? "";
  const inside = $("[data-slot=inside]", element);
  const draw = () => {
    const view = desk.store.cases.get(id);
    if (view && element.open) inside.replaceChildren(made(view, draw));
  };
  // A panel without a form only says what is missing: it looks again after something was written.
  element.addEventListener("written", () => inside.querySelector("form") ?? draw());
  element.addEventListener("toggle", () => (element.open ? draw() : inside.replaceChildren()));
  return element;
}

const request = (view: CaseView) => entriesOf(view, "request").at(-1)?.body;

function answer(desk: Desk, view: CaseView): HTMLElement {
  const told = request(view);
  if (!told || !view.row.submission || !canAnswer(told)) return clone("desk-no-inbox");
  return replyForm(desk, view.row.submission, told, view, () => announce(words("reply.sent")));
}
