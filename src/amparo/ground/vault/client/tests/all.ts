/** Every test of the client that needs no browser. */

import "./formats";
import "./keys";
import { main } from "./harness";

void main();
