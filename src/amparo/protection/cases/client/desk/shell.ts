/** The views of the desk of cases, by the name after "#/". */

import { start as startDesk } from "@vault/desk/shell";
import { caseView, emergencyView, lentView, referredView } from "./case";
import type { Can, Maker } from "./desk";
import { figuresView } from "./figures";
import { handOverView } from "./handover";
import { importView } from "./import";
import { listView } from "./list";
import { newView } from "./new";
import type { Overview } from "./overview";
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

export function start(): Promise<void> {
  return startDesk<Overview, Store, Can>((session) => new Store(session), ROUTES);
}
