import { equal, test } from "@vault/tests/harness";
import { apart, prefilled } from "../facets";

const region = (code: string) => (code === "KE" ? "AFR" : "");

test("answers fill what an application is counted by", () => {
  const answers = {
    name: " Amal ", country: "KE", languages: ["ar", "en"], themes: ["land"], priority: ["women"],
    gender: "woman", organisation: "Red de Ríos", coalitions: "Pacto Azul، Lakes; Rivers",
    not_read_by: "Noor Haddad\nthe ministry",
  };
  equal(prefilled({ answers, language: "fr" }, region), {
    name: "Amal", country: "KE", region: "AFR", language: "ar", themes: ["land"], priority: ["women"],
    gender: "woman", organisation: "Red de Ríos", coalitions: ["Pacto Azul", "Lakes", "Rivers"],
    people: ["Noor Haddad", "the ministry"],
  });
});

test("an answer that is missing or of another shape fills nothing", () => {
  const answers = { name: 7, languages: "ar", themes: null, country: ["KE"] };
  const found = prefilled({ answers: answers as never, language: "fr" }, region);
  equal([found.name, found.language, found.themes, found.country], ["", "fr", [], ""]);
});

test("commas of every script part what stands in one line", () => {
  equal(apart("a, b；c、 d\n\n، e"), ["a", "b", "c", "d", "e"]);
});
