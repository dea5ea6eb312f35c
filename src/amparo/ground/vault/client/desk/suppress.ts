/**
 * Counts that can be shown: none under ten, and none that can be worked out from the others.
 *
 * The server looks again (`actions/figures.py`); what passes here passes there.
 */

export const SMALLEST = 10;
export const TOTAL = "total";

export type Counts = Record<string, number>;
export type Cells = Record<string, number | null>;

const shownOf = (cells: Cells): [string, number][] =>
  Object.entries(cells).filter(
    (one): one is [string, number] => one[0] !== TOTAL && one[1] !== null,
  );
const hiddenOf = (cells: Cells): string[] =>
  Object.keys(cells).filter((key) => key !== TOTAL && cells[key] === null);
const sum = (cells: Cells): number => shownOf(cells).reduce((all, [, one]) => all + one, 0);

/** Hide the smallest number that is still shown; says whether there was one. */
function hideOne(cells: Cells): boolean {
  const [smallest] = shownOf(cells).sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  if (smallest) cells[smallest[0]] = null;
  return smallest !== undefined;
}

/** Whether something hidden could be told from this sum of all. */
function tells(cells: Cells, total: number): boolean {
  const rest = total - sum(cells);
  return hiddenOf(cells).length > 0 && rest >= 0 && rest < SMALLEST;
}

/** Whether the hidden ones are so few, or so small, that a sum of all bounds one of them. */
function narrow(counts: Counts, cells: Cells): boolean {
  const hidden = hiddenOf(cells);
  if (hidden.length === 1) return true;
  // With one number of ten or more among them, nobody knows how the rest is shared out.
  return hidden.length > 0 && hidden.every((key) => (counts[key] ?? 0) < SMALLEST);
}

/**
 * Tables over the same cases and period, each by its codes, ready to be shown together.
 *
 * `totals` is how many cases each table is about. A total under ten is left out, and so is one
 * beside which nothing can be hidden safely.
 */
export function suppress(
  tables: Record<string, Counts>,
  totals: Record<string, number>,
): Record<string, Cells> {
  const found: Record<string, Cells> = {};
  for (const [name, counts] of Object.entries(tables)) {
    const cells: Cells = {};
    for (const [key, count] of Object.entries(counts)) cells[key] = count < SMALLEST ? null : count;
    while (narrow(counts, cells) && hideOne(cells));
    const total = totals[name] ?? 0;
    if (total >= SMALLEST) cells[TOTAL] = total;
    found[name] = cells;
  }
  // Each table's total, or the sum of one that is wholly shown, must not tell what another hides.
  for (let again = true; again; ) {
    again = false;
    for (const [name, cells] of Object.entries(found)) {
      const known = Object.values(found).flatMap((other) => {
        const total = other[TOTAL];
        const whole = hiddenOf(other).length === 0 ? [sum(other)] : [];
        return typeof total === "number" ? [total, ...whole] : whole;
      });
      if (!known.some((total) => tells(cells, total))) continue;
      again = true;
      if (!hideOne(cells)) {
        // Nothing is left to hide beside it: no table may show this total.
        for (const other of Object.values(found)) delete other[TOTAL];
        if (!known.some((total) => tells(found[name] ?? {}, total))) continue;
        again = Object.values(found).some((other) => hiddenOf(other).length === 0 && hideOne(other));
      }
    }
  }
  return found;
}
