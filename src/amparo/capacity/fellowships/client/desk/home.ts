/** The first view: what waits, by call, file and fellow. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const homeView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
