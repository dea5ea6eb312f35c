/** The case page and what is lent, referred and revealed. */

import { clone } from "@vault/page";
import type { Maker } from "../desk";

const empty: Maker = () => ({ element: clone("desk-nothing"), title: "" });

export const caseView = empty;
export const lentView = empty;
export const referredView = empty;
export const emergencyView = empty;
