/** The views of the fellowships' desk, by the name after "#/". */

import { start as startDesk } from "@vault/desk/shell";
import { applicationView } from "./application";
import { callView } from "./call";
import { composeView } from "./compose";
import { copiesView } from "./copies";
import type { Can, Maker } from "./desk";
import { fellowView } from "./fellow";
import { fellowsView } from "./fellows";
import { homeView } from "./home";
import { importView } from "./import";
import { listView } from "./list";
import type { Overview } from "./overview";
import { panelView } from "./panel";
import { rankingView } from "./ranking";
import { declareView, readingsView, readingView } from "./readings";
import { reportView } from "./report";
import { Store } from "./store";

// What follows a name is an id: "#/applications/<call>", "#/application/<id>", "#/panel/<call>".
const ROUTES: Record<string, Maker> = {
  "": homeView,
  applications: listView,
  application: applicationView,
  import: importView,
  call: callView,
  panel: panelView,
  copies: copiesView,
  ranking: rankingView,
  compose: composeView,
  report: reportView,
  readings: readingsView,
  reading: readingView,
  declare: declareView,
  fellows: fellowsView,
  fellow: fellowView,
};

export function start(): Promise<void> {
  return startDesk<Overview, Store, Can>((session) => new Store(session), ROUTES);
}
