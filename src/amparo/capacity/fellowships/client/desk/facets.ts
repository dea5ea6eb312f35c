/** What an application is counted and compared by: as the office corrected it, else as answered. */

import { given } from "@vault/page";
import type { ApplicationBody, FacetsBody } from "../kinds";
import type { ApplicationView } from "./store";

/** Several things that somebody wrote in one line or on several. */
export function apart(told: string): string[] {
  return told.split(/[\n,;،؛，；、]/).map((one) => one.trim()).filter(Boolean);
}

export function emptyFacets(): FacetsBody {
  return {
    name: "", country: "", region: "", language: "", themes: [], priority: [], gender: "",
    organisation: "", coalitions: [], people: [],
  };
}

/** What the answers already say; `region` gives the regional group of a country. */
export function prefilled(
  { answers, language }: Pick<ApplicationBody, "answers" | "language">,
  region: (country: string) => string,
): FacetsBody {
  const text = (key: string) => (typeof answers[key] === "string" ? (answers[key] as string).trim() : "");
  const list = (key: string) => (Array.isArray(answers[key]) ? (answers[key] as unknown[]).map(String) : []);
  const country = text("country");
  return {
    name: text("name"),
    country,
    region: region(country),
    language: list("languages")[0] ?? language ?? "",
    themes: list("themes"),
    priority: list("priority"),
    gender: text("gender"),
    organisation: text("organisation"),
    coalitions: apart(text("coalitions")),
    people: apart(text("not_read_by")),
  };
}

type Countries = Map<string, { name: string; region: string }>;
let countries: Countries | undefined;

/** Countries by code, read once. */
export function countriesKnown(): Countries {
  countries ??= new Map(
    given<[string, string, string][]>("countries").map(([code, name, region]) => [code, { name, region }]),
  );
  return countries;
}

let filled = new WeakMap<ApplicationBody, FacetsBody>();
const nothing = emptyFacets();

/** The facets of an application that is open, corrected or as answered; empty ones before. */
export function facetsOf({ facets, body }: Pick<ApplicationView, "facets" | "body">): FacetsBody {
  if (facets) return facets.body;
  if (!body) return nothing;
  let found = filled.get(body);
  if (!found) {
    found = prefilled(body, (country) => countriesKnown().get(country)?.region ?? "");
    filled.set(body, found);
  }
  return found;
}

/** The first language of an application and all others that were named. */
export function languagesOf(view: Pick<ApplicationView, "facets" | "body">): string[] {
  const named = view.body?.answers["languages"];
  const first = facetsOf(view).language;
  const all = [first, ...(Array.isArray(named) ? named.map(String) : [])];
  return [...new Set(all.filter(Boolean))];
}

export function forgetFacets(): void {
  filled = new WeakMap();
}
