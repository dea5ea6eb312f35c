/** What an application is balanced, assigned and compared by: as answered, corrected by hand. */

import { $, announce, clone, fill, given, words } from "@vault/page";
import type { FacetsBody } from "../../kinds";
import { writeOn } from "../acts";
import { coded, day, type Desk, options } from "../desk";
import { apart, countriesKnown, facetsOf } from "../facets";
import { choices, field, own, read, sending, show } from "../forms";
import type { ApplicationView } from "../store";

const REGIONS = ["AFR", "APG", "EEG", "GRULAC", "WEOG"];
const GENDERS = ["woman", "man", "other"];

export function facetsPart(desk: Desk, view: ApplicationView): HTMLElement | null {
  if (!view.body && !view.facets) return null;
  const made = own(clone("office-facets"));
  const form = $<HTMLFormElement>("form", made);
  const now = facetsOf(view);
  const { facets } = view;
  fill(made, {
    said: facets
      ? words("facets.corrected", { name: desk.store.name(facets.author), day: day(facets.day) })
      : words("facets.answered"),
  });
  const select = (name: string) => field<HTMLSelectElement>(form, name);
  const unknown = words("not_known");
  options(select("country"), [...countriesKnown()].map(([code, one]) => [code, one.name]), now.country, unknown);
  options(select("region"), coded("region", REGIONS), now.region, unknown);
  options(select("language"), given<[string, string][]>("languages"), now.language, unknown);
  options(select("gender"), coded("gender", GENDERS), now.gender, unknown);
  choices(form, "themes", given<[string, string][]>("themes"), "checkbox", now.themes);
  choices(form, "priority", given<[string, string][]>("groups"), "checkbox", now.priority);
  for (const name of ["name", "organisation"] as const) field(form, name).value = now[name];
  for (const name of ["coalitions", "people"] as const) field(form, name).value = now[name].join("; ");
  select("country").addEventListener("change", () => {
    const found = countriesKnown().get(select("country").value)?.region;
    if (found) select("region").value = found;
  });
  show(form, "problem", false);
  sending(desk, form, `facets:${view.id}`, async () => {
    const said = read(form);
    const body: FacetsBody = {
      name: said.text("name"),
      country: said.text("country"),
      region: said.text("region"),
      language: said.text("language"),
      themes: said.list("themes"),
      priority: said.list("priority"),
      gender: said.text("gender"),
      organisation: said.text("organisation"),
      coalitions: apart(said.text("coalitions")),
      people: apart(said.text("people")),
    };
    await writeOn(desk, view, [{ kind: "facets", body, before: view.facets }]);
    announce(words("application.kept"));
  });
  return made;
}
