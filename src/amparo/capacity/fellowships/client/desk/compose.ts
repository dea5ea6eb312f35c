/** The cohort composer. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const composeView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
