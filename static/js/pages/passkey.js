/* Passkeys. One button [data-passkey] in a form with input[name=credential]:
     data-passkey="sign-in"  asks the form's address for options, then signs in
     data-passkey="add"      options stand in the page (id js_data); makes a new key
     data-passkey="confirm"  options stand in the page; proves it is still you */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withIds = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

async function get(options) {
  const key = options.publicKey;
  const publicKey = { ...key, challenge: bytes(key.challenge), allowCredentials: withIds(key.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    authenticatorAttachment: found.authenticatorAttachment,
    clientExtensionResults: found.getClientExtensionResults(),
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

async function create(options, withoutPassword) {
  const key = options.publicKey;
  const authenticatorSelection = {
    ...key.authenticatorSelection,
    residentKey: withoutPassword ? "required" : "discouraged",
    requireResidentKey: withoutPassword,
    ...(withoutPassword ? { userVerification: "required" } : {}),
  };
  const publicKey = {
    ...key,
    authenticatorSelection,
    challenge: bytes(key.challenge),
    user: { ...key.user, id: bytes(key.user.id) },
    excludeCredentials: withIds(key.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function credential(button) {
  if (button.dataset.passkey === "sign-in") {
    const response = await fetch(button.form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error("no options");
    return get((await response.json()).request_options);
  }
  const data = JSON.parse(document.getElementById("js_data").textContent);
  if (button.dataset.passkey === "confirm") return get(data.request_options);
  return create(data.creation_options, button.form.querySelector("[name=passwordless]")?.checked ?? false);
}

document.querySelectorAll("[data-passkey]").forEach((button) => {
  const said = document.getElementById("passkey-said");
  if (!window.PublicKeyCredential) {
    if (said) said.textContent = "This browser has no passkeys.";
    button.disabled = true;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (said) said.textContent = "";
    try {
      button.form.querySelector("[name=credential]").value = JSON.stringify(await credential(button));
      button.form.submit();
    } catch {
      if (said) said.textContent = "No passkey was used. Try again, or sign in another way.";
    }
  });
});
