/** A call's keys, its discussion, and the moment everybody is told. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const callView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
