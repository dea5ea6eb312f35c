/**
 * What every page of ours needs: templates to clone, words, the server, saying things aloud.
 *
 * Every visible word comes from Django: from `<template>`s and from the JSON of `#words`.
 */

/** The one element that a selector finds. Raises Error, so that a missing one is seen at once. */
export function $<E extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`nothing on this page is ${selector}`);
  return found;
}

export function $$<E extends Element = HTMLElement>(
  selector: string,
  within: ParentNode = document,
): E[] {
  return Array.from(within.querySelectorAll<E>(selector));
}

/**
 * A copy of what `<template id>` holds, its `[data-slot]`s filled.
 *
 * A slot gets text, or nodes in place of what it held; null or false removes it; undefined leaves
 * it. The template holds one element.
 */
export type Slot = string | number | Node | Node[] | null | false | undefined;

export function clone<E extends HTMLElement = HTMLElement>(
  template: string,
  slots: Record<string, Slot> = {},
): E {
  const source = $<HTMLTemplateElement>(`template#${template}`);
  const made = source.content.firstElementChild?.cloneNode(true) as E | undefined;
  if (!made) throw new Error(`template ${template} is empty`);
  // A browser writes what stands in a form to its disk, to bring it back: not what is sealed here.
  for (const form of made.matches("form") ? [made] : $$("form", made)) {
    form.setAttribute("autocomplete", "off");
  }
  return fill(made, slots);
}

/** Fill the slots inside (or on) an element that is there already. */
export function fill<E extends HTMLElement>(made: E, slots: Record<string, Slot>): E {
  for (const [name, value] of Object.entries(slots)) {
    if (value === undefined) continue;
    const places = $$(`[data-slot="${name}"]`, made);
    if (made.dataset.slot === name) places.unshift(made);
    for (const place of places) {
      if (value === null || value === false) place.remove();
      else if (value instanceof Node) place.replaceChildren(value);
      else if (Array.isArray(value)) place.replaceChildren(...value);
      else place.textContent = String(value);
    }
  }
  return made;
}

let known: Record<string, string> | undefined;

/**
 * A sentence of `<script type="application/json" id="words">`, its `%(name)s` filled.
 *
 * With `count`, `key` may be a list's: `key.one`, `key.few`, … are chosen as the page's language
 * counts. A sentence that is not there shows its key.
 */
export function words(key: string, params: Record<string, string | number> = {}): string {
  known ??= JSON.parse(document.querySelector("#words")?.textContent ?? "{}") as never;
  const all = known as Record<string, string>;
  const count = params["count"];
  const form =
    typeof count === "number"
      ? `${key}.${new Intl.PluralRules(document.documentElement.lang || "en").select(count)}`
      : key;
  const said = all[form] ?? all[`${key}.other`] ?? all[key] ?? key;
  return said.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/** A value that the page was given: `<script type="application/json" id="…">`. */
export function given<T>(id: string): T {
  return JSON.parse($(`#${id}`).textContent ?? "null") as T;
}

/** The server refused. `status` 0: it could not be reached. `body` is its JSON, if any. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`the server answered ${status}`);
    this.name = "ApiError";
  }
}

function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

async function sent(path: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new ApiError(0, null);
  }
  if (response.ok && !response.redirected) return response;
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  // A page in place of an answer is the door to sign in by.
  if (response.redirected) throw new ApiError(401, null);
  throw new ApiError(response.status, isJson ? await response.json().catch(() => null) : null);
}

/** Our own server. Paths are relative to `<meta name="api">`, unless they begin with "/". */
export const api = {
  url(path: string): string {
    return path.startsWith("/") ? path : meta("api") + path;
  },
  async get<T>(path: string): Promise<T> {
    const headers = { Accept: "application/json" };
    return (await (await sent(api.url(path), { headers })).json()) as T;
  },
  async bytes(path: string): Promise<Blob> {
    return (await sent(api.url(path), {})).blob();
  },
  /** POST JSON (bytes are JSON already), or a Blob as it is (a frame). */
  async post<T>(path: string, body: unknown, more: Record<string, string> = {}): Promise<T> {
    const raw = body instanceof Blob;
    const headers = {
      Accept: "application/json",
      "Content-Type": raw ? "application/octet-stream" : "application/json",
      "X-CSRFToken": meta("csrf"),
      ...more,
    };
    const written = raw || body instanceof Uint8Array;
    const told = written ? (body as BodyInit) : JSON.stringify(body);
    const options = { method: "POST", headers, body: told };
    const response = await sent(api.url(path), options);
    return (response.status === 204 ? null : await response.json()) as T;
  },
};

/** Have a screen reader say something, through the page's `[aria-live]`, and show it there. */
export function announce(text: string): void {
  let live = document.querySelector<HTMLElement>("#said");
  if (!live) {
    live = document.createElement("p");
    live.id = "said";
    live.setAttribute("role", "status");
    live.setAttribute("aria-live", "polite");
    $("main").append(live);
  }
  const place = live;
  place.textContent = "";
  place.dataset["at"] = String(Date.now());
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}

export const ui = {
  /**
   * Open the `<dialog>` of a template and wait for the button that closes it.
   *
   * Gives the button's value ("" for Escape). A `[data-close]` button closes it too.
   */
  dialog(template: string, slots: Record<string, Slot> = {}): Promise<string> {
    const box = clone<HTMLDialogElement>(template, slots);
    document.body.append(box);
    for (const button of $$<HTMLButtonElement>("[data-close]", box)) {
      button.addEventListener("click", () => box.close(button.value));
    }
    return new Promise((resolve) => {
      box.addEventListener("close", () => {
        box.remove();
        resolve(box.returnValue);
      });
      box.showModal();
    });
  },
  /** Offer bytes as a file to keep; nothing of it is shown on our origin. */
  download(content: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
  /** Keep a button from a second press while something is done; errors pass through. */
  async busy<T>(button: HTMLButtonElement, work: () => Promise<T>): Promise<T> {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    try {
      return await work();
    } finally {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  },
};

interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

let policy: Policy | undefined;

/**
 * A Worker of ours. The page names its hashed file: `<meta name="worker" content="{% static … %}">`.
 *
 * The one Trusted Types policy there is (`amparo`) lets that address pass, and nothing else.
 */
export function worker(name = "worker"): Worker {
  const address = meta(name);
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (types) {
    policy ??= types.createPolicy("amparo", {
      createScriptURL(url) {
        const asked = new URL(url, location.href);
        const own = asked.origin === location.origin && /worker[.\w-]*\.js$/.test(asked.pathname);
        if (!own || asked.search) throw new TypeError("not a worker of ours");
        return url;
      },
    });
    return new Worker(policy.createScriptURL(address));
  }
  return new Worker(address);
}
