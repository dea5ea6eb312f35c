/* The translation desk, quicker: everything here is done by the form itself when this is missing. */
(() => {
  const form = document.getElementById("desk");
  const said = document.getElementById("said");
  if (!form || !window.fetch) return;
  const EVERY = 4000; // milliseconds between savings of the field somebody writes in
  const fields = [...form.querySelectorAll("textarea[name^=words-]")];
  const known = new Map(fields.map((field) => [field, field.value]));
  const asking = new Map(); // field -> the saving that is under way
  const stopped = new Set(); // fields in which somebody else wrote: saved only when asked to
  let line = true; // whether the last saving arrived
  const pk = (field) => field.name.slice(6);
  const seen = (field) => form.elements[`seen-${pk(field)}`];
  const changed = (field) => field.value !== known.get(field);
  const say = (words) => { if (said.textContent !== words) said.textContent = words; };

  async function send(field, more = {}) {
    while (asking.has(field)) await asking.get(field);
    const asked = post(field, more);
    asking.set(field, asked);
    try { return await asked; } finally { asking.delete(field); }
  }

  async function post(field, more) {
    const words = field.value;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
      [field.name]: words, [seen(field).name]: seen(field).value, ...more,
    });
    if (line) say(form.dataset.saving);
    let told;
    try {
      const answer = await fetch(location.href, {
        method: "POST", body, keepalive: words.length < 10000, headers: { Accept: "application/json" },
      });
      told = await answer.json();
      line = true;
    } catch { line = false; say(form.dataset.offline); return false; }
    const row = told.rows[pk(field)];
    if (row) {
      seen(field).value = row.seen;
      document.getElementById(`a${pk(field)}`).innerHTML = row.after;
      if (!row.severity) {
        const old = "h2 .tag, [name=fresh], .field > .note, details";
        field.closest(".pair").querySelectorAll(old).forEach((one) => one.remove());
      }
      field.parentElement.classList.toggle("wrong", row.bad);
      if (row.bad) stopped.add(field); else stopped.delete(field);
      const taken = Object.keys(more).some((name) => name.startsWith("take-"));
      if (taken && !row.bad) field.value = row.words;
      known.set(field, taken && !row.bad ? row.words : words);
    } else known.set(field, words);
    say(told.said);
    return !row || !row.bad;
  }

  const save = (field, asked) => {
    if (changed(field) && (asked || !stopped.has(field))) return send(field);
    return Promise.resolve(true);
  };
  const writing = () => fields.find((field) => field === document.activeElement);
  setInterval(() => { if (!leaving) for (const field of fields) if (!asking.has(field)) save(field); }, EVERY);
  // Whoever leaves a field by a button of the form sends the whole form: not both.
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  const soon = (field) => setTimeout(() => { if (!leaving) save(field); }, 200);
  for (const field of fields) field.addEventListener("blur", () => soon(field));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !leaving) fields.forEach((field) => save(field));
  });
  addEventListener("pageshow", () => { leaving = false; });

  const go = (field, step) => {
    const next = fields[fields.indexOf(field) + step];
    if (next) { next.focus(); next.scrollIntoView({ block: "center" }); return true; }
    return false;
  };
  const copy = (field) => {
    if (field.value.trim()) return;
    field.value = field.closest(".pair").querySelector(".source").textContent;
    field.dispatchEvent(new Event("input"));
  };
  form.addEventListener("keydown", async (event) => {
    const field = writing();
    if (!field) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const on = document.getElementById("on");
      if (on) on.click();
      else if ((await send(field)) && !go(field, 1)) form.requestSubmit();
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (!go(field, down ? 1 : -1) && fields.length === 1 && down) {
        if (await save(field, true)) document.querySelector("#desk a[rel=next]").click();
      }
    } else if (event.altKey && event.shiftKey && event.code === "KeyC") {
      event.preventDefault();
      copy(field);
    }
  });
  const show = async (field) => {
    const row = field.closest(".pair");
    const open = row.querySelector(".help");
    if (open) { open.remove(); return; }
    const address = form.dataset.help.replace("/0/", `/${pk(field)}/`);
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const help = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("help");
    if (!answer.ok || !help) throw new Error("no help");
    help.removeAttribute("id");
    help.classList.add("help");
    const all = document.createElement("p");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = form.dataset.all;
    all.append(link);
    help.append(all);
    row.append(help);
  };
  form.addEventListener("click", async (event) => {
    const opening = event.target.closest("button[value^=open-]");
    if (opening) {
      event.preventDefault();
      const field = form.elements[`words-${opening.value.slice(5)}`];
      if (await save(field, true)) show(field).catch(() => say(form.dataset.offline));
      return;
    }
    const button = event.target.closest("button[name^=take-]");
    const field = button && form.elements[`words-${button.name.slice(5)}`];
    if (!field) return;
    event.preventDefault();
    await send(field, { [button.name]: button.value });
    field.focus();
  });
  for (const button of form.querySelectorAll("[data-copy]")) {
    const field = button.closest(".pair").querySelector("textarea");
    const offer = () => { button.hidden = field.value.trim() !== ""; };
    button.addEventListener("click", () => { copy(field); field.focus(); });
    field.addEventListener("input", offer);
    offer();
  }
  const keys = document.getElementById("keys");
  if (keys) keys.hidden = false;
})();
