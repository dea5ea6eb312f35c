// Where the browser can seal by itself, the links lead to the form that does so.
if (isSecureContext && globalThis.Worker && crypto.subtle && Blob.prototype.stream && globalThis.TransformStream)
  for (const link of document.querySelectorAll("[data-sealed]")) link.href = link.dataset.sealed;
