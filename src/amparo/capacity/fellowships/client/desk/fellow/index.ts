/** One fellow's page. */

import { clone } from "@vault/page";
import type { Maker } from "../desk";

export const fellowView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
