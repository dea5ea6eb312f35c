/** Opening one's keys: by passkey, phrase or paper. Nothing of it is kept or sent. */

import { $, api, clone, given, words } from "@vault/page";
import { VaultError } from "@vault/bytes";
import { asShown } from "@vault/phrases";
import type { Session } from "@vault/session";
import { because } from "./acting";
import { onSubmit, type View } from "./view";

interface WayRow {
  id: string;
  kind: "phrase" | "passkey" | "paper";
  label: string;
  hint: string;
  content: string;
}

const WRONG = new Set(["open", "passkey", "keyring", "suite"]);

export function unlockView(desk: { session: Session }, opened: () => Promise<void>): View {
  const element = clone("desk-unlock");
  const waiting = ways();
  const said = $("[data-slot=state]", element);

  /** Open the keys, then what they open; says what went wrong, and stays. */
  async function by(way: WayRow, secret: string): Promise<void> {
    try {
      if (way.kind === "passkey") {
        await desk.session.unlock({ kind: "passkey", hint: way.hint, blob: way.content });
      } else {
        const typed = way.kind === "phrase" ? await asShown(secret) : secret;
        await desk.session.unlock({ kind: way.kind, secret: typed, blob: way.content });
      }
    } catch (problem) {
      const code = problem instanceof VaultError ? problem.code : "";
      throw WRONG.has(code) ? new VaultError(`unlock_${way.kind}`) : problem;
    }
    try {
      await opened();
    } catch (problem) {
      desk.session.lock();
      throw problem;
    }
  }

  async function ways(): Promise<WayRow[]> {
    return (await api.get<{ blobs: WayRow[] }>(given<{ unlock: string }>("urls").unlock)).blobs;
  }

  waiting.then(
    (rows) => {
      said.hidden = true;
      const kinds = (kind: WayRow["kind"]) => rows.filter((row) => row.kind === kind);
      $("[data-slot=none]", element).hidden = rows.length > 0;
      for (const row of kinds("passkey")) {
        const form = clone<HTMLFormElement>("desk-unlock-passkey", { label: row.label || null });
        onSubmit(form, () => by(row, ""));
        $("[data-slot=passkeys]", element).append(form);
      }
      for (const kind of ["phrase", "paper"] as const) {
        const [row] = kinds(kind);
        const form = $<HTMLFormElement>(`form.${kind}`, element);
        form.hidden = !row;
        if (!row) continue;
        const field = $<HTMLInputElement>("input", form);
        onSubmit(form, async () => {
          await by(row, field.value);
          field.value = "";
        });
      }
      const first = $("[data-slot=passkeys] button, form:not([hidden]) input", element);
      if (document.activeElement === document.body) first.focus();
    },
    (problem: unknown) => {
      said.textContent = because(problem);
      said.setAttribute("role", "alert");
    },
  ).catch(() => undefined);
  return { element, title: words("unlock") };
}
