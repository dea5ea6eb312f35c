/** Six words however they were typed: without accents, in capitals, Chinese without spaces. */

import { wordList } from "./receipt";

const LANGUAGES = ["en", "fr", "es", "pt", "zh-hans"];

function folded(word: string): string {
  return word.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
}

/** The words as they were shown, where one list holds all of them; else as they were typed. */
export async function asShown(typed: string): Promise<string> {
  const plain = typed.normalize("NFKC").toLowerCase();
  const parts = plain.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? [];
  const page = document.documentElement.lang.toLowerCase();
  const order = [...LANGUAGES].sort((one, other) => Number(other === page) - Number(one === page));
  const lists = [];
  for (const language of order) {
    const list = await wordList(language);
    if (parts.every((part) => list.includes(part))) return parts.join(" ");
    lists.push(list);
  }
  for (const list of lists) {
    const known = new Map(list.map((word) => [folded(word), word]));
    const found = parts.map((part) => known.get(folded(part)));
    if (found.every((word) => word !== undefined)) return found.join(" ");
  }
  return parts.join(" ");
}
