/** Scores beside what readers meant, with their spread. */

import { clone } from "@vault/page";
import type { Maker } from "./desk";

export const rankingView: Maker = () => ({ element: clone("desk-nothing"), title: "" });
