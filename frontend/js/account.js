// Passkeys and security keys on the sign-in and account pages, with what the browser itself offers.
// <button data-key="create|get" data-credential="ID of the hidden field" [data-options="ID of JSON" | data-options-url]>
import { on, readJson, requestJson } from "./core.js";

const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (list) => (list ?? []).map((entry) => ({ ...entry, id: decode(entry.id) }));

function creationOptions({ publicKey }, passwordless) {
  const options = {
    ...publicKey,
    challenge: decode(publicKey.challenge),
    user: { ...publicKey.user, id: decode(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
  };
  if (passwordless !== undefined) {
    const selection = { ...options.authenticatorSelection };
    selection.residentKey = passwordless ? "required" : "discouraged";
    selection.requireResidentKey = passwordless;
    if (passwordless) selection.userVerification = "required";
    options.authenticatorSelection = selection;
  }
  return { publicKey: options };
}

function requestOptions({ publicKey }) {
  const allowCredentials = withBytes(publicKey.allowCredentials);
  return { publicKey: { ...publicKey, challenge: decode(publicKey.challenge), allowCredentials } };
}

function asJson(credential) {
  const { response } = credential;
  const shared = { clientDataJSON: encode(response.clientDataJSON) };
  const made = response.attestationObject
    ? { attestationObject: encode(response.attestationObject), transports: response.getTransports?.() ?? [] }
    : {
        authenticatorData: encode(response.authenticatorData),
        signature: encode(response.signature),
        userHandle: response.userHandle ? encode(response.userHandle) : null,
      };
  return {
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...shared, ...made },
  };
}

async function optionsOf(button) {
  if (button.dataset.options) return readJson(button.dataset.options);
  const { body } = await requestJson(button.dataset.optionsUrl);
  return body;
}

async function askKey(button) {
  const options = await optionsOf(button);
  if (button.dataset.key === "get") return navigator.credentials.get(requestOptions(options.request_options));
  const choice = button.dataset.passwordless && document.getElementById(button.dataset.passwordless);
  return navigator.credentials.create(creationOptions(options.creation_options, choice ? choice.checked : undefined));
}

on("click", "button[data-key]", async (event, button) => {
  event.preventDefault();
  const field = document.getElementById(button.dataset.credential);
  const problem = document.getElementById("key-problem");
  try {
    field.value = JSON.stringify(asJson(await askKey(button)));
    field.form.submit();
  } catch {
    if (problem) problem.hidden = false; // refused, timed out, or no key at hand: the page says how to go on
  }
});

// Codes shown once must be saved before one leaves.
const saved = document.getElementById("codes-saved");
if (saved) {
  const warn = (event) => !saved.checked && event.preventDefault();
  addEventListener("beforeunload", warn);
}
