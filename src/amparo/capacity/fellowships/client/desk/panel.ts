/** The panel of a call: reviewers, what they declared, and who reads what. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const panelView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
