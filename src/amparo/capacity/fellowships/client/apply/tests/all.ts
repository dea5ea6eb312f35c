/** Tests of applying that need no browser; `tests/test_apply_client.py` runs them. */

import { main } from "@vault/tests/harness";
import "./body";
import "./carrying";
import "./saving";

void main();
