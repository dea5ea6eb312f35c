/** A desk as one page: unlocked, locked, and which view stands on it. */

import { $, $$, announce, api, given, words } from "@vault/page";
import { connect, type Session } from "@vault/session";
import { signWith } from "@vault/signing";
import { because } from "./acting";
import { Drafts } from "./drafts";
import { unlockView } from "./unlock";
import { type AnyDesk, type DeskStore, type Maker, number, type View } from "./view";

const IDLE = 600_000; // milliseconds, as the session counts
const WARNED = 540_000;
const NEWS = 2000; // what is said together with a move belongs to the new view

interface More<S, C> {
  /** The name of the view that somebody begins with; "" where it is missing. */
  firstOf?(can: C): string;
  /** What is done each time once everything is open. */
  opened?(desk: AnyDesk<S, C>): Promise<void>;
}

/**
 * Start the desk of a room: its store, and a view for each name after "#/".
 *
 * The name that is not there leads to "".
 */
export async function start<O, S extends DeskStore<O>, C>(
  storeOf: (session: Session) => S,
  routes: Record<string, Maker<AnyDesk<S, C>>>,
  more: More<S, C> = {},
): Promise<void> {
  // A second Worker would take as much memory again, and a server wants a processor meanwhile.
  const session = await connect({ idle: IDLE, workers: 1 });
  signWith(session);
  const store = storeOf(session);
  const drafts = new Drafts(session);
  const can = given<C>("can");
  const first = () => more.firstOf?.(can) ?? "";
  const place = $("#view");
  let view: View | null = null;
  let touched = Date.now();
  let panicked = false;
  // What is sealed may come while somebody opens their keys.
  let coming: Promise<O> | null = fetchOverview();

  const desk: AnyDesk<S, C> = {
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

  function fetchOverview(): Promise<O> {
    const asked = api.get<O>("overview/");
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
      await more.opened?.(desk);
    } catch (problem) {
      // What is open stays; the rest is asked for again with the next overview.
      if (!shown) throw problem;
      if (session.state === "open") announce(because(problem));
    }
  }

  function show(): void {
    const locked = session.state === "locked";
    $("#deskbar").hidden = locked;
    view?.left?.();
    view = locked ? unlockView(desk, opened) : made();
    place.replaceChildren(view.element);
    document.title = view.title ? `${view.title} · ${words("title")}` : words("title");
    const at = location.hash.split("?")[0] ?? "";
    const current = at.length > 2 ? at : `#/${first()}`;
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
    const maker = (routes[name || first()] ?? routes[""]) as Maker<AnyDesk<S, C>>;
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
