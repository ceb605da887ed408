// Calls of our own REST interface; a refusal is thrown as { detail, code }, a lost connection as { offline: true }.
export async function call(method, address, content) {
  const headers = { Accept: "application/json" };
  if (content !== undefined) headers["Content-Type"] = "application/json";
  const body = content === undefined ? undefined : JSON.stringify(content);
  let answer;
  try {
    answer = await fetch(address, { method, headers, body });
  } catch {
    throw { offline: true };
  }
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw await answer.json();
  return answer.status === 204 ? null : answer.json();
}

// Shows a refusal in words, or clears what was shown.
export function showTrouble(panel, problem) {
  const place = panel.querySelector("[data-trouble]");
  if (!problem) return place.replaceChildren();
  const alert = panel.querySelector("template[data-alert]").content.firstElementChild.cloneNode(true);
  alert.querySelector("[data-words]").textContent = problem.detail;
  alert.querySelector("[data-code]").textContent = problem.code;
  place.replaceChildren(alert);
}
