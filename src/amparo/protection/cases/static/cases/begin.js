// The program that seals is loaded when the person begins, and only then. Nothing that is typed
// here leaves by the form itself, unless the person chooses the other way when this one fails.
(() => {
  const told = (name) => document.querySelector(`meta[name="${name}"]`).content;
  const form = document.getElementById("sealed");
  const begin = document.getElementById("begin");
  const failed = document.getElementById("failed");
  const fail = () => {
    failed.hidden = false;
    failed.scrollIntoView();
    failed.querySelector("button").focus();
  };
  let started;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.plain === undefined) event.preventDefault();
  });
  begin.hidden = false;
  begin.addEventListener("click", async () => {
    begin.disabled = true;
    try {
      started ??= (await import(told("program"))).start(fail);
      await started;
    } catch {
      started = undefined;
      begin.disabled = false;
      fail();
    }
  });
})();
