/** Text as it is searched: the same whatever keyboard, accents or form of a letter somebody used. */

const LETTERS: Record<string, string> = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ı: "i", þ: "th", ς: "σ",
  // Arabic, Persian, Urdu and Pashto letters that stand for one another.
  ٱ: "ا", ى: "ي", ی: "ي", ې: "ي", ے: "ي", ک: "ك", ڪ: "ك", ة: "ه", ہ: "ه", ھ: "ه", ۀ: "ه", ە: "ه",
  ء: "", "ـ": "",
};
const SAME = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
/** Scripts that put no space between words: there, any part of a text may be asked for. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ARABIC = /\p{Script=Arabic}/u;
/** What Arabic writes together with the word that follows. */
const JOINED = ["ال", "وال", "بال", "فال", "كال", "لل", "و", "ب", "ل"];

function digit(one: string): string {
  let zero = one.codePointAt(0) ?? 0;
  // Digits of a script stand in a row of ten from a zero on.
  const value = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && value - zero < 9) zero -= 1;
  return String(value - zero);
}

/** Words apart by one space, without accents, marks, case or forms; " " at both ends. */
export function fold(words: string): string {
  if (/^[\x20-\x7e\s]*$/.test(words)) {
    return ` ${words.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim()} `;
  }
  const plain = words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]+/gu, "")
    .replace(SAME, (one) => LETTERS[one] ?? one)
    .replace(/\p{Nd}/gu, (one) => (one < "\x7f" ? one : digit(one)))
    .normalize("NFKC");
  return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

/** Every word of a question as a test of folded text; true of all texts where there is none. */
export function matcher(asked: string): (folded: string) => boolean {
  const tests = fold(asked)
    .split(" ")
    .filter(Boolean)
    .map((word) => {
      if (UNSPACED.test(word)) return [word];
      if (ARABIC.test(word)) return [` ${word}`, ...JOINED.map((before) => ` ${before}${word}`)];
      return [` ${word}`];
    });
  return (folded) => tests.every((ways) => ways.some((way) => folded.includes(way)));
}

/** Everything a body says, as one text; ids and hashes of machines left out. */
export function textOf(value: unknown): string {
  const said: string[] = [];
  const add = (one: unknown) => {
    if (typeof one === "string") {
      if (one.length < 600_000 && !/^[0-9a-f-]{32,}$|^age1/i.test(one)) said.push(one);
    } else if (Array.isArray(one)) one.forEach(add);
    else if (one && typeof one === "object") Object.values(one).forEach(add);
  };
  add(value);
  return said.join("\n");
}
