/** What `GET overview/` tells (queries/overview.py): rows without words, and what opens them. */

import type { Epoch } from "@vault/directory";
import type { VaultJson } from "@vault/holder";
import type { ApplicationState, Day, FellowState, Id } from "../kinds";

export interface ItemRow {
  id: Id;
  item: Id;
  version: number;
  epoch: Id;
  day: Day;
}

export interface ReadingRow {
  id: Id;
  reviewer: Id;
  state: "assigned" | "done" | "returned" | "withdrawn";
  version: number;
  epoch: Id | null;
  day: Day;
  done_on: Day | null;
}

export interface LetterRow {
  id: Id;
  direction: "to" | "from";
  epoch: Id | null;
  day: Day;
  shown_on: Day | null;
}

export interface ReferenceRow {
  id: Id;
  state: "asked" | "answered" | "declined" | "ended";
  epoch: Id | null;
  day: Day;
}

export interface ApplicationRow {
  id: Id;
  epoch: Id | null;
  version: number;
  state: ApplicationState;
  told: ApplicationState;
  came: "" | "on_time" | "grace" | "extended" | "brought";
  day: Day;
  shred_on: Day | null;
  /** Whether somebody can come back to it with a secret. */
  answerable: boolean;
  items: ItemRow[];
  readings: ReadingRow[];
  letters: LetterRow[];
  references: ReferenceRow[];
  bars: { keyring: Id }[];
}

export interface ReviewerRow {
  id: Id;
  keyring: Id;
  version: number;
  epoch: Id | null;
  declared_on: Day | null;
  ended_on: Day | null;
}

export interface CriterionRow {
  key: string;
  names: Record<string, string>;
  about: Record<string, string>;
  weight: number;
  most: number;
}

export interface CallRow {
  id: Id;
  slug: string;
  names: Record<string, string>;
  state: "draft" | "published" | "decided" | "ended";
  opens_at: string;
  closes_at: string;
  time_zone: string;
  form: string;
  reference_form: string;
  seats: number;
  readings: number;
  too_close: number;
  blind: string[];
  discussion: boolean;
  keep_days: number;
  decided_on: Day | null;
  criteria: CriterionRow[];
  /** Later deadlines that two colleagues agreed on. */
  extensions: { id: Id; reason: Record<string, string>; until: string }[];
  /** Who holds its living key; told to the office. */
  team: Id[];
  /** The living one; null before its first. */
  epoch: Epoch | null;
  /** Whether I hold its key; without it the lists below are empty. */
  mine: boolean;
  composes: boolean;
  applications: ApplicationRow[];
  reviewers: ReviewerRow[];
  scenarios: { id: Id; epoch: Id; version: number; day: Day }[];
  cohorts: { id: Id; number: number; digest: string; epoch: Id; decided_by: Id; day: Day }[];
  disbursements: {
    reference: string; grant_code: string; day: Day; amount: string; currency: string;
    state: string; receipt: string;
  }[];
}

/** A file before me, who reviews. */
export interface MyReading {
  id: Id;
  application: Id;
  call: Id;
  reviewer: Id;
  state: "assigned" | "done";
  version: number;
  epoch: Id | null;
  day: Day;
  done_on: Day | null;
  discussed: boolean;
  others: { id: Id; keyring: Id }[];
}

export interface PostRow {
  id: Id;
  post: Id;
  application: Id;
  by: Id;
  to: Id | null;
  epoch: Id | null;
  day: Day;
}

export interface FollowUpRow {
  id: Id;
  months: number;
  due: Day;
  state: "planned" | "asked" | "answered" | "missed";
}

export interface FellowRow {
  id: Id;
  call: Id;
  application: Id | null;
  state: FellowState;
  told: FellowState;
  began_on: Day;
  ended_on: Day | null;
  next_on: Day | null;
  alumni: boolean;
  shred_on: Day | null;
  items: ItemRow[];
  follow_ups: FollowUpRow[];
  team: Id[];
  described: boolean;
}

export interface Overview extends VaultJson {
  now: string;
  calls: CallRow[];
  readings: MyReading[];
  me_reviewer: { id: Id; call: Id; version: number; epoch: Id | null; declared_on: Day | null }[];
  fellowships: FellowRow[];
  posts: PostRow[];
  people: { office: Id[]; reviewers: Id[]; coaches: Id[] };
}
