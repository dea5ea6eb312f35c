/** What every view of the fellowships' desk is given. */

import { given } from "@vault/page";
import type { AnyDesk, Maker as AnyMaker } from "@vault/desk/view";
import type { Store } from "./store";

export * from "@vault/desk/view";

/** What the page itself says of who looks (`views/desk.py`). */
export interface Can {
  office: boolean;
  review: boolean;
  accompany: boolean;
}

export type Desk = AnyDesk<Store, Can>;
export type Maker = AnyMaker<Desk>;

/** Words by language in the page's language, else English, else any. */
export function inLanguage(words: Record<string, string>): string {
  const lang = document.documentElement.lang;
  return words[lang] ?? words["en"] ?? Object.values(words)[0] ?? "";
}

/** A question of a form as the page tells it (`questions.as_json`). */
export interface Question {
  key: string;
  kind: string;
  label: string;
  options: { value: string; label: string }[];
}

/** The questions of one version of a form; none where it is not known. */
export function questionsOf(form: string, version: number): Question[] {
  const forms = given<Record<string, Record<string, Question[]>>>("forms");
  return forms[form]?.[String(version)] ?? [];
}
