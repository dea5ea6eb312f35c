/** Which questions are asked, and what was answered: the same rules as `ground/questions`. */

export interface Question {
  key: string;
  kind: string;
  shown_if: { key?: string; is?: string[]; is_not?: string[] };
}

export type Value = string | number | string[];
export type Answers = Record<string, Value>;

function holds(when: Question["shown_if"], answers: Answers): boolean {
  if (when.key === undefined) return true;
  const said = answers[when.key];
  const told = Array.isArray(said) ? said : [String(said)];
  if (when.is) return when.is.some((one) => told.includes(one));
  return !(when.is_not ?? []).some((one) => told.includes(one));
}

/** The questions that these answers open; what was said to a closed one opens nothing. */
export function visible(questions: Question[], answers: Answers): Question[] {
  const counted: Answers = {};
  return questions.filter((one) => {
    if (!holds(one.shown_if, counted)) return false;
    const said = answers[one.key];
    if (said !== undefined) counted[one.key] = said;
    return true;
  });
}

/** What stands in a question's field, as it is sealed; nothing where nothing was said. */
export function valueOf(form: HTMLFormElement, asked: Question): Value | undefined {
  const told = new FormData(form);
  if (asked.kind === "choices") {
    const chosen = told.getAll(asked.key).map(String);
    return chosen.length ? chosen : undefined;
  }
  const said = String(told.get(asked.key) ?? "").replace(/\r\n/g, "\n").trim();
  if (!said) return undefined;
  return asked.kind === "number" ? Number(said) : said;
}

/** An answer as it is read before it is sent. */
export function shown(form: HTMLFormElement, asked: Question, said: Value | undefined): string {
  if (said === undefined) return "";
  const fields = Array.from(form.elements).filter(
    (one) => one.getAttribute("name") === asked.key,
  ) as (HTMLInputElement | HTMLSelectElement)[];
  const chosen = fields.flatMap((one) => {
    if (one instanceof HTMLSelectElement) return [one.selectedOptions[0]?.textContent ?? ""];
    const words = one.labels?.[0]?.textContent?.trim() ?? "";
    return ["radio", "checkbox"].includes(one.type) && one.checked ? [words] : [];
  });
  return chosen.join(", ") || String(said);
}

/** Letters without capitals and accents, digits of any script as ours: however it was typed. */
export function plain(typed: string): string {
  const told = typed.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return told
    .replace(/[٠-٩]/g, (sign) => String(sign.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (sign) => String(sign.charCodeAt(0) - 0x6f0))
    .replace(/[^\p{L}\p{Nd}]/gu, "");
}
