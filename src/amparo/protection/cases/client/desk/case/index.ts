/** The case page and what is lent, referred and revealed. */

export { emergencyView, lentView, referredView } from "./others";
export { caseView } from "./page";
