/**
 * What is being typed: kept in memory while the person looks at other pages of the desk.
 *
 * A moment after each change it is also sealed to their own key; at a lock only that is kept, and
 * the same keys open it again. Nothing reaches the server or the disk.
 */

import { $$ } from "@vault/page";
import type { Session } from "@vault/session";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Typed = Record<string, string | string[]>;

export class Drafts {
  private open = new Map<string, Typed>();
  private sealed = new Map<string, { frame: string; item: string }>();
  private timers = new Map<string, number>();

  constructor(private readonly session: Session) {
    addEventListener("beforeunload", (event) => {
      if (this.any()) event.preventDefault();
    });
  }

  any(): boolean {
    return this.open.size + this.sealed.size > 0;
  }

  /** Give a form what was typed in it before, and remember what is typed from now on. */
  attach(form: HTMLFormElement, key: string): void {
    const before = this.open.get(key);
    if (before) {
      for (const field of fields(form)) restore(field, before[field.name]);
      form.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const keep = () => this.set(key, typed(form));
    form.addEventListener("input", keep);
    form.addEventListener("change", (event) => event.isTrusted && keep());
  }

  set(key: string, told: Typed): void {
    this.open.set(key, told);
    clearTimeout(this.timers.get(key));
    this.timers.set(key, window.setTimeout(() => void this.seal(key), 700));
  }

  get(key: string): Typed | undefined {
    return this.open.get(key);
  }

  /** It was kept by the server, or given up. */
  done(key: string): void {
    clearTimeout(this.timers.get(key));
    this.open.delete(key);
    this.sealed.delete(key);
  }

  /** At a lock: no words stay in memory. */
  lock(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.open.clear();
  }

  forget(): void {
    this.lock();
    this.sealed.clear();
  }

  private async seal(key: string): Promise<void> {
    const body = this.open.get(key);
    const me = this.session.me;
    if (!body || !me) return;
    const item = crypto.randomUUID();
    const expect = { scope: me.id, item, epoch: me.id, version: 1, kind: "draft" };
    const frame = await this.session.sealTo(me.id, { ...expect, body }).catch(() => "");
    if (frame && this.open.has(key)) this.sealed.set(key, { frame, item });
  }

  /** After an unlock: what was sealed is opened again. */
  async reopen(): Promise<void> {
    const me = this.session.me;
    for (const [key, { frame, item }] of this.sealed) {
      if (!me || this.open.has(key)) continue;
      const expect = { scope: me.id, item, epoch: me.id, version: 1, kind: "draft" };
      const { payload } = await this.session.openOne({ id: item, frame, expect, mine: true });
      if (payload) this.open.set(key, payload.body as Typed);
    }
  }
}

function fields(form: HTMLFormElement): Field[] {
  return $$<Field>("input[name],textarea[name],select[name]", form).filter(
    (one) => one.type !== "file" && one.type !== "hidden",
  );
}

/** What a form holds now, by name; boxes and multiple choices as lists. */
export function typed(form: HTMLFormElement): Typed {
  const told: Typed = {};
  for (const field of fields(form)) {
    if (field instanceof HTMLInputElement && field.type === "radio") {
      if (field.checked) told[field.name] = field.value;
    } else if (field instanceof HTMLInputElement && field.type === "checkbox") {
      const list = (told[field.name] ??= []) as string[];
      if (field.checked) list.push(field.value);
    } else if (field instanceof HTMLSelectElement && field.multiple) {
      told[field.name] = Array.from(field.selectedOptions, (one) => one.value);
    } else told[field.name] = field.value;
  }
  return told;
}

export function restore(field: Field, value: string | string[] | undefined): void {
  if (value === undefined) return;
  if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
  else if (field instanceof HTMLInputElement && field.type === "checkbox") {
    field.checked = value.includes(field.value);
  } else if (field instanceof HTMLSelectElement && field.multiple) {
    for (const option of field.options) option.selected = value.includes(option.value);
  } else if (typeof value === "string") field.value = value;
}
