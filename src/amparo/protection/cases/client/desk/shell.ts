/** The desk as one page: unlocked, locked, and which view stands on it. */

import { $, $$, announce, api, given, words } from "@vault/page";
import { connect } from "@vault/session";
import { signWith } from "@vault/signing";
import { because } from "./acts";
import { caseView, emergencyView, lentView, referredView } from "./case";
import type { Can, Desk, Maker, View } from "./desk";
import { number } from "./desk";
import { Drafts } from "./drafts";
import { figuresView } from "./figures";
import { handOverView } from "./handover";
import { importView } from "./import";
import { listView } from "./list";
import { newView } from "./new";
import type { Overview } from "./overview";
import { renewOwed, sealOwed } from "./renewing";
import { Store } from "./store";
import { requestView } from "./triage";
import { unlockView } from "./unlock";

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
const IDLE = 600_000; // milliseconds, as the session counts
const WARNED = 540_000;
const NEWS = 2000; // what is said together with a move belongs to the new view

export async function start(): Promise<void> {
  // A second Worker would take as much memory again, and a server wants a processor meanwhile.
  const session = await connect({ idle: IDLE, workers: 1 });
  signWith(session);
  const store = new Store(session);
  const drafts = new Drafts(session);
  const can = given<Can>("can");
  const place = $("#view");
  let view: View | null = null;
  let touched = Date.now();
  let panicked = false;
  // What is sealed may come while somebody opens their keys.
  let coming: Promise<Overview> | null = fetchOverview();

  const desk: Desk = {
    session,
    store,
    drafts,
    can,
    go(hash) {
      if (location.hash === hash) show();
      else location.hash = hash;
    },
    async refresh() {
      await store.load();
    },
  };

  function fetchOverview(): Promise<Overview> {
    const asked = api.get<Overview>("overview/");
    asked.catch(() => undefined);
    return asked;
  }

  async function opened(): Promise<void> {
    touched = Date.now();
    document.body.dataset["vault"] = "open";
    const overview = await (coming ?? fetchOverview()).catch(fetchOverview);
    coming = null;
    let shown = false;
    try {
      await store.load(overview, async () => {
        await drafts.reopen();
        shown = true;
        show();
      });
      await renew();
    } catch (problem) {
      // What is open stays; the rest is asked for again with the next overview.
      if (!shown) throw problem;
      if (session.state === "open") announce(because(problem));
    }
  }

  /** What somebody could open who no longer may gets new keys; who has them is said by name. */
  async function renew(): Promise<void> {
    const { count, people } = await renewOwed(desk);
    await sealOwed(desk);
    if (!count) return;
    await desk.refresh();
    const names = [...people].map((id) => store.name(id)).filter(Boolean).join(" · ");
    $("#renewed").textContent = words("renewed", { count: number(count), names });
    $("#renewed").hidden = false;
  }

  function show(): void {
    const locked = session.state === "locked";
    $("#deskbar").hidden = locked;
    view?.left?.();
    view = locked ? unlockView(desk, opened) : made();
    place.replaceChildren(view.element);
    document.title = view.title ? `${view.title} · ${words("title")}` : words("title");
    const at = location.hash.split("?")[0] ?? "";
    const current = at.length > 2 ? at : `#/${firstOf(can)}`;
    for (const link of $$<HTMLAnchorElement>("#deskbar a[href^='#']")) {
      const here = link.hash.split("?")[0] === current;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    progress();
  }

  function made(): View {
    const [path = "", asked = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const [name = "", ...rest] = path.split("/").map(decodeURIComponent);
    const maker = ROUTES[name || firstOf(can)] ?? listView;
    return maker(desk, rest, new URLSearchParams(asked));
  }

  /** To another view: what is read next begins at its heading. */
  function moved(): void {
    if (session.state === "locked") return;
    // What was said of an earlier view is no news any more, and would lie over this one.
    const told = document.querySelector<HTMLElement>("#said");
    if (told && Date.now() - Number(told.dataset["at"]) > NEWS) told.textContent = "";
    show();
    const heading = place.querySelector<HTMLElement>("h1, h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    window.scrollTo(0, 0);
  }

  function progress(): void {
    const { done, total } = store.progress;
    const bar = $("#opening");
    const running = session.state === "open" && done < total;
    bar.hidden = !running;
    if (!running) return;
    const drawn = $<HTMLProgressElement>("progress", bar);
    drawn.max = total;
    drawn.value = done;
    $("[data-slot=said]", bar).textContent = words("opening", {
      done: number(done),
      total: number(total),
    });
  }

  store.on(() => {
    progress();
    view?.changed?.();
  });
  session.on("lock", () => {
    const idle = Date.now() - touched >= WARNED;
    store.clear();
    drafts.lock();
    delete document.body.dataset["vault"];
    $("#idle").hidden = true;
    $("#renewed").hidden = true;
    if (panicked) return;
    coming = fetchOverview();
    show();
    announce(words(idle ? "locked.idle" : "locked"));
  });
  $("#lock").addEventListener("click", () => session.lock());
  $("#panic").addEventListener("click", panic);
  addEventListener("hashchange", moved);
  addEventListener("keydown", (event) => {
    if (event.key === "." && (event.ctrlKey || event.metaKey)) panic();
    if (event.key === "/" && !typing(event)) {
      const search = document.querySelector<HTMLInputElement>("#view [type=search]");
      if (search) event.preventDefault();
      search?.focus();
    }
  });
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(kind, () => (touched = Date.now()), { passive: true, capture: true });
  }
  setInterval(() => {
    const soon = session.state === "open" && Date.now() - touched > WARNED;
    if ($("#idle").hidden === soon) $("#idle").hidden = !soon;
  }, 1000);

  /** Forget everything at once, drafts too, and leave nothing of it in this page. */
  function panic(): void {
    panicked = true;
    drafts.forget();
    session.lock();
    store.clear();
    place.replaceChildren();
    location.replace(location.pathname);
  }

  show();
  document.body.dataset["ready"] = "";
}

function typing(event: KeyboardEvent): boolean {
  const at = event.target as HTMLElement;
  return event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
}
