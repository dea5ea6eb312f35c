import { equal, test } from "@vault/tests/harness";
import { suppress } from "@vault/desk/suppress";

const SMALL = 10;

test("a number under ten is hidden, with another from which it could be worked out", () => {
  const { need } = suppress({ need: { legal: 40, medical: 3, transport: 25 } }, { need: 68 });
  equal(need, { legal: 40, medical: null, transport: null, total: 68 });
});

test("nothing is hidden where nothing is small", () => {
  const { need } = suppress({ need: { legal: 40, medical: 30 } }, { need: 70 });
  equal(need, { legal: 40, medical: 30, total: 70 });
});

test("a total under ten is not shown, and nothing beside it", () => {
  const { need } = suppress({ need: { legal: 4, medical: 3 } }, { need: 7 });
  equal(need, { legal: null, medical: null });
});

test("several small ones do not stand alone beside a total", () => {
  const { need } = suppress({ need: { a: 9, b: 9, c: 50 } }, { need: 68 });
  equal(need, { a: null, b: null, c: null, total: 68 });
});

test("another table's whole sum tells nothing that this one hides", () => {
  const found = suppress(
    { need: { legal: 60, medical: 20 }, region: { AFR: 66, APG: 9, EEG: 12 } },
    { need: 80, region: 80 },
  );
  for (const cells of Object.values(found)) {
    for (const other of Object.values(found)) safe(cells, other);
  }
});

test("no table of a thousand drawn ones lets a small number be worked out", () => {
  let seed = 7;
  const draw = (most: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % most;
  };
  for (let at = 0; at < 1000; at += 1) {
    const tables: Record<string, Record<string, number>> = {};
    const totals: Record<string, number> = {};
    for (const name of ["need", "region", "time"]) {
      const cells: Record<string, number> = {};
      for (let cell = 0; cell < 2 + draw(6); cell += 1) cells[`c${cell}`] = draw(draw(2) ? 15 : 80);
      tables[name] = cells;
      const sum = Object.values(cells).reduce((all, one) => all + one, 0);
      totals[name] = name === "need" ? Math.max(0, sum - draw(12)) : sum;
    }
    const found = suppress(tables, totals);
    for (const cells of Object.values(found)) {
      const hidden = Object.entries(cells).filter(([, one]) => one === null);
      if (hidden.length === 1) throw new Error(`one hidden alone: ${JSON.stringify(cells)}`);
      for (const [, one] of Object.entries(cells)) {
        if (one !== null && one < SMALL) throw new Error(`small: ${JSON.stringify(cells)}`);
      }
      for (const other of Object.values(found)) safe(cells, other);
    }
  }
});

/** What the server asks of two tables of one period (`actions/figures.py`). */
function safe(cells: Record<string, number | null>, other: Record<string, number | null>): void {
  const hidden = Object.entries(cells).filter(([key, one]) => key !== "total" && one === null);
  const shown = Object.entries(other).filter(([key]) => key !== "total").map(([, one]) => one);
  const totals = [other["total"]];
  if (shown.every((one) => one !== null)) totals.push(shown.reduce((a, b) => (a ?? 0) + (b ?? 0), 0));
  const visible = Object.entries(cells).reduce(
    (all, [key, one]) => all + (key === "total" ? 0 : (one ?? 0)),
    0,
  );
  for (const total of totals) {
    if (typeof total !== "number" || !hidden.length) continue;
    const rest = total - visible;
    if (rest >= 0 && rest < SMALL) throw new Error(`told: ${JSON.stringify([cells, other])}`);
  }
}
