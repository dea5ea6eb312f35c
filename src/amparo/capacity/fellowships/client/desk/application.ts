/** One application: what was said, what the office thinks, and what happens next. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const applicationView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
