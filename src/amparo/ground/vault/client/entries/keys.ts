/** The page of keys (`desk/keys/`). */

import { start } from "../keys";

void start();
