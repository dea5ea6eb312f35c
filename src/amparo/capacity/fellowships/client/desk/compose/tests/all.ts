/** Tests of the composer that need no browser; `tests/test_composer_client.py` runs them. */

import { main } from "@vault/tests/harness";
import "./answers";
import "./freezing";
import "./letters";
import "./report";
import "./rules";

void main();
