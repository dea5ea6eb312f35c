/**
 * What a seal holds, by its kind: the bodies of payloads, and the codes that stand in them.
 *
 * A body is only ever added to: what an older version wrote must be read as long as it is kept.
 * Codes are data; the words for them come from Django (`views/desk_words.py`).
 */

/** ISO 8601: "2026-11-22". */
export type Day = string;
/** A UUID. */
export type Id = string;

export const PRIORITIES = ["urgent", "high", "priority", "low", "rejected"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Support actions, after ProtectDefenders.eu; a sender's `needs` are the same codes. */
export const NEEDS = [
  "physical_security", "digital_security", "communications", "capacity", "transport", "legal",
  "medical", "humanitarian", "relocation", "advocacy", "other",
] as const;
export type Need = (typeof NEEDS)[number];

/** The regional groups of States at the United Nations (`vocabulary.RegionalGroup`). */
export const REGIONS = ["AFR", "APG", "EEG", "GRULAC", "WEOG"] as const;

/** The categories of SDG 16.10.1. */
export const VIOLATIONS = [
  "killing", "enforced_disappearance", "torture", "arbitrary_detention", "kidnapping",
  "other_harmful",
] as const;

/** How a case ended; the public figures use the same codes (`queries/words.py`). */
export const OUTCOMES = [
  "safe", "supported", "referred", "refused", "withdrawn", "other", "unknown",
] as const;

export const CASE_STATES = ["triage", "active", "referred", "closed"] as const;
export const COMPARTMENTS = ["main", "location", "medical", "money"] as const;
export type Compartment = (typeof COMPARTMENTS)[number];

export interface RequestFile {
  blob: Id;
  name: string;
  type: string;
  size: number;
  sha256: string;
  kept: "clean" | "evidence";
}

/** What somebody asked, in their own words: unsigned, unless staff wrote it down for them. */
export interface RequestBody {
  form: string;
  version: number;
  language: string;
  for: "me" | "other" | "group" | "child" | "";
  answers: Record<string, unknown>;
  files: RequestFile[];
  /** The age recipient that the sender's secret derives; missing where staff wrote it down. */
  inbox?: string;
  /** How it came to us, where staff wrote it down. */
  came_by?: "call" | "message" | "visit" | "import";
}

/** One a case, the newest wins: what lists, search, triage and counting need. */
export interface SummaryBody {
  title: string;
  country: string;
  region: string;
  category: string[];
  priority: Priority;
  /** Why it was rejected. */
  reason?: string;
  priority_groups: string[];
  people: string[];
  assigned: Id | "";
  /** Under 18: the second of the two who look after it together. */
  second?: Id | "";
  links: Id[];
  incident: string;
  exclusions: Id[];
  child: boolean;
  asked_on?: Day;
  /** Days until the first answer, where it is known. */
  first_answer_days?: number | null;
  /** The number it had where it was kept before. */
  reference?: string;
  /** Copied from the newest outcome and the violations, so that counting opens nothing else. */
  outcome?: string;
  violations?: string[];
}

export interface NoteBody {
  words: string;
}

/** Narrative and a judgement by people; there is no score, on purpose. */
export interface RiskBody {
  threats: string;
  vulnerabilities: string;
  capacities: string;
  judgement: string;
  reassess_on: Day | "";
}

export interface DecisionBody {
  words: string;
  by_two?: Id | "";
}

export interface ActionBody {
  kind: Need;
  words: string;
  state: "planned" | "approved" | "under_way" | "done" | "dropped";
  cost?: string;
  currency?: string;
  grant_code?: string;
  reference?: string;
}

export interface ConsentBody {
  purpose: string;
  audience: string;
  how: string;
  given_on: Day;
  expires_on: Day | "";
  withdrawn_on: Day | "";
  third_parties: string;
  words: string;
}

export interface VerificationBody {
  source: string;
  method: string;
  on: Day;
  confidence: "confirmed" | "likely" | "possible" | "unlikely" | "unknown";
  referee?: string;
  agreed_words: string;
}

export interface ViolationBody {
  sdg: string;
  huridocs: string[];
  on: Day | "";
  where: string;
  perpetrators: string[];
  words: string;
  status: "confirmed" | "likely" | "possible" | "unlikely" | "unknown";
}

export interface FileBody {
  blob: Id;
  /** The epoch the blob is sealed to, where it is not the item's own. */
  epoch?: Id;
  name: string;
  type: string;
  size: number;
  sha256: string;
  graphic: boolean;
  words: string;
}

export interface CheckInBody {
  words: string;
  escalate: string;
}

export interface ReferralBody {
  organisation: Id;
  fields: Record<string, string>;
  consent: Id;
}

export interface LetterBody {
  kind: "invitation" | "visa" | "host";
  to: string;
  words: string;
}

export interface OutcomeBody {
  outcome: string;
  words: string;
}

export interface HoldBody {
  reason: string;
}

export interface SafeContactBody {
  channel: string;
  hours: string;
  code_phrase: string;
  words: string;
}

export interface ReplySentBody {
  words: string;
}

/** A message between a sender and the team: `kind: "reply"`. */
export interface ReplyBody {
  words: string;
  files?: RequestFile[];
}

export interface TransferBody {
  from: Id;
  to: Id;
}

export interface Bodies {
  request: RequestBody;
  summary: SummaryBody;
  note: NoteBody;
  risk: RiskBody;
  decision: DecisionBody;
  action: ActionBody;
  consent: ConsentBody;
  verification: VerificationBody;
  violation: ViolationBody;
  file: FileBody;
  check_in: CheckInBody;
  referral: ReferralBody;
  letter: LetterBody;
  outcome: OutcomeBody;
  hold: HoldBody;
  safe_contact: SafeContactBody;
  reply_sent: ReplySentBody;
  transfer: TransferBody;
}

export type Kind = keyof Bodies;
