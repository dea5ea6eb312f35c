// Passkeys: the page holds the options as JSON and a form with a hidden field "credential".
// Without this script the page says what to do instead.
(() => {
  const told = document.getElementById("passkey-options");
  const form = document.getElementById("passkey-form");
  const button = document.getElementById("passkey-go");
  if (!told || !form || !button || !window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(
      atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const options = JSON.parse(told.textContent).publicKey;
  const making = Boolean(options.user);
  options.challenge = bytes(options.challenge);
  if (making) options.user.id = bytes(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const known of list || []) known.id = bytes(known.id);
  }

  const answered = (credential) => {
    const response = {};
    for (const part of [
      "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
    ]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    if (making && credential.response.getTransports) {
      response.transports = credential.response.getTransports();
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  document.getElementById("passkey-without").hidden = true;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const failed = document.getElementById("passkey-failed");
    failed.hidden = true;
    try {
      const credential = making
        ? await navigator.credentials.create({ publicKey: options })
        : await navigator.credentials.get({ publicKey: options });
      form.elements.credential.value = JSON.stringify(answered(credential));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
})();
