/** What every view of the desk of cases is given. */

import type { AnyDesk, Maker as AnyMaker } from "@vault/desk/view";
import type { Store } from "./store";

export * from "@vault/desk/view";

/** What the page itself says of who looks (`views/desk.py`). */
export interface Can {
  work: boolean;
  release: boolean;
  reveal: boolean;
  lent: boolean;
  referred: boolean;
}

export type Desk = AnyDesk<Store, Can>;
export type Maker = AnyMaker<Desk>;
