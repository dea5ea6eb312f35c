/** A question on its way: true progress, what is best so far, and a button that stops it. */

import { $, clone, fill, words } from "@vault/page";
import { because } from "../acts";
import { type Engine, solve } from "../solving";
import { points } from "./people";

/** Whether something is asked in this place already; who leaves the view stops it. */
export class Asker {
  readonly element = clone("cohort-asking");
  private going: AbortController | null = null;

  constructor() {
    this.element.hidden = true;
    $("button", this.element).addEventListener("click", () => this.stop());
  }

  get busy(): boolean {
    return this.going !== null;
  }

  stop(): void {
    this.going?.abort();
  }

  /** Ask; null where it was stopped or refused, which is said in the place. */
  async ask<Answer>(engine: Engine, question: () => Promise<object>, said: HTMLElement): Promise<Answer | null> {
    this.stop();
    const own = new AbortController();
    this.going = own;
    const bar = $<HTMLProgressElement>("progress", this.element);
    this.element.hidden = false;
    said.hidden = true;
    bar.removeAttribute("value");
    fill(this.element, { stage: words("cohort.stage.begin"), best: "" });
    try {
      return await solve<Answer>(engine, await question(), {
        signal: own.signal,
        progress: ({ stage, fraction, best }) => {
          bar.value = fraction;
          fill(this.element, {
            stage: words(`cohort.stage.${stage || "begin"}`),
            best: best === null ? "" : words("cohort.so_far", { points: points(best) }),
          });
        },
      });
    } catch (problem) {
      if (own.signal.aborted && this.going !== own) return null;
      said.textContent = because(problem);
      said.hidden = false;
      said.setAttribute("role", "alert");
      return null;
    } finally {
      if (this.going === own) {
        this.going = null;
        this.element.hidden = true;
      }
    }
  }

  get signal(): AbortSignal | undefined {
    return this.going?.signal;
  }
}
