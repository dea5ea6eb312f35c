/** Fellows: by what is next. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const fellowsView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
