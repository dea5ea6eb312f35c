// The program that seals is loaded when the person begins or comes back, and only then. Nothing
// that is typed here leaves by the form itself, unless they choose the other way when it fails.
(() => {
  const form = document.getElementById("sealed");
  const failed = document.getElementById("failed");
  const plainly = failed.querySelector("button");
  const program = document.querySelector('meta[name="program"]').content;
  const fail = () => {
    plainly.type = "submit"; // not before: a form's first such button is pressed by Enter
    failed.hidden = false;
    failed.scrollIntoView();
    plainly.focus();
  };
  let started;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.dataset.plain === undefined) event.preventDefault();
  });
  for (const [id, way] of [["begin", "begin"], ["open", "back"]]) {
    const button = document.getElementById(id);
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        started ??= import(program).then((loaded) => loaded.start(fail));
        await (await started)[way]();
      } catch {
        started = undefined;
        fail();
      }
      button.disabled = false;
    });
  }
})();
