/** Seals what a sender writes and attaches, and opens what waits for them. */

import { serve } from "@questions/sealer";

serve();
