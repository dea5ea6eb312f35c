// With JavaScript the secret stays here: a program is loaded that opens the answers in the browser.
(() => {
  const able = isSecureContext && globalThis.Worker && crypto.subtle && globalThis.TransformStream;
  const program = document.querySelector('meta[name="program"]').content;
  const box = document.getElementById("box");
  if (!able) return;
  document.getElementById("how").hidden = true;
  document.getElementById("how_sealed").hidden = false;
  box.addEventListener("submit", async (event) => {
    if (event.submitter?.dataset.plain !== undefined) return;
    event.preventDefault();
    const button = box.querySelector("button");
    button.disabled = true;
    try {
      await (await import(program)).open(box);
    } catch {
      document.getElementById("failed").hidden = false;
      document.getElementById("plainly").hidden = false;
      document.querySelector("#plainly button").focus();
    }
    button.disabled = false;
  });
})();
