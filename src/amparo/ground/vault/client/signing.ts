/** Acts, signed by the keys that are open: whoever has the session alone does nothing with it. */

import { hex, sha256, utf8 } from "./bytes";
import { api } from "./page";
import type { Session } from "./session";

let signer: Session | null = null;

/** Whose keys sign from now on. */
export function signWith(session: Session): void {
  signer = session;
}

/** Post a batch of acts; all of them are done, or none. Raises ApiError, VaultError "locked". */
export async function postActs<Done>(path: string, acts: object[]): Promise<{ done: Done[] }> {
  const told = { v: 1, kind: "acts", keyring: signer?.me?.id ?? "", day: today(), acts };
  const body = utf8(JSON.stringify(told));
  const signature = (await signer?.signActs(hex(await sha256(body)))) ?? "";
  return api.post(path, body, { "Acts-Signature": signature });
}

const today = () => new Date().toISOString().slice(0, 10);
