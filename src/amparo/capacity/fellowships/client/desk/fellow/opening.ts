/** A fellowship that begins: of an application that was accepted, or of an older round without one. */

import { $, announce, clone, fill, words } from "@vault/page";
import type { FellowState, Id, SummaryBody } from "../../kinds";
import { type Act, newId, NotKeptError, send, today } from "../acts";
import { coded, type Desk, inLanguage, type Maker, options } from "../desk";
import { facetsOf } from "../facets";
import { choices, field, own, read, sending, show } from "../forms";
import { FELLOW_PATHS } from "../rows";
import type { ApplicationView } from "../store";
import { bodyOf } from "./fields";
import { entryForm, saidIn } from "./forms";
import { companions } from "./way";

/** "#/fellows/<application>", or "#/fellows/older". */
export const openingView: Maker = (desk, [id = ""]) => {
  const application = desk.store.applications.get(id);
  const older = id === "older";
  if (!desk.can.office || (!older && application?.row.state !== "accepted")) {
    return { element: clone("fellow-none"), title: words("fellow") };
  }
  const made = own(clone("fellow-opening"));
  const form = entryForm("summary", application ? prefilled(application) : {});
  const rest = own(clone("fellow-opening-rest"));
  $("[data-slot=fields]", form).append(rest);
  $("[data-slot=form]", made).replaceChildren(form);
  fill(form, { keep: words("fellows.open") });
  const calls = [...desk.store.calls.values()].filter((one) => one.mine);
  options(field<HTMLSelectElement>(form, "call"), calls.map((one) => [one.id, inLanguage(one.names) || one.slug]), application?.call.id ?? "", words("choose"));
  options(field<HTMLSelectElement>(form, "state"), coded("fellow", Object.keys(FELLOW_PATHS)), "preparing");
  const people = companions(desk).filter(([one]) => one !== desk.store.me);
  options(field<HTMLSelectElement>(form, "coach"), [...people, [desk.store.me, desk.store.name(desk.store.me)]], "", words("nobody"));
  choices(form, "members", people);
  field(form, "began_on").value = today();
  show(form, "older-part", older);
  field<HTMLSelectElement>(form, "call").required = older;
  show(made, "older", older);
  show(made, "accepted", !older);
  sending(desk, form, `opening:${id}`, async () => {
    const fellow = await open(desk, form, application);
    await desk.refresh();
    announce(words("fellows.opened"));
    desk.go(`#/fellow/${fellow}`);
  });
  return { element: made, title: words("fellow") };
};

/** What the application says already. */
export function prefilled(view: Pick<ApplicationView, "facets" | "body">): Partial<SummaryBody> {
  const { name, country, language } = facetsOf(view);
  const said = view.body?.answers ?? {};
  const text = (key: string) => (typeof said[key] === "string" ? String(said[key]) : "");
  const channel = [text("channel"), text("reach")].filter((one) => one && one !== "here").join(": ");
  return { name, country, language, safe_channel: channel };
}

async function open(desk: Desk, form: HTMLFormElement, application?: ApplicationView): Promise<Id> {
  const { session, store } = desk;
  const said = read(form);
  const coach = said.text("coach");
  const members = [...new Set([store.me, ...(coach ? [coach] : []), ...said.list("members")])];
  const id = newId();
  const call = application?.call.id ?? said.text("call");
  const epoch = await session.newEpoch({
    scope_kind: "fellowship", scope: id, compartment: "main", number: 1, members, pairs: true,
  });
  const inbox = application?.body?.inbox;
  const body: Record<string, unknown> = {
    ...bodyOf("summary", saidIn(form, "summary")), coach,
    ...(application ? { application: application.id } : {}), ...(inbox ? { inbox } : {}),
  };
  if (!body["name"]) throw new NotKeptError(words("fellows.name"));
  const frame = await session.sealItem({ scope: id, epoch: epoch.id, item: id, version: 1, kind: "summary", body });
  const items = [{ id: newId(), item: id, version: 1, epoch: epoch.id, frame }];
  const began_on = said.text("began_on") || today();
  const first: Act = { verb: "fellowship.open", fellowship: id, call, epoch, items, began_on };
  if (application) first["application"] = application.id;
  const state = (application ? "preparing" : said.text("state")) as FellowState;
  const steps = (FELLOW_PATHS[state] ?? []).map((verb): Act => ({
    verb: "fellowship.state", fellowship: id, verb_said: verb, items: [],
    ...(verb === "leave" ? { ended_on: said.text("ended_on") || began_on } : {}),
  }));
  await send([first, ...steps]);
  return id;
}
