/**
 * Who must not read what: found by comparing what an applicant told with what reviewers declared.
 *
 * Names are compared folded, word by word, so that "Red de Ríos" and "red de rios del sur" meet. It
 * finds too much rather than too little: a person looks at each, and says where it is none.
 */

import { fold } from "@vault/desk/search";
import { CONFLICTS, type ConflictKind, type FacetsBody, type Id, type ProfileBody } from "../kinds";

export interface Reader {
  keyring: Id;
  label: string;
  /** What they declared; null for who has not, or has nothing to declare. */
  profile: ProfileBody | null;
}

export interface Asked {
  facets: FacetsBody;
  /** Who vouches for them. */
  referees: readonly string[];
  /** The application, where a fellowship may have come from it. */
  id?: Id;
}

/** Somebody who was accompanied before, and by whom. */
export interface Accompanied {
  coach: Id | "";
  name: string;
  application?: Id | null | undefined;
}

export interface Found {
  keyring: Id;
  kind: ConflictKind;
  /** The words that met. */
  words: string;
}

/** Words that join others; alone they are nobody's name. */
const JOINING = words_(
  "a an and at by for from in is not no of on or the to with who de del la las los el y e o du des le les et d l " +
    "di da do das dos em para por con sans pour par avec и в на по из не за ضد من في على الى عن و مع",
);
/** What half of all organisations are called: alone it says nothing of which one. */
const COMMON = words_(
  "association associations asociacion associacao organisation organization organizacion organizacao " +
    "foundation fondation fundacion fundacao network red reseau rede center centre centro committee " +
    "comite union movement movimiento mouvement movimento coalition coalicion coalizao group groupe grupo " +
    "collective colectivo collectif coletivo institute instituto institut international internacional " +
    "national nacional human rights right derechos humanos droits humains homme direitos defenders " +
    "defensores defenseurs women mujeres femmes mulheres ngo ong ministry ministerio ministere government " +
    "gobierno gouvernement правозащитный права человека центр ассоциация организация сеть комитет союз " +
    "منظمه جمعيه مركز شبكه مؤسسه موسسه حقوق انسان لجنه اتحاد مدافعين",
);

function words_(told: string): Set<string> {
  return new Set(fold(told).trim().split(" "));
}

let told = new Map<string, string[]>();

/** Names are compared with many others: their words are kept while the keys are open. */
export function forgetNames(): void {
  told = new Map();
}

/** The words of a name that tell it from others; Arabic without its article. */
function telling(name: string): string[] {
  const known = told.get(name);
  if (known) return known;
  const all = fold(name).trim().split(" ").map((one) => one.replace(/^ال(?=\p{L}{2})/u, ""));
  const found = all.filter((one) => one && !JOINING.has(one));
  told.set(name, found);
  return found;
}

/** The first letters of a name's words, as it is often written. */
function initials(name: string): string[] {
  const all = fold(name).trim().split(" ").filter(Boolean);
  const made = [all, all.filter((one) => !JOINING.has(one))].map((some) => some.map((one) => one[0]).join(""));
  return made.filter((one) => one.length >= 3);
}

/** Whether two names may be of the same person, organisation or place. */
export function meets(one: string, other: string): boolean {
  const a = telling(one);
  const b = telling(other);
  if (!a.length || !b.length) return false;
  const [less, more] = a.length <= b.length ? [a, b] : [b, a];
  if (less.every((word) => more.includes(word))) {
    const whole = more.every((word) => less.includes(word));
    if (whole || less.some((word) => !COMMON.has(word) && !short(word))) return true;
  }
  if (a.length === b.length || less.length > 1) return false;
  return initials(a.length === 1 ? other : one).includes(less.join(""));
}

/** One letter or two of an alphabet are nobody's name; one character of Chinese may be. */
const short = (word: string): boolean => word.length < 3 && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{N}]+$/u.test(word);

/** Every conflict between an application and these readers; `nameOf` says what a country is called. */
export function conflictsOf(
  { facets, referees, id }: Asked,
  readers: readonly Reader[],
  nameOf: (country: string) => string,
  before: readonly Accompanied[] = [],
): Found[] {
  const found: Found[] = [];
  const coaches = before.filter(
    (one) => one.coach && ((id && one.application === id) || (facets.name && meets(one.name, facets.name))),
  );
  for (const { keyring, label: called, profile } of readers) {
    // "Noor (of the office)": what stands beside a name is none.
    const label = called.replace(/[(（][^)）]*[)）]/gu, " ").trim() || called;
    const add = (kind: ConflictKind, words: string) => {
      if (!found.some((one) => one.keyring === keyring && one.kind === kind)) found.push({ keyring, kind, words });
    };
    const any = (kind: ConflictKind, theirs: readonly string[], declared: readonly string[]) => {
      for (const one of theirs) {
        const met = declared.find((other) => meets(one, other));
        if (met) add(kind, one);
      }
    };
    const organisations = [facets.organisation].filter(Boolean);
    // "Who must not read this" may name a person, an organisation or a country.
    const named = facets.people;
    any("organisation", [...organisations, ...named], profile?.organisations ?? []);
    any("coalition", [...facets.coalitions, ...named], profile?.coalitions ?? []);
    // Somebody's coalition may be another's organisation.
    any("coalition", facets.coalitions, profile?.organisations ?? []);
    any("organisation", organisations, profile?.coalitions ?? []);
    const countries = profile?.countries ?? [];
    if (facets.country && countries.includes(facets.country)) add("country", nameOf(facets.country));
    any("country", named, countries.map(nameOf));
    any("person", [facets.name].filter(Boolean), [label, ...(profile?.people ?? [])]);
    any("person", named, [label]);
    any("referee", referees, [label, ...(profile?.people ?? [])]);
    for (const one of coaches) if (one.coach === keyring) add("coach", one.name || facets.name);
  }
  const rank = (one: Found) => CONFLICTS.indexOf(one.kind);
  return found.sort((a, b) => rank(a) - rank(b));
}
