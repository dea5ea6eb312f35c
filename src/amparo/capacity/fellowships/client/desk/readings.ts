/** A reviewer's files. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const readingsView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
export const readingView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
export const declareView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
