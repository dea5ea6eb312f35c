/** One request as it came: read, answered, taken up as a case, or turned away with a reason. */

import { $, announce, clone, fill, ui, words } from "@vault/page";
import type { Id, Priority, RequestBody } from "../kinds";
import { because, send } from "./acts";
import { asked } from "@questions/asked";
import { forgetWith, messageRow, openReplies } from "./case/entries";
import { caseFields, type Given, readCase } from "./caseform";
import { ago, day, type Desk, onSubmit, type View } from "./desk";
import { bringFiles, openCase } from "./opening";
import { canAnswer, replyForm } from "./reply";
import type { SubmissionView } from "./store";

export function requestView(desk: Desk, [id = ""]: string[]): View {
  const element = clone("desk-request");
  forgetWith(desk);
  let drawn = "";

  function render(): void {
    const view = desk.store.submissions.get(id);
    const now = view ? `${view.row.state}${Boolean(view.request)}${view.warning}${view.row.replies.length}` : "";
    if (now === drawn && now !== "") return;
    drawn = now;
    $("[data-slot=gone]", element).hidden = Boolean(view) || !desk.store.overview;
    $("[data-slot=body]", element).hidden = !view;
    if (view) draw(desk, element, view);
  }

  render();
  return { element, title: words("request.title"), changed: render };
}

function draw(desk: Desk, element: HTMLElement, view: SubmissionView): void {
  const { row, request } = view;
  const door = desk.store.overview?.doors.find((one) => one.id === row.door)?.kind ?? "help";
  fill(element, {
    age: ago(row.day),
    day: day(row.day),
    door: words(`door.${door}`),
    kept: row.shred_on ? words("request.kept", { day: day(row.shred_on) }) : "",
    warning: view.warning ? words(`refused.${view.warning}`) : "",
    answers: request ? asked(desk, request, row.epoch) : [],
    answered: row.answered_on ? words("request.answered", { day: day(row.answered_on) }) : "",
  });
  $("[data-slot=warning]", element).hidden = !view.warning;
  $("[data-slot=child]", element).hidden = request?.for !== "child";
  erasing(desk, $("[data-slot=erasing]", element), view);
  void later(desk, $("[data-slot=later]", element), view).catch(() => undefined);
  const taken = $("[data-slot=taken]", element);
  taken.hidden = !row.case;
  if (row.case) $<HTMLAnchorElement>("a", taken).href = `#/case/${row.case}`;
  answering(desk, $("[data-slot=reply]", element), view);
  const form = $<HTMLFormElement>("form.triage", element);
  form.hidden = row.state !== "new" || !request;
  if (!form.hidden && request) deciding(desk, form, view, request);
  const turn = $("[data-slot=turn]", element);
  turn.hidden = !["new", "refused"].includes(row.state) || Boolean(row.case);
  turning(desk, turn, view);
}

/** What its sender wrote afterwards, the oldest first. */
async function later(desk: Desk, place: HTMLElement, { id, row }: SubmissionView): Promise<void> {
  await openReplies(desk, row.replies, id);
  const byDay = [...row.replies].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const rows = byDay.map(messageRow).filter((one) => one !== null);
  place.replaceChildren(...rows);
  place.hidden = !rows.length;
}

/** Its sender wants it gone: it goes on a day, or now. */
function erasing(desk: Desk, place: HTMLElement, { row }: SubmissionView): void {
  place.hidden = row.state !== "erasing";
  if (place.hidden) return;
  fill(place, { "erase-on": words("request.erasing", { day: day(row.erase_on) }) });
  const button = $<HTMLButtonElement>("button", place);
  button.onclick = async () => {
    if ((await ui.dialog("desk-erase")) !== "yes") return;
    await ui.busy(button, async () => {
      try {
        await send([{ verb: "submission.erase", submission: row.id }]);
        await desk.refresh();
        desk.go("#/");
        announce(words("request.erased"));
      } catch (problem) {
        announce(because(problem));
      }
    });
  };
}

function answering(desk: Desk, place: HTMLElement, view: SubmissionView): void {
  const { request, row } = view;
  place.hidden = !request || row.state === "erasing";
  if (place.hidden || !request) return;
  if (!canAnswer(request)) return void place.replaceChildren(clone("desk-no-inbox"));
  const of = row.case ? desk.store.cases.get(row.case) : undefined;
  place.replaceChildren(replyForm(desk, row.id, request, of, () => announce(words("reply.sent"))));
}

/** What the sender's answers already say of a case. */
function guess(request: RequestBody): Given {
  const told = request.answers;
  const list = (key: string) => (Array.isArray(told[key]) ? (told[key] as unknown[]).map(String) : []);
  const urgent: Record<string, Priority> = { now: "urgent", days: "high", weeks: "priority" };
  const priority = urgent[String(told["soon"] ?? "")];
  return {
    country: String(told["country"] ?? ""),
    category: list("needs"),
    priority_groups: list("work"),
    child: request.for === "child" || told["child"] === "yes",
    ...(told["child_safe"] === "no" ? { priority: "urgent" } : priority ? { priority } : {}),
  };
}

function deciding(desk: Desk, form: HTMLFormElement, view: SubmissionView, request: RequestBody): void {
  if (form.dataset["for"] === view.id) return;
  form.dataset["for"] = view.id;
  const known = guess(request);
  caseFields(desk, form, known);
  onSubmit(
    form,
    async () => {
      const chosen = readCase(desk, form, { ...known, asked_on: view.row.day });
      const rejected = chosen.summary.priority === "rejected";
      const kept = desk.store.overview?.retention.intake_days ?? 90;
      const words_ = chosen.summary.reason ?? "";
      const id = await openCase(desk, {
        ...chosen,
        request,
        submission: view.id,
        ...(rejected
          ? {
              closed: { keep_days: kept },
              summary: { ...chosen.summary, outcome: "refused" },
              more: [{ kind: "outcome" as const, body: { outcome: "refused", words: words_ } }],
            }
          : {}),
      });
      desk.drafts.done(`triage:${view.id}`);
      if (request.files?.length) await files(desk, form, id, request, view.row.epoch);
      desk.go(`#/case/${id}`);
      announce(words(rejected ? "triage.rejected" : "triage.opened"));
    },
    { desk, draft: `triage:${view.id}` },
  );
}

/** Files follow; where that fails the case stands, and whoever holds the door's key has them. */
async function files(
  desk: Desk,
  form: HTMLFormElement,
  id: Id,
  request: RequestBody,
  epoch: Id,
): Promise<void> {
  const bar = $<HTMLProgressElement>("progress", form);
  bar.hidden = false;
  try {
    await bringFiles(desk, id, request.files, epoch, (done) => (bar.value = done));
  } catch (problem) {
    await ui.dialog("desk-files-left", { why: because(problem) });
  } finally {
    bar.hidden = true;
  }
}

/** What is no request at all is set aside without a case; it can be taken back. */
function turning(desk: Desk, place: HTMLElement, { row }: SubmissionView): void {
  const button = $<HTMLButtonElement>("button", place);
  const back = row.state === "refused";
  button.textContent = words(back ? "request.take_back" : "request.set_aside");
  button.onclick = () =>
    void ui.busy(button, async () => {
      try {
        const state = back ? "new" : "refused";
        await send([{ verb: "submission.state", submission: row.id, state }]);
        row.state = state;
        desk.store.changed();
        announce(words(back ? "request.taken_back" : "request.was_set_aside"));
      } catch (problem) {
        announce(because(problem));
      }
    });
}
