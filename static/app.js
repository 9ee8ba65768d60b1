// Nothing needs this file: pages and forms work without it. It makes three things smoother.

// A form that is on its way is not sent twice; coming back to the page opens it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) event.preventDefault();
  else if (form.method === "post") form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
document.addEventListener("htmx:afterRequest", (event) => delete event.target.dataset?.sent);

// A part of a page that met the sign-in page: show the whole of it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = event.detail.xhr.responseURL;
  if (!answered || !new URL(answered).pathname.startsWith("/konto/")) return;
  event.detail.shouldSwap = false;
  location.reload();
});

// An error page asked for by a part of a page: show it, in place of the content.
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) return;
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  main.focus();
});
