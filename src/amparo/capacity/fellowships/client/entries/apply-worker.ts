/** Seals what an applicant writes and attaches, and opens what they saved. */

import { serve } from "@questions/sealer";

serve();
