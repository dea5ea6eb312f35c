/** Tests of the desk that need no browser; `tests/test_desk_client.py` runs them. */

import { main } from "@vault/tests/harness";
import "./blind";
import "./conflicts";
import "./facets";
import "./fellow";
import "./panel";
import "./question";
import "./ranking";
import "./rows";

void main();
