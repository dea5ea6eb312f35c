import { equal, test } from "@vault/tests/harness";
import type { FacetsBody, ProfileBody } from "../../kinds";
import { type Accompanied, conflictsOf, meets } from "../conflicts";
import { emptyFacets } from "../facets";

const NAMES: Record<string, string> = { KE: "Kenya", CO: "Colombia" };
const nameOf = (code: string) => NAMES[code] ?? code;

function profile(told: Partial<ProfileBody>): ProfileBody {
  const nothing = { languages: [], themes: [], most: 20, organisations: [], coalitions: [], countries: [] };
  return { ...nothing, people: [], words: "", ...told };
}

function found(
  facets: Partial<FacetsBody>,
  declared: Partial<ProfileBody> | null,
  { referees = [], label = "Noor Haddad", before = [], id }: {
    referees?: string[]; label?: string; before?: Accompanied[]; id?: string;
  } = {},
): string[] {
  const readers = [{ keyring: "k-1", label, profile: declared && profile(declared) }];
  const asked = { facets: { ...emptyFacets(), ...facets }, referees, ...(id ? { id } : {}) };
  return conflictsOf(asked, readers, nameOf, before).map((one) => `${one.kind}: ${one.words}`);
}

test("a name meets itself in any case, without its accents, and as part of a longer one", () => {
  equal(meets("Red de Ríos", "red de rios"), true);
  equal(meets("Red de Ríos", "La Red de los Ríos del Sur"), true);
  equal(meets("Haddad, Noor", "Noor Haddad"), true);
  equal(meets("شبكة الأنهار", "شبكة أنهار"), true);
  equal(meets("Сеть рек", "СЕТЬ РЕК"), true);
});

test("what half of all organisations are called makes no two the same", () => {
  equal(meets("Human Rights Network", "Human Rights Network of Lakes"), false);
  equal(meets("Human Rights Network", "human rights network"), true);
  equal(meets("Women's Network", "Network"), false);
  equal(meets("Ana", "Anabel"), false);
  equal(meets("", "Red de Ríos"), false);
});

test("an organisation is known by the first letters of its words, too", () => {
  equal(meets("RDR", "Red de Ríos"), true);
  equal(meets("Lakes and Rivers Alliance", "LRA"), true);
  equal(meets("AB", "Ana Beltrán"), false);
});

test("somebody of the applicant's organisation must not read", () => {
  equal(found({ organisation: "Red de Ríos" }, { organisations: ["red de rios"] }), ["organisation: Red de Ríos"]);
  equal(found({ organisation: "Red de Ríos" }, { organisations: ["Lawyers for Lakes"] }), []);
});

test("a coalition that both belong to is found, also where one of them is employed by it", () => {
  equal(found({ coalitions: ["Pacto Azul"] }, { coalitions: ["PACTO AZUL"] }), ["coalition: Pacto Azul"]);
  equal(found({ coalitions: ["Pacto Azul"] }, { organisations: ["Pacto Azul"] }), ["coalition: Pacto Azul"]);
});

test("a country that a reviewer must not read about is found by its code and by its name", () => {
  equal(found({ country: "KE" }, { countries: ["KE"] }), ["country: Kenya"]);
  equal(found({ country: "CO", people: ["nobody from Kenya"] }, { countries: ["KE"] }), ["country: nobody from Kenya"]);
  equal(found({ country: "CO" }, { countries: ["KE"] }), []);
});

test("a person who must not read is found by their name, declared or not", () => {
  equal(found({ people: ["noor haddad of the ministry"] }, null), ["person: noor haddad of the ministry"]);
  equal(found({ people: ["Noor of the ministry"] }, null, { label: "Noor (office)" }), ["person: Noor of the ministry"]);
  equal(found({ name: "Amal Idris" }, { people: ["Idris, Amal"] }), ["person: Amal Idris"]);
  equal(found({ name: "Amal Idris" }, { people: ["Samir Idris"] }), []);
});

test("who vouches for somebody does not read them, nor who is close to who vouches", () => {
  equal(found({}, null, { referees: ["Noor HADDAD"] }), ["referee: Noor HADDAD"]);
  equal(found({}, { people: ["Lea Brandt"] }, { referees: ["Léa Brandt"] }), ["referee: Léa Brandt"]);
});

test("who accompanied somebody before does not read them", () => {
  const before = [{ coach: "k-1", name: "Amal Idris", application: "a-1" }];
  equal(found({ name: "amal idris" }, null, { before }), ["coach: Amal Idris"]);
  equal(found({ name: "Another" }, null, { before, id: "a-1" }), ["coach: Amal Idris"]);
  equal(found({ name: "Another" }, null, { before }), []);
});

test("each kind of a conflict is told once a person", () => {
  const facets = { organisation: "Red de Ríos", people: ["Red de Ríos", "Noor Haddad"] };
  equal(found(facets, { organisations: ["Red de Ríos", "red de rios"] }), [
    "organisation: Red de Ríos", "person: Noor Haddad",
  ]);
});
