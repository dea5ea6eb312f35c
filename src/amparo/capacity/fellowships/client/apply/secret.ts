/** The secret: shown, typed back from paper, typed again to come back. */

import { $, words } from "@vault/page";
import { groups, NotASecretError, read, words as wordsOf } from "@vault/receipt";
import { plain } from "@questions/screens";

type Secret = Awaited<ReturnType<typeof read>>;

/** Shows a secret in a box, as words where the language has a list, and as digits. */
export async function show(box: HTMLElement, secret: Secret, language: string): Promise<string[]> {
  const item = (tag: string, told: string) => {
    const made = document.createElement(tag);
    made.textContent = told;
    return made;
  };
  const list = await wordsOf(secret, language);
  const digits = groups(secret);
  $("ol.secret", box).replaceChildren(...list.map((word) => item("li", word)));
  $<HTMLElement>("ol.secret", box).hidden = !list.length;
  $("p.secret", box).replaceChildren(...digits.flatMap((one) => [item("span", one), " "]));
  $<HTMLDetailsElement>("details", box).open = !list.length;
  return [plain(list.join("")), digits.join("")].filter(Boolean);
}

/** Waits until it was typed back (true), or somebody goes on without (false). */
export function typedBack(box: HTMLElement, right: string[]): Promise<boolean> {
  const typed = $<HTMLTextAreaElement>("#typed", box);
  return new Promise((done) => {
    $("#wrote", box).onclick = () => {
      const good = right.includes(plain(typed.value));
      $("#wrong", box).hidden = good;
      if (good) done(true);
      else typed.focus();
    };
    $("#unwritten", box).onclick = () => done(false);
  }).then((kept) => {
    typed.value = "";
    return kept as boolean;
  });
}

/** Nothing of it is left on the page. */
export function hide(box: HTMLElement): void {
  for (const place of box.querySelectorAll(".secret")) place.replaceChildren();
}

/** The secret that was typed; null, and a sentence beside it, where it is none. */
export async function typedIn(
  field: HTMLTextAreaElement,
  wrong: HTMLElement,
): Promise<Secret | null> {
  wrong.hidden = true;
  try {
    return await read(field.value);
  } catch (error) {
    if (!(error instanceof NotASecretError)) throw error;
    const { count, places } = error.told;
    wrong.hidden = false;
    wrong.textContent = words(`secret_${error.code}`, {
      number: count ?? 0,
      places: (places ?? []).join(", "),
    });
    field.focus();
    return null;
  }
}
