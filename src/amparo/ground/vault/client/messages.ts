/** What page and Worker say to each other. */

import type { Progress } from "./age";
import type {
  Draft,
  Founded,
  PrfRequest,
  PublicKeyring,
  SignedEntry,
  Way,
} from "./ceremony";
import type {
  EpochJson,
  GrantJson,
  ItemFields,
  NewEpoch,
  Opened,
  Overview,
  PairJson,
  Sealed,
  VaultJson,
} from "./holder";

export interface Operations {
  unlock(way: Way): Promise<PublicKeyring>;
  createKeyring(org: string): Promise<PublicKeyring>;
  handOver(port: MessagePort): Promise<void>;
  takeOver(port: MessagePort): Promise<void>;
  load(vault: VaultJson): Promise<Overview>;
  openOne(sealed: Sealed): Promise<Opened>;
  sealItem(fields: ItemFields): Promise<string>;
  sealReply(recipient: string, fields: ItemFields): Promise<string>;
  sealTo(keyring: string, fields: ItemFields): Promise<string>;
  newEpoch(asked: NewEpoch): Promise<EpochJson>;
  grant(epoch: string, keyring: string, until: string | null): Promise<GrantJson>;
  sealBlob(blob: Blob, epoch: string, progress?: Progress): Promise<Blob>;
  openBlob(blob: Blob, epoch: string, progress?: Progress): Promise<Blob>;
  blobForPhrase(phrase: string): Promise<string>;
  blobForPaper(): Promise<{ content: string; paper: string; groups: string[] }>;
  blobForPasskey(hint: string): Promise<string>;
  opens(way: Way): Promise<boolean>;
  foundOrganisation(): Promise<Founded>;
  draftEntry(draft: Draft): Promise<string>;
  openHalf(pair: PairJson): Promise<string>;
  signAlone(pair: PairJson, body: string): Promise<SignedEntry>;
  completeEntry(half: string, body: string): Promise<SignedEntry>;
  signActs(hash: string): Promise<string>;
  sealAnew(epoch: string): Promise<PairJson[]>;
  completeEpoch(half: string, epoch: string, keyrings: string[]): Promise<GrantJson[]>;
}

export type ToWorker =
  | { request: number; op: keyof Operations; args: unknown[] }
  | { request: number; many: Sealed[] }
  | { question: number; answer: { first: Uint8Array<ArrayBuffer>; second: Uint8Array<ArrayBuffer> } | null }
  | { touch: true }
  | { idle: number };

export type ToPage =
  | { locked: true }
  | { question: number; prf: PrfRequest }
  | { request: number; progress: number }
  | { request: number; opened: Opened[]; done?: null }
  | { request: number; done: unknown }
  | { request: number; error: string; told: string };
