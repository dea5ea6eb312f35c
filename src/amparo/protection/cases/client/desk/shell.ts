/** The views of the desk of cases, by the name after "#/". */

import { $, words } from "@vault/page";
import { start as startDesk } from "@vault/desk/shell";
import { caseView, emergencyView, lentView, referredView } from "./case";
import { type Can, type Desk, type Maker, number } from "./desk";
import { figuresView } from "./figures";
import { handOverView } from "./handover";
import { importView } from "./import";
import { listView } from "./list";
import { newView } from "./new";
import type { Overview } from "./overview";
import { renewOwed, sealOwed } from "./renewing";
import { Store } from "./store";
import { requestView } from "./triage";

const ROUTES: Record<string, Maker> = {
  "": listView,
  request: requestView,
  case: caseView,
  new: newView,
  import: importView,
  figures: figuresView,
  "hand-over": handOverView,
  lent: lentView,
  referred: referredView,
  emergency: emergencyView,
};
/** Where the desk begins: with cases, or with the one list that somebody of another role has. */
const firstOf = (can: Can) => (can.work ? "" : can.lent ? "lent" : can.referred ? "referred" : "");

export function start(): Promise<void> {
  return startDesk<Overview, Store, Can>((session) => new Store(session), ROUTES, {
    firstOf,
    opened: renew,
  });
}

/** What somebody could open who no longer may gets new keys; who has them is said by name. */
async function renew(desk: Desk): Promise<void> {
  const { count, people } = await renewOwed(desk);
  await sealOwed(desk);
  if (!count) return;
  await desk.refresh();
  const names = [...people].map((id) => desk.store.name(id)).filter(Boolean).join(" · ");
  $("#renewed").textContent = words("renewed", { count: number(count), names });
  $("#renewed").hidden = false;
}
