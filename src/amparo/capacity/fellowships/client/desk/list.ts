/** The applications of one call: found, filtered, and moved on together. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const listView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
