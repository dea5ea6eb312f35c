/** What `GET overview/` tells (queries/overview.py): rows without words, and what opens them. */

import type { VaultJson } from "@vault/holder";
import type { Renewal } from "@vault/renewing";
import type { Day, Id } from "../kinds";

export interface DoorRow {
  id: Id;
  kind: "help" | "safeguarding";
  opened_at: string | null;
  mine: boolean;
}

export interface SubmissionRow {
  id: Id;
  door: Id;
  epoch: Id;
  day: Day;
  state: "new" | "taken" | "refused" | "erasing";
  case: Id | null;
  erase_on: Day | null;
  shred_on: Day | null;
  answered_on: Day | null;
  size: number;
  /** What its sender wrote later, until a case is opened from it. */
  replies: ReplyRow[];
}

export interface ItemRow {
  id: Id;
  item: Id;
  version: number;
  epoch: Id;
  day: Day;
}

export interface ReplyRow {
  id: Id;
  direction: "to" | "from";
  epoch: Id | null;
  day: Day;
  shown_on: Day | null;
}

export interface CheckInRow {
  id: Id;
  plan_item: Id;
  due: string;
  every_hours: number | null;
  state: "waiting" | "made" | "missed";
  raised: number;
}

export interface ReferralRow {
  id: Id;
  organisation: Id;
  epoch: Id;
  consent_item: Id;
  state: "sent" | "accepted" | "refused" | "done" | "withdrawn" | "expired";
  sent_on: Day;
  expires_on: Day;
  answered_on: Day | null;
  answer_epoch: Id | null;
}

export interface RevealRow {
  id: Id;
  asked_by: Id;
  asked_on: Day;
  completed_by: Id | null;
  completed_on: Day | null;
}

export interface LentRow {
  id: Id;
  keyring: Id;
  lent_by: Id;
  lent_on: Day;
  until: Day;
  answer_epoch: Id | null;
}

export interface HoldRow {
  id: Id;
  reason_item: Id;
  mine: boolean;
  asked_on: Day;
  agreed_on: Day | null;
}

export interface CaseRow {
  id: Id;
  state: "triage" | "active" | "referred" | "closed";
  opened_on: Day;
  next_action: Day | null;
  support_ended_on: Day | null;
  closed_on: Day | null;
  shred_on: Day | null;
  shred_asked_by: Id | null;
  postponed_to: Day | null;
  keep_days: number | null;
  submission: Id | null;
  hold: HoldRow | null;
  items: ItemRow[];
  replies: ReplyRow[];
  check_ins: CheckInRow[];
  referrals: ReferralRow[];
  reveals: RevealRow[];
  lent: LentRow[];
  team: Id[];
}

export interface PartnerRow {
  id: Id;
  name: string;
  epoch: Id | null;
  recipient: string | null;
}

export interface Overview extends VaultJson {
  now: string;
  retention: { intake_days: number; closed_days: number; location_days: number };
  /** Keyrings of those who may hold a case's key. */
  team: Id[];
  /** Keyrings of those to whom single entries are lent. */
  interpreters: Id[];
  doors: DoorRow[];
  submissions: SubmissionRow[];
  cases: CaseRow[];
  organisations: PartnerRow[];
  lent_to_me: Record<string, unknown>[];
  referred_to_us: Record<string, unknown>[];
  /** Keys that I hold and that somebody could open who no longer may. */
  renew: Renewal[];
  /** Keys that I hold and that some two keyholders could not open in an emergency. */
  seal_anew: Id[];
  proposals: { id: Id; kind: string; epoch: Id; by: Id; made_on: Day }[];
}
