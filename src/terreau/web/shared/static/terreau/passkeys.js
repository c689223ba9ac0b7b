// Passkeys: asks the browser for a credential and sends it with the form that holds the button.
// A form says what it asks for by data-passkey: "sign-in", "prove" or "add". Without JavaScript, or
// where the browser knows no passkeys, these forms stay hidden.
(() => {
  const isAble = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  if (!isAble) return;

  const optionsOf = async form => {
    if (form.dataset.passkey !== "sign-in") {
      return JSON.parse(document.getElementById("passkey-options").textContent);
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`no question was asked: ${answer.status}`);
    return answer.json();
  };

  const created = async options => {
    const asked = structuredClone(options.creation_options.publicKey);
    // A key that signs in by itself is kept by the device and unlocked by its owner.
    Object.assign(asked.authenticatorSelection, {
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    });
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked),
    });
  };

  const proved = async options => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey),
  });

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const told = form.querySelector("[data-passkey-error]");
    form.hidden = false;
    form.addEventListener("submit", async event => {
      event.preventDefault();
      told.textContent = "";
      try {
        const options = await optionsOf(form);
        const ask = form.dataset.passkey === "add" ? created : proved;
        form.elements.credential.value = JSON.stringify((await ask(options)).toJSON());
        form.submit();
      } catch {
        told.textContent = told.dataset.passkeyError;
      }
    });
  }
})();
