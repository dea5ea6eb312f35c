/** What is inside the seals of fellowships: bodies by kind. */

export type Day = string;
export type Id = string;

/** States and verbs are `models/workflow.py`'s; the page gives their words. */
export type ApplicationState =
  | "draft" | "sent" | "ineligible" | "eligible" | "shortlisted" | "offered" | "waiting"
  | "accepted" | "declined" | "not_chosen" | "withdrawn" | "erased";
export type FellowState =
  | "preparing" | "online" | "resident" | "paused" | "follow_up" | "finished" | "stopped";

export const REASONS = [
  "not_defender", "other_criteria", "too_early", "incomplete", "language", "dates", "twice",
  "not_safe", "other",
] as const;
export type Reason = (typeof REASONS)[number];

export const CONFLICTS = [
  "organisation", "coalition", "country", "person", "referee", "coach", "declared",
] as const;
export type ConflictKind = (typeof CONFLICTS)[number];

export interface FileBody {
  blob: Id;
  name: string;
  type: string;
  size: number;
  sha256: string;
  kept: "clean" | "evidence";
  question?: string;
}

/** What somebody applied with, in their own words: unsigned, unless staff brought it. */
export interface ApplicationBody {
  form: string;
  version: number;
  language: string;
  answers: Record<string, unknown>;
  files: FileBody[];
  /** The age recipient that the applicant's secret derives. */
  inbox?: string;
  /** The extension of the deadline that they say struck them. */
  extension?: Id;
  references?: { id: Id; name: string }[];
  /** The number it had in an older round. */
  reference?: string;
}

export interface ReferenceBody {
  form: string;
  version: number;
  language: string;
  answers: Record<string, unknown>;
}

export interface LetterBody {
  words: string;
  files?: FileBody[];
  kind?: "offer" | "wait" | "no" | "follow_up" | "words";
  /** Answers to the follow-up form, by question. */
  answers?: Record<string, unknown>;
  months?: number;
}

export interface ScreeningBody {
  eligible: boolean;
  reasons: Reason[];
  words: string;
}

/** What a blind copy leaves out beside what `call.blind` does: these words, wherever they stand. */
export interface RedactionBody {
  strike: string[];
  /** Somebody looked at the copy itself and let it go. */
  seen: boolean;
  /** The application's version that was looked at: another one must be seen again. */
  version: number;
}

/** What balance, assignment and conflicts need; from the answers, corrected by hand. */
export interface FacetsBody {
  name: string;
  country: string;
  region: string;
  language: string;
  themes: string[];
  priority: string[];
  gender: string;
  organisation: string;
  coalitions: string[];
  people: string[];
}

export interface ConflictBody {
  keyring: Id;
  kind: ConflictKind;
  found: "declared" | "detected" | "by_hand";
  words: string;
  /** Looked at, and no conflict after all. */
  dismissed?: boolean;
}

/** A reviewer's declaration: what they can read, how much, and what they must not. */
export interface ProfileBody {
  languages: string[];
  themes: string[];
  most: number;
  organisations: string[];
  coalitions: string[];
  countries: string[];
  people: string[];
  words: string;
}

export interface BlindCopyBody {
  language: string;
  answers: { key: string; label: string; said: string }[];
  /** How many answers were left out whole. */
  left_out: number;
}

/** Points by criterion. */
export type CriterionScores = Record<string, number>;

export interface ReviewBody {
  scores: CriterionScores;
  rationale: Record<string, string>;
  /** 1 unsure, 2 rather sure, 3 sure. */
  confidence: 1 | 2 | 3;
  words: string;
  advice: "yes" | "perhaps" | "no" | "";
}

export interface NoteBody {
  words: string;
  /** These words were sent as a letter: what was sealed to the applicant nobody here opens. */
  letter?: LetterBody["kind"];
}

export interface ScenarioBody {
  name: string;
  /** Rules as people wrote them: with values, not letters. */
  rules: object[];
  options: object;
  /** What was sent and what came back, with the meaning of its letters and rows. */
  run?: ComposedBody;
}

export interface ComposedBody {
  instance: object;
  answer: object;
  letters: Record<string, Record<string, string>>;
  rows: Record<string, Id>;
  kept: Id[];
}

export interface CohortBody extends ComposedBody {
  salt: string;
  words: string;
  /** Chosen, in the order of their rows; then who waits, in order. */
  chosen: Id[];
  waiting: Id[];
  /** What was asked, in values, so that it can be asked otherwise. */
  asked?: { rules: object[]; options: object };
  /** The cohort that this one takes the place of. */
  after?: Id;
}

export interface SummaryBody {
  name: string;
  pronouns: string;
  language: string;
  country: string;
  coach: Id | "";
  /** Of the call, their inbox: so that a coach can be told of answers. */
  inbox?: string;
  application?: Id;
  safe_channel: string;
  hours: string;
  code_phrase: string;
}

export const STEPS = [
  "agreement", "safe_channel", "next_of_kin", "risk_plan", "return_plan", "invitation", "visa",
  "travel", "insurance", "accommodation", "access_needs", "stipend_route", "pseudonym",
] as const;
export type Step = (typeof STEPS)[number];

export interface StepBody {
  key: Step;
  state: "todo" | "doing" | "done" | "not_needed";
  due: Day | "";
  words: string;
}

export interface NextOfKinBody { name: string; relation: string; reach: string; language: string; knows: boolean; words: string }
export interface WordsBody { words: string; reassess_on?: Day | "" }
export interface VisaBody { state: "asked" | "given" | "refused"; on: Day; words: string }
export interface GoalBody { words: string; state: "open" | "reached" | "dropped"; until: Day | "" }
export interface SessionBody { on: Day; minutes: number; words: string; agreed: string }
export interface StipendBody {
  route: string; grant_code: string; amount: string; currency: string; reference: string; words: string; receipt: string;
}
export interface IncidentBody { on: Day; words: string; reprisal: boolean; told_help: boolean }
export interface CertificateBody { name: string; given_on: Day; public: boolean }
export interface FollowUpBody { months: number; words: string; safe: string; work: string; wants_contact: boolean }
export interface ConsentBody {
  purpose: string; audience: string; given_on: Day; expires_on: Day | ""; withdrawn_on: Day | ""; words: string;
  /** What is told in public on it, word for word. */
  shown?: { name: string; words: Record<string, string>; year: number };
}
export interface LetterMadeBody { kind: "invitation" | "visa" | "host"; to: string; words: string }
export interface OutcomeBody { outcome: string; words: string }

/** Bodies of what the office writes about an application. */
export interface OfficeBodies {
  screening: ScreeningBody;
  redaction: RedactionBody;
  facets: FacetsBody;
  conflict: ConflictBody;
  note: NoteBody;
}

/** Bodies of what is written about a fellow. */
export interface FellowBodies {
  summary: SummaryBody;
  step: StepBody;
  next_of_kin: NextOfKinBody;
  access_needs: WordsBody;
  risk_plan: WordsBody;
  return_plan: WordsBody;
  travel: WordsBody;
  insurance: WordsBody;
  accommodation: WordsBody;
  visa: VisaBody;
  goal: GoalBody;
  session: SessionBody;
  stipend: StipendBody;
  incident: IncidentBody;
  certificate: CertificateBody;
  follow_up: FollowUpBody;
  consent: ConsentBody;
  letter_made: LetterMadeBody;
  outcome: OutcomeBody;
  note: NoteBody;
}

export type OfficeKind = keyof OfficeBodies;
export type FellowKind = keyof FellowBodies;
