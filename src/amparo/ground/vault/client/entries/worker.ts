/** The Worker of the desk and of the keys pages. */

import { serve } from "../worker";

serve();
