/** Applications and fellows of older rounds, from a spreadsheet, sealed here row by row. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const importView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
