/** Files of a desk: sealed apart, taken as downloads, never shown on our origin. */

import { api, given } from "@vault/page";
import { hex } from "@vault/bytes";
import { words } from "@vault/page";
import type { Session } from "@vault/session";
import { NotKeptError } from "./acting";

type Id = string;
type Desk = { session: Session };

interface Urls {
  blobs: string;
  blob: string;
}

const LARGEST = 300 * 1024 * 1024;

/** The opened bytes of a file. `epoch` is the one its blob is sealed to. */
export async function fetchFile(
  { session }: Desk,
  file: { blob: Id },
  epoch: Id,
  progress?: (fraction: number) => void,
): Promise<Blob> {
  const framed = await api.bytes(given<Urls>("urls").blob.replace("00000000-0000-0000-0000-000000000000", file.blob));
  return session.openBlob(framed, epoch, progress);
}

/** Seal a file to an epoch and store it; gives its blob's id. Unclaimed it goes after a day. */
export async function storeFile(
  { session }: Desk,
  file: Blob,
  epoch: Id,
  progress?: (fraction: number) => void,
): Promise<Id> {
  if (file.size > LARGEST) throw new NotKeptError(words("problem.too_large"));
  const framed = await session.sealBlob(file, epoch, progress);
  return (await api.post<{ id: Id }>(`${given<Urls>("urls").blobs}?epoch=${epoch}`, framed)).id;
}

/** SHA-256 in hexadecimal. */
export async function digest(file: Blob): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
}
