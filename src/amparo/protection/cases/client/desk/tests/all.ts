/** Tests of the desk that need no browser; `tests/test_desk_client.py` runs them. */

import { main } from "@vault/tests/harness";
import "./figures";
import "./rows";
import "./search";
import "./sheets";

void main();
